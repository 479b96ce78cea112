import { r as packagesOf } from "./installed.js";
import { t as kernels } from "./kernels.js";
import { t as foreignFunctions } from "./native-library.js";
import { n as poolLimitBytes } from "./buffer-pool.js";
import { join } from "node:path";
import { readFileSync } from "node:fs";
// src/codec/jpeg/turbo.ts
/**
* The components of a JPEG of 8 bits, grey or YCbCr, decoded by libjpeg-turbo; colour is neither converted nor brought to full
* resolution. Undefined where there is no such library, and where it finds anything to warn of: the verdict is left to others.
*
* @param file begins with the JPEG; what stands behind it is not looked at
*/
function decodePlanes(file, width, height) {
	const turbo = library();
	if (!turbo) return void 0;
	const decoded = decompress(turbo, file, width, height);
	if (!decoded) return void 0;
	const { layout, memory, pointers } = decoded;
	closeUp(memory.bytes, layout);
	return {
		width,
		height,
		luma: memory.bytes.subarray(0, width * height),
		encode(coding) {
			spreadOut(memory.bytes, layout);
			const encoded = compress(turbo, layout, memory, pointers, coding);
			closeUp(memory.bytes, layout);
			return encoded;
		},
		release: () => memory.release(poolLimitBytes())
	};
}
/** The planes in memory; undefined where the library finds anything wrong, or another size. */
function decompress(turbo, file, width, height) {
	const decoder = newDecoder(turbo);
	try {
		const layout = layoutOf(turbo, decoder, file);
		if (layout?.width !== width || layout.height !== height) return void 0;
		const memory = takeMemory(turbo, layout);
		const pointers = planePointers(layout, memory);
		if (turbo.decompressPlanes(decoder, file, file.length, pointers, layout.strides) === 0) return {
			layout,
			memory,
			pointers
		};
		memory.release(poolLimitBytes());
		return;
	} finally {
		turbo.destroy(decoder);
	}
}
/** Of TJINIT. */
const forCompression = 0;
const forDecompression = 1;
/** Of TJPARAM. */
const parameters = {
	stopOnWarning: 0,
	fixedMemory: 2,
	quality: 3,
	subsampling: 4,
	width: 5,
	height: 6,
	precision: 7,
	colourSpace: 8,
	optimised: 11,
	progressive: 12,
	scanLimit: 13,
	restartBlocks: 18,
	savedMarkers: 25
};
let found;
/** The library of this thread; null where there is none. */
function library() {
	found ??= load();
	return found;
}
/** Whether images are decoded as planes here. */
function hasPlaneCodec() {
	return library() !== null;
}
/** `IMGPAR_TURBOJPEG` in the environment is the path of the library that is tried first, or `off`. */
function planeCodec() {
	const turbo = library();
	return turbo ? {
		path: turbo.path,
		version: versionOf(turbo)
	} : { missing };
}
/** The library does not tell its version, but its file holds it. One that the system finds by its name is known by what it can do. */
function versionOf(turbo) {
	try {
		const [, version] = /libjpeg-turbo version (\d[\w.]*)/.exec(readFileSync(turbo.path, "latin1")) ?? [];
		if (version) return version;
	} catch {}
	const decoder = newDecoder(turbo);
	const isNewer = turbo.set(decoder, parameters.savedMarkers, 0) === 0;
	turbo.destroy(decoder);
	return isNewer ? "3.1 or newer" : "3.0";
}
/** Why there is no library, once it was looked for. */
let missing = "";
function load() {
	missing = "IMGPAR_TURBOJPEG is off";
	if (process.env.IMGPAR_TURBOJPEG === "off") return null;
	const foreign = foreignFunctions();
	missing = "the optional package koffi is not installed (install imgpar without --omit=optional), or does not work here";
	if (!foreign) return null;
	missing = "the system has other than 64 bits";
	if (foreign.sizeof("void *") !== 8) return null;
	const paths = candidates();
	for (const path of paths) {
		const turbo = bind(foreign, path);
		if (turbo) return turbo;
	}
	missing = `no libjpeg-turbo from version 3 on; looked for ${paths.join(", ") || "nothing, as this system is not known"}`;
	return null;
}
function candidates() {
	const named = process.env.IMGPAR_TURBOJPEG;
	return [
		...named ? [named] : [],
		...packagedLibraries(),
		...systemLibraries[process.platform] ?? []
	];
}
/** Those in the package of prebuilt libraries: for glibc, and for musl, of which only one can be loaded. */
function packagedLibraries() {
	if (process.platform !== "linux") return [];
	try {
		const prebuilds = join(packagesOf(import.meta.url).resolve("@julusian/jpeg-turbo/package.json"), "../prebuilds");
		return ["", "-musl"].map((libc) => join(prebuilds, `jpeg-turbo-linux-${process.arch}${libc}`, "libturbojpeg.so.0"));
	} catch {
		return [];
	}
}
const systemLibraries = {
	linux: ["libturbojpeg.so.0"],
	freebsd: ["libturbojpeg.so.0"],
	darwin: ["/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"],
	win32: ["turbojpeg.dll", "C:\\libjpeg-turbo64\\bin\\turbojpeg.dll"]
};
/** Nothing where the library cannot be loaded, or is older than version 3. */
function bind(foreign, path) {
	try {
		const loaded = foreign.load(path);
		const func = (prototype) => loaded.func(prototype);
		const functions = {
			init: func("void *tj3Init(int kind)"),
			destroy: func("void tj3Destroy(void *handle)"),
			set: func("int tj3Set(void *handle, int parameter, int value)"),
			get: func("int tj3Get(void *handle, int parameter)"),
			readHeader: func("int tj3DecompressHeader(void *handle, void *file, size_t bytes)"),
			planeWidth: func("int tj3YUVPlaneWidth(int component, int width, int subsampling)"),
			planeHeight: func("int tj3YUVPlaneHeight(int component, int height, int subsampling)"),
			largestFile: func("size_t tj3JPEGBufSize(int width, int height, int subsampling)"),
			decompressPlanes: func("int tj3DecompressToYUVPlanes8(void *handle, void *file, size_t bytes, void *planes, void *strides)"),
			compressPlanes: func("int tj3CompressFromYUVPlanes8(void *handle, void *planes, int width, void *strides, int height, void *file, void *bytes)"),
			addressOf: (bytes) => foreign.address(bytes)
		};
		const encoder = functions.init(forCompression);
		functions.set(encoder, parameters.fixedMemory, 1);
		return {
			path,
			...functions,
			encoder
		};
	} catch {
		return;
	}
}
function newDecoder({ init, set }) {
	const decoder = init(forDecompression);
	set(decoder, parameters.stopOnWarning, 1);
	set(decoder, parameters.scanLimit, 100);
	set(decoder, parameters.savedMarkers, 0);
	return decoder;
}
/** Of TJCS and TJSAMP. */
const ycbcr = 1;
const grey = 2;
const greySampling = 3;
/** The layout of a file's planes; undefined where they are not Y, Cb and Cr, or grey, in 8 bits. */
function layoutOf(turbo, decoder, file) {
	const { get } = turbo;
	if (turbo.readHeader(decoder, file, file.length) !== 0) return void 0;
	const subsampling = get(decoder, parameters.subsampling);
	const space = get(decoder, parameters.colourSpace);
	if (!(subsampling === greySampling ? space === grey : subsampling >= 0 && space === ycbcr) || get(decoder, parameters.precision) !== 8) return void 0;
	const width = get(decoder, parameters.width);
	const height = get(decoder, parameters.height);
	const last = turbo.lastLayout;
	if (last?.width === width && last.height === height && last.subsampling === subsampling) return last;
	turbo.lastLayout = newLayout(turbo, width, height, subsampling);
	return turbo.lastLayout;
}
function newLayout(turbo, width, height, subsampling) {
	let bytes = 0;
	const planes = Array.from({ length: subsampling === greySampling ? 1 : 3 }, (_, component) => {
		const start = bytes;
		const stride = turbo.planeWidth(component, width, subsampling);
		const rows = turbo.planeHeight(component, height, subsampling);
		bytes += stride * rows;
		return {
			start,
			stride,
			rows
		};
	});
	return {
		width,
		height,
		subsampling,
		planes,
		strides: Int32Array.from(planes, ({ stride }) => stride),
		fileStart: bytes,
		fileBytes: turbo.largestFile(width, height, subsampling)
	};
}
function planePointers({ planes }, { address }) {
	return BigUint64Array.from(planes, ({ start }) => address + BigInt(start));
}
/** Brings the rows of Y together. Where a picture ends within a block of the subsampling, its rows are longer than it is wide. */
function closeUp(bytes, { width, height, planes: [luma] }) {
	if (luma.stride === width) return;
	for (let row = 1; row < height; row++) bytes.copyWithin(row * width, row * luma.stride, row * luma.stride + width);
}
/** The way back. What lies outside the picture repeats its edge, as encoders do it. */
function spreadOut(bytes, { width, height, planes: [luma] }) {
	const { stride, rows } = luma;
	if (stride !== width) for (let row = height - 1; row >= 0; row--) {
		bytes.copyWithin(row * stride, row * width, (row + 1) * width);
		bytes.fill(bytes[row * stride + width - 1], row * stride + width, (row + 1) * stride);
	}
	for (let row = height; row < rows; row++) bytes.copyWithin(row * stride, (height - 1) * stride, height * stride);
}
function compress(turbo, { width, height, subsampling, strides, fileStart, fileBytes }, memory, pointers, coding) {
	const { encoder, set } = turbo;
	set(encoder, parameters.subsampling, subsampling);
	set(encoder, parameters.quality, coding.quality);
	set(encoder, parameters.optimised, Number(coding.optimised));
	set(encoder, parameters.progressive, Number(coding.progressive));
	set(encoder, parameters.restartBlocks, coding.restartInterval);
	const size = BigUint64Array.of(BigInt(fileBytes));
	const file = BigUint64Array.of(memory.address + BigInt(fileStart));
	if (turbo.compressPlanes(encoder, pointers, width, strides, height, file, size) !== 0) return void 0;
	const { buffer, byteOffset } = memory.bytes;
	return Buffer.from(buffer, byteOffset + fileStart, Number(size[0]));
}
/** That of the kernels, so that nothing is copied between decoder, kernels and encoder; another where there is none. */
function takeMemory(turbo, { fileStart, fileBytes }) {
	const bytes = fileStart + fileBytes;
	const { bytes: room, release } = kernels().takeMemory(bytes) ?? {
		bytes: new Uint8Array(bytes),
		release: () => {}
	};
	return {
		bytes: room,
		release,
		address: turbo.addressOf(room)
	};
}
export { hasPlaneCodec as n, planeCodec as r, decodePlanes as t };
