// src/codec/encoding.ts
/** The compressions of TIFF that can be chosen. */
const writableCompressions = [
	"none",
	"lzw",
	"deflate",
	"packbits",
	"jpeg"
];
/** Encodes one page after the other: what runs beside them are other images. */
async function inTurn(rasters, encodePage) {
	const results = [];
	for (const [page, raster] of rasters.entries()) results.push(await encodePage(raster, page));
	return results;
}
/** Whether any pixel is not opaque. */
function hasTransparency({ samples, channels, maxSample }) {
	if (channels % 2 === 1) return false;
	for (let i = channels - 1; i < samples.length; i += channels) if (samples[i] < maxSample) return true;
	return false;
}
/** Bits of a grey sample: as many as were read where every sample is one of the levels that 1, 2 or 4 bits have, otherwise 8. */
function greyBits(raster, bitsRead) {
	return (bitsRead === 1 || bitsRead === 2 || bitsRead === 4) && raster.channels === 1 && raster.maxSample === 255 && fitsInBits(raster, bitsRead) ? bitsRead : 8;
}
/** Whether every sample is one of the levels that `bits` bits have when spread evenly over 0..255. */
function fitsInBits({ samples }, bits) {
	const step = 255 / (2 ** bits - 1);
	return samples.every((sample) => sample % step === 0);
}
export { writableCompressions as i, hasTransparency as n, inTurn as r, greyBits as t };
