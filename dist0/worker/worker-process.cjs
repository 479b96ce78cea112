Object.defineProperty(exports, Symbol.toStringTag, { value: "Module" });
// \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __esmMin = (fn, res, err) => () => {
	if (err) throw err[0];
	try {
		return fn && (res = fn(fn = 0)), res;
	} catch (e) {
		throw err = [e], e;
	}
};
var __exportAll = (all, no_symbols) => {
	let target = {};
	for (var name in all) __defProp(target, name, {
		get: all[name],
		enumerable: true
	});
	if (!no_symbols) __defProp(target, Symbol.toStringTag, { value: "Module" });
	return target;
};
var __copyProps = (to, from, except, desc) => {
	if (from && typeof from === "object" || typeof from === "function") for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
		key = keys[i];
		if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
			get: ((k) => from[k]).bind(null, key),
			enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
		});
	}
	return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, "default") ? __defProp(target, "default", {
	value: mod,
	enumerable: true
}) : target, mod));
let node_worker_threads = require("node:worker_threads");
let node_util = require("node:util");
require("node:fs");
let node_module = require("node:module");
node_module = __toESM(node_module, 1);
// src/codec/sharp/turnstile.ts
/** The turnstile of this process. A main thread has to ask for it before it starts threads: a thread that was given none has its own. */
function processTurnstile() {
	const given = (0, node_worker_threads.getEnvironmentData)(environmentKey);
	if (given) return new Turnstile(given);
	const memory = Turnstile.newMemory();
	(0, node_worker_threads.setEnvironmentData)(environmentKey, memory);
	const turnstile = new Turnstile(memory);
	process.on("worker", (worker) => {
		const thread = worker.threadId;
		worker.once("exit", () => turnstile.forget(thread));
	});
	return turnstile;
}
var threads, changes, holder, wanting, wantingBy, insideBy, cellCount, Turnstile, environmentKey;
var init_turnstile = __esmMin((() => {
	threads = 1024;
	changes = 0;
	holder = 1;
	wanting = 2;
	wantingBy = 3;
	insideBy = 1027;
	cellCount = 2051;
	Turnstile = class {
		#cells;
		#thread;
		#slot;
		/** @param memory of `newMemory`, the same for all threads of the process */
		constructor(memory, thread = node_worker_threads.threadId) {
			this.#cells = new Int32Array(memory);
			this.#thread = thread;
			this.#slot = thread % threads;
		}
		static newMemory() {
			return new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT);
		}
		/** Makes the call as soon as nobody is alone. */
		async beside(call) {
			while (!this.#entered()) await this.#until(() => this.#read(wanting) <= 0);
			try {
				return await call();
			} finally {
				this.#leave();
			}
		}
		/** Makes the call once all others have returned, and keeps them out until it has returned itself. */
		async alone(call) {
			Atomics.add(this.#cells, wantingBy + this.#slot, 1);
			Atomics.add(this.#cells, wanting, 1);
			try {
				await this.#until(() => Atomics.compareExchange(this.#cells, holder, 0, this.#thread + 1) === 0);
				await this.#until(() => this.#isEmpty());
				return await call();
			} finally {
				Atomics.store(this.#cells, holder, 0);
				Atomics.sub(this.#cells, wanting, 1);
				Atomics.sub(this.#cells, wantingBy + this.#slot, 1);
				this.#tell();
			}
		}
		/** To be called when a thread has ended: it may have been in the middle of a call. */
		forget(thread) {
			const slot = thread % threads;
			Atomics.store(this.#cells, insideBy + slot, 0);
			Atomics.sub(this.#cells, wanting, Atomics.exchange(this.#cells, wantingBy + slot, 0));
			Atomics.compareExchange(this.#cells, holder, thread + 1, 0);
			this.#tell();
		}
		#entered() {
			Atomics.add(this.#cells, insideBy + this.#slot, 1);
			if (this.#read(wanting) <= 0) return true;
			this.#leave();
			return false;
		}
		#leave() {
			Atomics.sub(this.#cells, insideBy + this.#slot, 1);
			if (this.#read(wanting) > 0) this.#tell();
		}
		#isEmpty() {
			for (let slot = 0; slot < threads; slot++) if (this.#read(insideBy + slot) > 0) return false;
			return true;
		}
		#read(cell) {
			return Atomics.load(this.#cells, cell);
		}
		#tell() {
			Atomics.add(this.#cells, changes, 1);
			Atomics.notify(this.#cells, changes);
		}
		async #until(reached) {
			for (;;) {
				const seen = this.#read(changes);
				if (reached()) return;
				const alive = setInterval(() => {}, 6e4);
				await Atomics.waitAsync(this.#cells, changes, seen).value;
				clearInterval(alive);
			}
		}
	};
	environmentKey = "imgpar-turnstile";
}));
// src/errors.ts
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
var errorCodes, ImgparError;
var init_errors = __esmMin((() => {
	errorCodes = [
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
	ImgparError = class extends Error {
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
}));
// src/installed.ts
/**
* Gives the packages that are installed with imgpar. Bundlers do not follow `createRequire` called as a property, and so leave native
* packages where they are.
*
* @param from the `import.meta.url` of the module that asks
*/
function packagesOf(from) {
	return node_module.default.createRequire(from);
}
var init_installed = __esmMin((() => {}));
// src/codec/container.ts
/** The headers of all pages or frames of a file. */
function pagesOf(header) {
	return header.pages ?? [header];
}
/** An image that is broken or cut off. */
function corrupt(message, cause) {
	return new ImgparError("corrupt", message, cause === void 0 ? void 0 : { cause });
}
var init_container = __esmMin((() => {
	init_errors();
}));
// src/pixels/raster.ts
/** The bytes that samples lie in. */
function bytesOf$1({ buffer, byteOffset, byteLength }) {
	return new Uint8Array(buffer, byteOffset, byteLength);
}
var init_raster = __esmMin((() => {}));
// src/codec/tiff/directory.ts
function shortEntry(tag, values) {
	const data = Buffer.alloc(values.length * 2);
	for (const [index, value] of values.entries()) data.writeUInt16LE(value, index * 2);
	return {
		tag,
		type: type.short,
		count: values.length,
		data
	};
}
/** @param big for values of 4 GB and more, which only a BigTIFF can hold */
function longEntry(tag, values, big = false) {
	const data = Buffer.alloc(values.length * (big ? 8 : 4));
	for (const [index, value] of values.entries()) if (big) data.writeBigUInt64LE(BigInt(value), index * 8);
	else data.writeUInt32LE(value, index * 4);
	return {
		tag,
		type: big ? type.long8 : type.long,
		count: values.length,
		data
	};
}
/** Values and directories as they stand in a file from `start` on, sub-directories first; `directory` is where the outermost lies. */
function serialize(entries, start, big) {
	const parts = [];
	let position = start;
	const place = (bytes) => {
		const at = position;
		const padding = Buffer.alloc(-bytes.length & 7);
		parts.push(bytes, padding);
		position += bytes.length + padding.length;
		return at;
	};
	return {
		directory: place(directoryOf([...entries].sort((a, b) => a.tag - b.tag).map((entry) => {
			if (!entry.directory) return fieldOf(entry, place, big);
			const below = serialize(entry.directory, position, big);
			place(below.bytes);
			return fieldOf(pointer(entry.tag, below.directory, big), place, big);
		}), big)),
		bytes: Buffer.concat(parts)
	};
}
function pointer(tag, position, big) {
	const data = Buffer.alloc(big ? 8 : 4);
	data.writeUInt32LE(position % 2 ** 32, 0);
	if (big) data.writeUInt32LE(Math.floor(position / 2 ** 32), 4);
	return {
		tag,
		type: big ? type.ifd8 : type.long,
		count: 1,
		data
	};
}
/** An entry of a directory, its values placed elsewhere if they do not fit in it. */
function fieldOf(entry, place, big) {
	const { tag, type, count, data } = big ? entry : withoutBigTypes(entry);
	const field = Buffer.alloc(big ? 20 : 12);
	const value = big ? 12 : 8;
	field.writeUInt16LE(tag, 0);
	field.writeUInt16LE(type, 2);
	field.writeUInt32LE(count, 4);
	if (data.length <= field.length - value) data.copy(field, value);
	else pointer(tag, place(data), big).data.copy(field, value);
	return field;
}
/** 64-bit whole numbers as 32-bit ones, for files that are no BigTIFF. */
function withoutBigTypes(entry) {
	if (entry.type < type.long8) return entry;
	const data = Buffer.alloc(entry.count * 4);
	for (let index = 0; index < entry.count; index++) data.writeUInt32LE(entry.data.readUInt32LE(index * 8), index * 4);
	return {
		...entry,
		type: type.long,
		data
	};
}
function directoryOf(fields, big) {
	const count = Buffer.alloc(big ? 8 : 2);
	count.writeUInt16LE(fields.length, 0);
	return Buffer.concat([
		count,
		...fields,
		Buffer.alloc(big ? 8 : 4)
	]);
}
var tags, photometrics, type;
var init_directory = __esmMin((() => {
	tags = {
		newSubfileType: 254,
		width: 256,
		height: 257,
		bitsPerSample: 258,
		compression: 259,
		photometric: 262,
		fillOrder: 266,
		description: 270,
		orientation: 274,
		samplesPerPixel: 277,
		xResolution: 282,
		yResolution: 283,
		planarConfiguration: 284,
		resolutionUnit: 296,
		pageNumber: 297,
		predictor: 317,
		whitePoint: 318,
		primaryChromaticities: 319,
		colourMap: 320,
		tileWidth: 322,
		stripOffsets: 273,
		rowsPerStrip: 278,
		stripByteCounts: 279,
		tileLength: 323,
		tileOffsets: 324,
		tileByteCounts: 325,
		subDirectories: 330,
		inkSet: 332,
		extraSamples: 338,
		sampleFormat: 339,
		jpegTables: 347,
		chromaSubsampling: 530,
		xmp: 700,
		metamorphPlanes: 33629,
		iptc: 33723,
		photoshop: 34377,
		exif: 34665,
		icc: 34675,
		gps: 34853,
		photoshopLayers: 37724,
		pixelXDimension: 40962,
		pixelYDimension: 40963,
		interoperability: 40965,
		dngVersion: 50706
	};
	photometrics = {
		whiteIsZero: 0,
		blackIsZero: 1,
		rgb: 2,
		palette: 3,
		mask: 4,
		separated: 5,
		yCbCr: 6,
		cieLab: 8,
		iccLab: 9
	};
	type = {
		byte: 1,
		ascii: 2,
		short: 3,
		long: 4,
		rational: 5,
		undefined: 7,
		ifd: 13,
		long8: 16,
		ifd8: 18
	};
	tags.exif, tags.gps, tags.interoperability;
})), init_instance = __esmMin((() => {}));
var init_lzw_reference = __esmMin((() => {})), init_memory = __esmMin((() => {}));
var init_lzw_wasm = __esmMin((() => {
	init_raster();
	init_memory();
	init_lzw_reference();
}));
var init_kernels = __esmMin((() => {
	init_instance();
	init_lzw_reference();
	init_lzw_wasm();
}));
// src/codec/tiff/strips.ts
/** An uncompressed TIFF of C, M, Y and K: the one way to hand CMYK to the encoder. Big, as who reads it here can read that. */
function cmykTiff(raster) {
	const coding = {
		compression: 1,
		differences: false,
		photometric: photometrics.separated,
		rows: raster.height,
		big: true
	};
	return tiffOf(raster, [bytesOf$1(raster.samples)], coding);
}
/** The file: a header, the strips one behind the other, the directory. */
function tiffOf({ width, height, channels, samples }, strips, coding) {
	const { compression, differences, photometric, rows, big } = coding;
	const header = Buffer.from(big ? "II+\0\b\0\0\0\0\0\0\0\0\0\0\0" : "II*\0\0\0\0\0", "latin1");
	const offsets = [];
	let end = header.length;
	for (const strip of strips) {
		offsets.push(end);
		end += strip.length;
	}
	const forEachChannel = (value) => Array(channels).fill(value);
	const hasAlpha = photometric !== photometrics.separated && channels % 2 === 0;
	const entries = [
		longEntry(tags.width, [width]),
		longEntry(tags.height, [height]),
		shortEntry(tags.bitsPerSample, forEachChannel(samples.BYTES_PER_ELEMENT * 8)),
		shortEntry(tags.compression, [compression]),
		shortEntry(tags.photometric, [photometric]),
		longEntry(tags.stripOffsets, offsets, big),
		shortEntry(tags.samplesPerPixel, [channels]),
		longEntry(tags.rowsPerStrip, [rows]),
		longEntry(tags.stripByteCounts, strips.map(({ length }) => length)),
		shortEntry(tags.planarConfiguration, [1]),
		...differences ? [shortEntry(tags.predictor, [2])] : [],
		...hasAlpha ? [shortEntry(tags.extraSamples, [2])] : [],
		shortEntry(tags.sampleFormat, forEachChannel(1))
	];
	const padding = Buffer.alloc(-end & 7);
	const { bytes, directory } = serialize(entries, end + padding.length, big);
	if (big) header.writeBigUInt64LE(BigInt(directory), 8);
	else header.writeUInt32LE(directory, 4);
	return Buffer.concat([
		header,
		...strips,
		padding,
		bytes
	]);
}
var init_strips = __esmMin((() => {
	init_raster();
	init_directory();
	init_kernels();
}));
// src/codec/sharp/sharp.ts
var sharp_exports = /* @__PURE__ */ __exportAll({
	codecVersions: () => codecVersions,
	decodeFrames: () => decodeFrames,
	decodePages: () => decodePages,
	encodeAvif: () => encodeAvif,
	encodeJpeg: () => encodeJpeg,
	encodeTiff: () => encodeTiff,
	encodeWebp: () => encodeWebp,
	quantize: () => quantize,
	thumbnail: () => thumbnail
});
function loadSharp() {
	try {
		return packagesOf(require("url").pathToFileURL(__filename).href)("sharp");
	} catch (error) {
		throw new ImgparError("environment", `${reasonOf(error)}; its binaries are optional dependencies: install imgpar again on this machine, without --omit=optional or --no-optional, take no node_modules from another system, and leave imgpar out of bundles (external: ['imgpar'])`, { cause: error });
	}
}
/** What sharp found, without its own advice, which goes on for ten lines. */
function reasonOf(error) {
	const [first = "", ...lines] = messageOf(error).split("\n");
	return `cannot load sharp, which this needs: ${[first, ...lines.slice(0, Math.max(0, lines.indexOf("Possible solutions:")))].map((line) => line.trim()).join("; ")}`;
}
/**
* The pixels of every page of a file, in its own colour space and depth: no profile is applied, 16 bits stay 16 bits, grey stays
* grey, CMYK stays CMYK, alpha stays, nothing is turned. Samples of 10 or 12 bits are spread over 0..65,535. Pages may differ in size
* and depth, so each is read on its own.
*/
async function decodePages(file, header, reading) {
	const [first, ...others] = pagesOf(header);
	const rasters = [await decodeRaster(file, first, reading, {})];
	for (const [index, page] of others.entries()) rasters.push(await decodeRaster(file, page, reading, { page: index + 1 }));
	return rasters;
}
/** The same of an animation: frames as they are shown, each on the whole canvas; their rasters stand side by side in one memory. */
async function decodeFrames(file, header, reading) {
	const frames = pagesOf(header);
	return inFrames(await decodeRaster(file, frames[0], reading, { pages: -1 }), frames.length, frames[0].shape, reading);
}
/** One raster of the pages asked for, one below the other. */
async function decodeRaster(file, { shape, space }, reading, pages) {
	const stored = space ? {
		lab: 3,
		cmyk: 4
	}[space] : shape.channels;
	const decode = (failOn) => {
		const input = sharp(file, {
			...pages,
			limitInputPixels: reading.maxPixels,
			ignoreIcc: true,
			failOn
		});
		return withInfo((space === "cmyk" ? input.pipelineColourspace("cmyk") : input).toColourspace(space === "cmyk" ? "cmyk" : spaceOf(stored, shape.maxSample)).raw({ depth: shape.maxSample === 65535 ? "ushort" : "uchar" }));
	};
	const { data, info } = await decode("warning").catch((error) => {
		if (reading.forgivesTags && concernsTagsOnly(error)) return decode("error");
		throw error;
	}).catch((error) => {
		throw translate(error, reading.title, "read");
	});
	const { width, height, channels } = info;
	return {
		width,
		height,
		maxSample: shape.maxSample,
		...pick(samplesOf(data, shape.maxSample), channels, stored)
	};
}
/** Frames that lie below each other in one raster, as rasters that share its memory. */
function inFrames(canvas, frames, { height }, { title }) {
	if (frames === 1) return [canvas];
	if (canvas.height !== height * frames) throw corrupt(`the ${title} has ${frames} frames, of which the decoder finds ${canvas.height / height}`);
	const size = canvas.width * height * canvas.channels;
	const frame = (index) => ({
		...canvas,
		height,
		samples: canvas.samples.subarray(index * size, (index + 1) * size)
	});
	return [frame(0), ...Array.from({ length: frames - 1 }, (_, index) => frame(index + 1))];
}
/** The space in which libvips gives all channels. 8-bit grey with alpha goes by way of RGB: as grey, sharp would drop the alpha. */
function spaceOf(channels, maxSample) {
	if (maxSample === 65535) return channels <= 2 ? "grey16" : "rgb16";
	return channels === 1 ? "b-w" : "srgb";
}
function concernsTagsOnly(error) {
	const [first, ...warnings] = messageOf(error).split("\n");
	return first.startsWith("Warning treated as error") && warnings.every((line) => /\btags?\b|\bfields?\b|null byte|IFD|directory|error in (tile|strip|line)/i.test(line));
}
/** libvips' memory as samples; a copy only where it does not begin at an even address. */
function samplesOf(data, maxSample) {
	if (maxSample === 255) return new Uint8Array(data.buffer, data.byteOffset, data.length);
	const aligned = data.byteOffset % 2 === 0 ? data : Buffer.from(new Uint8Array(data).buffer);
	return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}
/** Of R, G, B and alpha as decoded, what the header announced: grey is R. A header that announced too little is corrected. */
function pick(samples, found, expected) {
	if (!(found >= 3) || expected >= 3) return {
		samples,
		channels: found
	};
	const hasAlpha = found === 4;
	const channels = hasAlpha ? 2 : 1;
	const pixels = samples.length / found;
	const picked = node_util.types.isUint8Array(samples) ? new Uint8Array(pixels * channels) : new Uint16Array(pixels * channels);
	for (let pixel = 0; pixel < pixels; pixel++) {
		picked[pixel * channels] = samples[pixel * found];
		if (hasAlpha) picked[pixel * channels + 1] = samples[pixel * found + 3];
	}
	return {
		samples: picked,
		channels
	};
}
/** A JPEG without metadata. Alpha is left out. */
function encodeJpeg(raster, { quality, fullChroma, progressive, effort, space }) {
	const chromaSubsampling = fullChroma ? "4:4:4" : "4:2:0";
	return encoded("JPEG", (space === "cmyk" ? cmykPipeline(raster) : opaque(raster)).jpeg({
		quality,
		chromaSubsampling,
		progressive,
		...jpegEffort(effort, progressive)
	}));
}
/** Optimised codes take twice the time for 2 per cent of size, a trellis ten times for 10; other scans exist in progressive files only. */
function jpegEffort(effort, progressive) {
	if (effort < 8) return { optimiseCoding: effort >= 4 };
	return {
		optimiseCoding: true,
		trellisQuantisation: true,
		overshootDeringing: true,
		optimiseScans: progressive
	};
}
/** A WebP without metadata. Lossless keeps colours under full transparency as well. */
function encodeWebp(raster, { quality, lossless, effort }) {
	const kind = {
		yes: {
			lossless: true,
			exact: true
		},
		near: {
			nearLossless: true,
			quality
		},
		no: {
			quality,
			alphaQuality: 100,
			exact: true
		}
	}[lossless];
	return encoded("WebP", pipeline(raster).webp({
		...kind,
		effort: webpEffort(effort)
	}));
}
/** libwebp's 2 takes half the time of its usual 4, and the file has 1 per cent more; below 2 it has 3 per cent more and the time hardly less. */
function webpEffort(effort) {
	return 2 + Math.floor((effort - 1) / 2);
}
/** An AVIF without metadata. */
function encodeAvif(raster, { quality, fullChroma, bitdepth, effort }) {
	const chromaSubsampling = fullChroma ? "4:4:4" : "4:2:0";
	return encoded("AVIF", pipeline(raster).avif({
		quality,
		bitdepth,
		effort: Math.max(effort, 2),
		chromaSubsampling
	}));
}
/** A TIFF without metadata. Whole bytes are compressed as differences of neighbours, which is smaller. */
function encodeTiff(raster, coding) {
	const { compression, quality, bitdepth, whiteIsZero, big, tile, space } = coding;
	const predictor = bitdepth === 8 && (compression === "lzw" || compression === "deflate") ? "horizontal" : "none";
	const packing = bitdepth === 8 ? {} : { bitdepth };
	const tiling = tile ? {
		tile: true,
		tileWidth: tile.width,
		tileHeight: tile.height
	} : {};
	return encoded("TIFF", (space === "cmyk" ? cmykPipeline(raster) : pipeline(raster)).tiff({
		compression,
		quality,
		predictor,
		miniswhite: whiteIsZero,
		bigtiff: big,
		...packing,
		...tiling
	}));
}
/** The raster in at most 256 colours, for a GIF. */
async function quantize(raster) {
	const gif = await encoded("GIF", pipeline(raster).gif());
	const { data, info } = await withInfo(sharp(gif).raw());
	return {
		...raster,
		channels: info.channels,
		samples: samplesOf(data, 255)
	};
}
function pipeline({ samples, width, height, channels, maxSample }) {
	return sharp(node_util.types.isUint8Array(samples) ? Buffer.from(samples.buffer, samples.byteOffset, samples.length) : samples, {
		raw: {
			width,
			height,
			channels
		},
		limitInputPixels: false
	}).toColourspace(maxSample === 65535 ? channels <= 2 ? "grey16" : "rgb16" : channels <= 2 ? "b-w" : "srgb");
}
/** sharp takes four channels of raw samples for RGB and alpha, hence the detour by a TIFF; the rest keeps it from going by way of sRGB. */
function cmykPipeline(raster) {
	return sharp(cmykTiff(raster), { limitInputPixels: false }).pipelineColourspace("cmyk").toColourspace("cmyk");
}
function opaque(raster) {
	return raster.channels % 2 === 0 ? pipeline(raster).removeAlpha() : pipeline(raster);
}
function encoded(title, image) {
	return ofItself(() => image.toBuffer()).catch((error) => {
		throw translate(error, title, "written");
	});
}
/**
* What a call gives, or the error of its own image. libvips keeps one text of errors, and sharp one queue of warnings, for all threads of a
* process: while others are at work, words come from them or go to them. Whether a call fails does not depend on others, only what is said
* of it; so it is made alone, and what it says then counts. See docs/decisions/shared-error-text.md.
*/
async function ofItself(call) {
	try {
		return await turnstile.beside(call);
	} catch {
		return turnstile.alone(async () => {
			await emptyWarnings();
			return call();
		});
	}
}
function withInfo(image) {
	return ofItself(() => image.toBuffer({ resolveWithObject: true }));
}
/** A call that ends is handed whatever waits in the queue. Something does after a thread died, or after calls of others' own. */
async function emptyWarnings() {
	let heard;
	do {
		heard = false;
		const pixel = sharp(/* @__PURE__ */ new Uint8Array(1), { raw: {
			width: 1,
			height: 1,
			channels: 1
		} });
		pixel.once("warning", () => {
			heard = true;
		});
		await pixel.raw().toBuffer();
	} while (heard);
}
/** An error of sharp's as one of ours. What no wording tells is a broken file when reading, and our own fault when writing. */
function translate(error, title, action) {
	const message = messageOf(error);
	const code = wordings.find(([pattern]) => pattern.test(message))?.[1] ?? (action === "read" ? "corrupt" : "internal");
	const claim = code === "corrupt" ? `the ${title} is broken` : `the ${title} cannot be ${action}`;
	return new ImgparError(code, `${claim}: ${reasonIn(message)}`, { cause: error });
}
/** The last thing libvips said of the picture itself; the lines before it are steps on the way there. */
function reasonIn(message) {
	const reason = message.replace(/Input buffer (has corrupt header: ?|contains unsupported image format)|Warning treated as error due to failOn setting/g, "").split("\n").map((line) => line.replace(/^(VipsJpeg|vipspng|tiff2vips|webp2vips|gifload_buffer|heif|webp): /, "").trim()).filter((line) => line !== "" && !/^(source: bad seek|read error$|error in (tile|strip|line))/.test(line))[0] ?? "the decoder can make nothing of it";
	return reason.length > 200 ? `${reason.slice(0, 199)}…` : reason;
}
/** A small picture of a file's first page, for looking at: upright, in sRGB of 8 bits, on mid-grey where it is transparent. */
async function thumbnail(bytes, maxWidth, maxHeight) {
	const { data, info } = await withInfo(sharp(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).autoOrient().resize({
		width: maxWidth,
		height: maxHeight,
		fit: "inside"
	}).flatten({ background: {
		r: 128,
		g: 128,
		b: 128
	} }).toColourspace("srgb").raw());
	const samples = new Uint8Array(data.buffer, data.byteOffset, data.length);
	return {
		width: info.width,
		height: info.height,
		channels: 3,
		maxSample: 255,
		samples
	};
}
var sharp, turnstile, wordings, codecVersions;
var init_sharp = __esmMin((() => {
	init_errors();
	init_installed();
	init_container();
	init_strips();
	init_turnstile();
	sharp = loadSharp();
	turnstile = processTurnstile();
	sharp.cache(false);
	sharp.concurrency(1);
	if (node_worker_threads.isMainThread || (0, node_worker_threads.getEnvironmentData)("imgpar-loaders") === void 0) {
		sharp.block({ operation: ["VipsForeignLoad"] });
		sharp.unblock({ operation: [
			"Jpeg",
			"Png",
			"Webp",
			"Tiff",
			"Heif",
			"Nsgif"
		].map((loader) => `VipsForeignLoad${loader}Buffer`) });
		(0, node_worker_threads.setEnvironmentData)("imgpar-loaders", "chosen");
	}
	wordings = [
		[/exceeds pixel limit/, "too-large"],
		[/out of memory|not allocate|unable to allocate|security limit exceeded: allocat|cumulated memory allocation/i, "too-large"],
		[/^timeout/, "timeout"],
		[/not (been built in|configured|supported|implemented)|unsupported (feature|image type|JPEG|tiff)|exceeds channel limit/i, "unsupported-format"]
	];
	codecVersions = {
		sharp: sharp.versions.sharp ?? "unknown",
		libvips: sharp.versions.vips
	};
}));
// src/codec/sharp/on-demand.ts
init_turnstile();
let loading;
function codec() {
	loading ??= inMainThreadFirst().then(() => Promise.resolve().then(() => (init_sharp(), sharp_exports)));
	return loading;
}
/** Between a thread that needs sharp and the main thread of its process. */
const channelName = "imgpar-sharp";
const request = "load";
const reply = "loaded";
/** What marks the threads of a main thread that loads sharp for them. */
const mark = "imgpar-sharp-on-demand";
/**
* To be called in the main thread of a process before its worker threads start. sharp wants to be loaded there before any of them loads
* it, lest its library is unloaded with the first thread that ends; so it is, as soon as a thread asks for it.
*/
function loadForThreads() {
	const channel = new node_worker_threads.BroadcastChannel(channelName);
	channel.onmessage = async (event) => {
		if (event.data !== request) return;
		await codec().catch(() => {});
		channel.postMessage(reply);
	};
	channel.unref();
	(0, node_worker_threads.setEnvironmentData)(mark, true);
	(0, node_worker_threads.setEnvironmentData)("imgpar-loaders", "chosen");
	processTurnstile();
}
async function inMainThreadFirst() {
	if (node_worker_threads.isMainThread || (0, node_worker_threads.getEnvironmentData)(mark) !== true) return;
	const channel = new node_worker_threads.BroadcastChannel(channelName);
	await new Promise((resolve) => {
		channel.onmessage = (event) => event.data === reply && resolve();
		channel.postMessage(request);
	});
	channel.close();
}
// src/worker/worker-process.ts
/** What the main thread of the workers' process loads before its threads start. */
loadForThreads();
