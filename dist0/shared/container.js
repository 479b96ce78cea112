import { t as ImgparError } from "./errors.js";
// src/codec/container.ts
/** The headers of all pages or frames of a file. */
function pagesOf(header) {
	return header.pages ?? [header];
}
/** An image that is whole but cannot be read, or not be written without loss. */
function unsupported(message) {
	return new ImgparError("unsupported-format", message);
}
/** An image that is broken or cut off. */
function corrupt(message, cause) {
	return new ImgparError("corrupt", message, cause === void 0 ? void 0 : { cause });
}
export { pagesOf as n, unsupported as r, corrupt as t };
