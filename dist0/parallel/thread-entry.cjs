Object.defineProperties(exports, {
	__esModule: { value: true },
	[Symbol.toStringTag]: { value: "Module" }
});
let node_worker_threads = require("node:worker_threads");
let node_util = require("node:util");
let node_module = require("node:module");
let node_url = require("node:url");
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
	return node_util.types.isNativeError(thrown) || Object.prototype.toString.call(thrown) === "[object DOMException]";
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
// src/parallel/load.ts
/**
* What a module exports. One that ends in `.cjs` is loaded without starting what loads ES modules, which takes time in every thread.
*
* @param url a file's
*/
async function load(url) {
	return url.endsWith(".cjs") ? (0, node_module.createRequire)(url)((0, node_url.fileURLToPath)(url)) : import(url);
}
// src/parallel/thread-entry.ts
/**
* What runs in every thread of threads.ts: the handler of the worker module, with anything it throws turned into data,
* because errors lose their class and code on the way between threads.
*/
var thread_entry_default = loaded();
async function loaded() {
	const { workerUrl } = node_worker_threads.workerData;
	try {
		const handle = await handlerOf(workerUrl);
		return (job) => reply(handle, job);
	} catch (error) {
		const failure = {
			code: "internal",
			message: `the worker module ${workerUrl} cannot be used: ${failureOf(error).message}`
		};
		return async () => ({ failure });
	}
}
async function handlerOf(workerUrl) {
	const module = await load(workerUrl);
	if (typeof module.default !== "function") throw new TypeError("its default export is no function");
	return module.default;
}
async function reply(handle, job) {
	try {
		return { result: await handle(job) };
	} catch (error) {
		return { failure: failureOf(error) };
	}
}
exports.default = thread_entry_default;
