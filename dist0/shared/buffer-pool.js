import { t as kernels } from "./kernels.js";
// src/codec/buffer-pool.ts
let keptBytes = Number.POSITIVE_INFINITY;
/** What may wait at most. */
function poolLimitBytes() {
	return keptBytes;
}
/**
* Room for the samples of an image: memory of the kernels, which waits for the next image when it is given back, if it is not too large for
* that. Reading PNGs of 1 to 8 megapixels, RGB, takes some 0.3 ms a megapixel less than with fresh memory. What is in it is not said.
*/
function lendRaster({ width, height, channels, maxSample }) {
	const length = width * height * channels;
	const { bytes, release } = takeMemory(maxSample === 255 ? length : 2 * length);
	return {
		raster: {
			width,
			height,
			channels,
			maxSample,
			samples: maxSample === 255 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, length)
		},
		release
	};
}
function takeMemory(bytes) {
	const memory = bytes <= keptBytes ? kernels().takeMemory(bytes) : void 0;
	return memory ? {
		bytes: memory.bytes,
		release: () => memory.release(keptBytes)
	} : {
		bytes: new Uint8Array(bytes),
		release: () => {}
	};
}
export { poolLimitBytes as n, lendRaster as t };
