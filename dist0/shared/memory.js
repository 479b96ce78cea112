import { readFileSync } from "node:fs";
// src/wasm/instance.ts
/**
* Kernels that each thread chooses at their first use: the fast ones, or the plain ones where this machine has no SIMD, or where
* `IMGPAR_KERNELS=reference` in the environment asks for them. Both give the same samples.
*/
function kernelsOf(fast, plain) {
	let chosen;
	return () => {
		chosen ??= process.env.IMGPAR_KERNELS === "reference" ? plain : fastest(fast, plain);
		return chosen;
	};
}
function fastest(fast, plain) {
	try {
		kernelModule();
		return fast();
	} catch {
		return plain;
	}
}
let compiled;
function kernelModule() {
	compiled ??= new WebAssembly.Module(readFileSync(new URL("../../dist/kernels.wasm", import.meta.url)));
	return compiled;
}
/**
* A new instance of the kernels of `kernels/`, with a memory of its own. The caller's type names those of their exports that it uses.
* Throws where the file is missing or SIMD is.
*/
function instantiate() {
	return new WebAssembly.Instance(kernelModule()).exports;
}
// src/pixels/raster.ts
/** How many of the channels are not alpha. */
function colourCount({ channels }) {
	return channels < 3 ? 1 : 3;
}
/** Room for one channel of such an image, all 0. */
function emptyPlane({ width, height, maxSample }) {
	return maxSample === 255 ? new Uint8Array(width * height) : new Uint16Array(width * height);
}
/** The bytes that samples lie in. */
function bytesOf({ buffer, byteOffset, byteLength }) {
	return new Uint8Array(buffer, byteOffset, byteLength);
}
/** How many bytes the samples of a raster take. */
function sampleBytes({ width, height, channels, maxSample }) {
	return width * height * channels * (maxSample === 255 ? 1 : 2);
}
// src/wasm/memory.ts
/** Where the part of the memory begins that is ours to divide, at a multiple of 64. */
function freeAddress({ freeFrom }) {
	return Math.ceil(freeFrom.value / 64) * 64;
}
/**
* The memory, grown if need be to reach up to an address, and to twice its size, so that it grows a few times only: what is not used costs
* nothing. A large one grows once, as V8 then collects all garbage each time: 2 collections instead of 4 save a run over photographs 0.02 s
* of CPU time. One that grew is another one to JavaScript: the former is empty.
*/
function memoryUpTo(end, { memory }) {
	const hereBytes = memory.buffer.byteLength;
	const wantedBytes = Math.max(end, end > largeBytes ? mostSpareBytes : Math.min(2 * hereBytes, mostSpareBytes));
	if (end > hereBytes) {
		memory.grow(Math.ceil((wantedBytes - hereBytes) / pageBytes));
		grown += memory.buffer.byteLength;
	}
	return memory.buffer;
}
let grown = 0;
/** Tells that nobody is to use an instance any more: then its memory is garbage like any other. */
function letGo({ memory }) {
	grown -= memory.buffer.byteLength;
	gone += memory.buffer.byteLength;
}
let gone = 0;
const largeBytes = 16 * 2 ** 20;
/** A memory that is not needed whole has no more. */
const mostSpareBytes = 128 * 2 ** 20;
const pageBytes = 65536;
/** Beyond this an instance's memory is not kept for much smaller things, for memory never shrinks. */
const keptBytes = 16777216;
/** Room for what is usually asked for, so that the memory seldom grows. */
const usualBytes = 327680;
/** @param divide makes room for so many bytes, a multiple of 64 */
function dividedMemory(instantiate, divide) {
	let places;
	return {
		withRoom(bytes) {
			if (places && places.memory.length > keptBytes && bytes < keptBytes / 8) {
				letGo(places.wasm);
				places = void 0;
			}
			if (!places || places.room < bytes) places = divide(places?.wasm ?? instantiate(), Math.ceil(Math.max(bytes, usualBytes) / 64) * 64);
			return places;
		},
		holding: ({ buffer }) => buffer === places?.memory.buffer ? places : void 0
	};
}
export { bytesOf as a, sampleBytes as c, memoryUpTo as i, instantiate as l, freeAddress as n, colourCount as o, letGo as r, emptyPlane as s, dividedMemory as t, kernelsOf as u };
