import { types } from "node:util";
// src/errors.ts
/**
* Why something failed. The list is closed, so that failures can be counted and acted upon:
*
* - `unreadable`: the source is missing, not a regular file, or may not be read
* - `not-an-image`: its content is no raster image
* - `unsupported-format`: an image, but of a kind that imgpar cannot read or cannot write without loss
* - `corrupt`: an image whose content is broken or cut off
* - `too-large`: more pixels or more memory than allowed
* - `timeout`: did not end within the time allowed
* - `worker-crashed`: the process that worked on it died
* - `unwritable`: the destination cannot be written
* - `plugin`: a user's own operation failed
* - `environment`: the machine or the installation does not let imgpar work, as with too few open files or without sharp; no image is at
*   fault, and the run ends
* - `usage`: an option or argument is wrong; nothing was started
* - `internal`: a fault of imgpar itself
*/
const errorCodes = [
	"unreadable",
	"not-an-image",
	"unsupported-format",
	"corrupt",
	"too-large",
	"timeout",
	"worker-crashed",
	"unwritable",
	"plugin",
	"environment",
	"usage",
	"internal"
];
/**
* The one error that imgpar throws. The message says what was received, what was expected and what to do.
*
* `instanceof` goes by name and code: what a user's method throws may have been made by another copy of this class, as the workers are
* bundled for themselves, and the method may have an imgpar of its own.
*/
var ImgparError = class extends Error {
	code;
	name = "ImgparError";
	static [Symbol.hasInstance](thrown) {
		return isError(thrown) && thrown.name === "ImgparError" && "code" in thrown && errorCodes.some((code) => code === thrown.code);
	}
	constructor(code, message, options) {
		super(message, options);
		this.code = code;
	}
};
/** Anything thrown, as a failure. What is not an ImgparError is a fault of our own: `internal`. */
function failureOf(error) {
	if (error instanceof ImgparError) {
		const system = systemCodeOf(error.cause);
		return {
			code: error.code,
			message: error.message,
			...system !== void 0 && { system }
		};
	}
	if (isError(error) && error.name === "RangeError" && /allocation failed|could not allocate/i.test(error.message)) return {
		code: "too-large",
		message: "no memory is left for it; lower --workers, or allow the process more memory"
	};
	return {
		code: "internal",
		message: messageOf(error)
	};
}
/**
* Whether something is an error, whichever realm made it. Jest and Vitest's VM pools run their tests in a realm of their own, where what
* Node throws is no `instanceof Error`.
*/
function isError(thrown) {
	return types.isNativeError(thrown) || Object.prototype.toString.call(thrown) === "[object DOMException]";
}
/** What an error says; anything else that was thrown, as text. */
function messageOf(thrown) {
	return isError(thrown) ? thrown.message : String(thrown);
}
/** The code of an error of Node's, such as `ENOENT`. */
function codeOf(thrown) {
	return isError(thrown) && "code" in thrown && typeof thrown.code === "string" ? thrown.code : void 0;
}
/** The system's code in an error, or in what caused it. What a user's method throws may be anything, and fight back. */
function systemCodeOf(error) {
	try {
		if (error instanceof ImgparError) return systemCodeOf(error.cause);
		const code = codeOf(error);
		return code !== void 0 && /^E[A-Z0-9]+$/.test(code) ? code : void 0;
	} catch {
		return;
	}
}
/** Whether nothing more can be written at a place: what is tried next will fail, too. */
function isOutOfRoom({ system }) {
	return system === "ENOSPC" || system === "EDQUOT" || system === "EROFS";
}
export { isError as a, failureOf as i, codeOf as n, isOutOfRoom as o, errorCodes as r, messageOf as s, ImgparError as t };
