import { t as processTurnstile } from "./turnstile.js";
import { C as tablesOf, T as readEqualizeImageOptions, b as equalize, c as histogramsFor, h as checkOutput, l as prepare, p as checkOperation, x as equalizeTogether, y as apply } from "./trial.js";
import { E as bytes } from "./table.js";
// src/worker/equalize-pictures.ts
/** Changes the pictures of one file in place: each by its own statistics, by those of all together, or by given ones. */
function equalizePictures(pictures, prepared, frames, shared = prepared.statistics, mask) {
	const { operation } = prepared;
	if (shared) for (const picture of pictures) apply(picture, operation, tablesFrom(shared, picture.shape, prepared), mask);
	else if (frames === "together" && pictures.length > 1) equalizeTogether(pictures, operation, mask);
	else for (const picture of pictures) equalize(picture, operation, mask);
}
/** Tables drawn from shared statistics serve image after image. */
const drawn = /* @__PURE__ */ new WeakMap();
/** The tables that shared statistics give for images of this depth and as many channels. */
function tablesFrom(statistics, shape, prepared) {
	const known = drawn.get(statistics);
	const tables = known?.prepared === prepared ? known.tables : /* @__PURE__ */ new Map();
	const key = `${shape.channels}x${shape.maxSample}`;
	const found = tables.get(key) ?? tablesOf(prepared.operation, histogramsFor(statistics, shape, prepared.operation));
	drawn.set(statistics, {
		prepared,
		tables: tables.set(key, found)
	});
	return found;
}
// src/worker/open-options.ts
/** How an image is opened on which this is to be done. */
function openOptions(operation, autoOrient, { codec, format, effort, compression }) {
	return {
		autoOrient,
		codec,
		intent: {
			lumaOnly: operation.on === "luma" && operation.nodata === void 0,
			format,
			effort,
			compression
		}
	};
}
// src/worker/equalize-image.ts
processTurnstile();
/**
* Equalises one image in memory, on the calling thread.
*
* @param bytes the content of an image file: JPEG, PNG, WebP, TIFF, AVIF or GIF
* @returns the content of the resulting file; by default in the same format, with everything but the pixels kept
* @throws {ImgparError} `usage` for a wrong option; `plugin` for a fault of a user's own method; `not-an-image`,
*   `unsupported-format`, `corrupt` or `too-large` for the image
*/
async function equalizeImage(bytes$1, options = {}) {
	const file = bytes(bytes$1, "bytes");
	const given = readEqualizeImageOptions(options, "options");
	const operation = checkOperation(given.operation);
	const output = checkOutput(given.output);
	const { openImage } = await import("./open2.js");
	const prepared = await prepare(operation);
	const image = await openImage(file, openOptions(prepared.operation, operation.autoOrient, output));
	try {
		equalizePictures(image.pictures, prepared, operation.frames);
		return await image.encode(output);
	} finally {
		image.release();
	}
}
export { equalizeImage as t };
