Object.defineProperties(exports, {
	__esModule: { value: true },
	[Symbol.toStringTag]: { value: "Module" }
});
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
let node_util = require("node:util");
let node_v8 = require("node:v8");
let node_process = require("node:process");
node_process = __toESM(node_process, 1);
let node_vm = require("node:vm");
let node_fs = require("node:fs");
let node_zlib = require("node:zlib");
let node_worker_threads = require("node:worker_threads");
let node_module = require("node:module");
node_module = __toESM(node_module, 1);
let node_url = require("node:url");
let node_path = require("node:path");
let node_stream = require("node:stream");
let node_crypto = require("node:crypto");
let node_timers_promises = require("node:timers/promises");
// src/errors.ts
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
/** Whether nothing more can be written at a place: what is tried next will fail, too. */
function isOutOfRoom({ system }) {
	return system === "ENOSPC" || system === "EDQUOT" || system === "EROFS";
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
// src/engine/v8-tuning.ts
init_errors();
/**
* All that we tell V8, in one place, with what it gains. Measured with 2 workers on 2 cores, Node 20.20, CPU time with and without the flag
* in turn, medians.
*
* Flags are set late: Node has compiled its own modules in advance for the flags it starts with, and compiles each again that it loads
* under others.
*/
const [major = 0, minor = 0] = node_process.default.versions.v8.split(".").map(Number);
let collector;
/** Collects the garbage of this thread: all of it, or what is young. */
function collectGarbage(options) {
	collector ??= shownCollector();
	if (options) collector(options);
	else collector();
}
/**
* Only the flag that a program is started with, or this, shows the collector to programs. It is set for a moment only, and late: 8 ms of
* CPU time less in a thread that starts.
*/
function shownCollector() {
	(0, node_v8.setFlagsFromString)("--expose-gc");
	const collector = (0, node_vm.runInNewContext)("gc");
	(0, node_v8.setFlagsFromString)("--no-expose-gc");
	return collector;
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
/** Tells that nobody is to use an instance any more: then its memory is garbage like any other. */
function letGo$1({ memory }) {
	grown -= memory.buffer.byteLength;
	gone += memory.buffer.byteLength;
}
/** How much this thread has let go since it started. V8 counts it as external memory until it is collected; that of Node 26 does not. */
function letGoBytes() {
	return gone;
}
/**
* By how much the memories of this thread that are in use have grown, as V8 counts it: each time by the whole of the new memory. It is
* external memory that no collection of garbage brings back.
*/
function grownBytes() {
	return grown;
}
/** @param divide makes room for so many bytes, a multiple of 64 */
function dividedMemory(instantiate, divide) {
	let places;
	return {
		withRoom(bytes) {
			if (places && places.memory.length > keptBytes$4 && bytes < keptBytes$4 / 8) {
				letGo$1(places.wasm);
				places = void 0;
			}
			if (!places || places.room < bytes) places = divide(places?.wasm ?? instantiate(), Math.ceil(Math.max(bytes, usualBytes) / 64) * 64);
			return places;
		},
		holding: ({ buffer }) => buffer === places?.memory.buffer ? places : void 0
	};
}
var grown, gone, largeBytes, mostSpareBytes, pageBytes, keptBytes$4, usualBytes;
var init_memory$1 = __esmMin((() => {
	grown = 0;
	gone = 0;
	largeBytes = 16 * 2 ** 20;
	mostSpareBytes = 128 * 2 ** 20;
	pageBytes = 65536;
	keptBytes$4 = 16777216;
	usualBytes = 327680;
}));
// src/worker/garbage.ts
init_memory$1();
/** Of what an image is granted, so much may be taken by the remains of those before it. */
const shareOfGrant = 1 / 4;
/** However much is granted. It is some photographs, and as much as a few more pages of the processor's cache are worth. */
const mostBytes$5 = 32 * 2 ** 20;
/** Until images may have left this much, it is not looked how much they have left: to look takes 6 µs. */
const lookAfterBytes = 4 * 2 ** 20;
/**
* The files and pixels of past images, to which nobody refers any more. Node frees them when its own small heap fills up, which may be
* hundreds of megabytes later; a budget of memory counts on them being gone. What codecs keep for the next image is no garbage.
*/
var Garbage = class {
	/** What images may have left since it was looked last. */
	#suspectedBytes = 0;
	/** What is there that is no garbage. Some is freed only after its collection, so it is the least seen since. */
	#keptBytes = Number.POSITIVE_INFINITY;
	#grownBytes = 0;
	#letGoBytes = 0;
	/** Tells of an image that is done, after which there may be enough to collect. @param grantedBytes memory that the next may take */
	async expect(outcome, grantedBytes) {
		this.#suspectedBytes += bytesOf$3(outcome);
		if (this.#suspectedBytes < lookAfterBytes) return;
		this.#suspectedBytes = 0;
		const allowedBytes = Math.min(mostBytes$5, grantedBytes * shareOfGrant);
		if (this.#found() <= allowedBytes) return;
		collectGarbage({ type: "minor" });
		collectGarbage({ type: "minor" });
		if (this.#found() <= allowedBytes) return;
		collectGarbage();
		if (this.#found() > allowedBytes) {
			await new Promise(setImmediate);
			collectGarbage();
		}
		this.#keptBytes = externalBytes();
		this.#letGoBytes = letGoBytes();
	}
	#found() {
		const foundBytes = externalBytes();
		this.#keptBytes = Math.min(this.#keptBytes + grownBytes() - this.#grownBytes, foundBytes);
		this.#grownBytes = grownBytes();
		return Math.max(foundBytes - this.#keptBytes, letGoBytes() - this.#letGoBytes);
	}
};
/** What lies outside of the heap. `process.memoryUsage` tells the same, but asks the system for more: 37 µs. */
function externalBytes() {
	return (0, node_v8.getHeapStatistics)().external_memory;
}
/** Its files, and its pixels a few times. Of what failed nothing is known. */
function bytesOf$3(outcome) {
	switch (outcome.status) {
		case "done": return outcome.inputBytes + outcome.outputBytes + 8 * outcome.width * outcome.height;
		case "skipped":
		case "holds-result":
		case "needs-memory": return 0;
		case "failed":
		case "measured": return lookAfterBytes;
	}
}
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
function kernelModule() {
	compiled ??= new WebAssembly.Module((0, node_fs.readFileSync)(new URL("../../dist/kernels.wasm", require("url").pathToFileURL(__filename).href)));
	return compiled;
}
/**
* A new instance of the kernels of `kernels/`, with a memory of its own. The caller's type names those of their exports that it uses.
* Throws where the file is missing or SIMD is.
*/
function instantiate() {
	return new WebAssembly.Instance(kernelModule()).exports;
}
var compiled;
var init_instance = __esmMin((() => {}));
// src/pixels/table.ts
/** The table that makes `entry(v)` of each level v. It has 256 or 65,536 levels; each entry must be a whole number within them. */
function tableOf(levels, entry) {
	const table = emptyTable(levels);
	for (let level = 0; level < levels; level++) table[level] = entry(level);
	return table;
}
/** The table that leaves every level as it is. */
function identityTable(levels) {
	return tableOf(levels, (level) => level);
}
/** Room for a table, all 0. */
function emptyTable(levels) {
	return levels === 256 ? new Uint8Array(levels) : new Uint16Array(levels);
}
/** For values from 0 on: the nearest whole number, and the even one of two that are as near. So numpy and OpenCV round. */
function roundHalfToEven(value) {
	const nearest = Math.round(value);
	return nearest - value === .5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}
var init_table = __esmMin((() => {}));
// src/pixels/methods/clahe-grid.ts
/**
* Tiles of equal size, as OpenCV's CLAHE lays them: where either axis does not divide by its number of tiles, both get
* `tiles − size % tiles` samples of padding at their end, so an axis that divides gets a whole extra `tiles`.
*/
function tileGrid({ width, height }, { columns, rows }) {
	const divides = width % columns === 0 && height % rows === 0;
	const padded = (size, tiles) => divides ? size : size + tiles - size % tiles;
	return {
		x: tileAxis(width, padded(width, columns), columns),
		y: tileAxis(height, padded(height, rows), rows)
	};
}
/** The two tiles that cell `index` of an axis looks at. */
function tilesOfCell({ tiles }, index) {
	return {
		near: Math.max(index - 1, 0),
		far: Math.min(index, tiles - 1)
	};
}
/**
* Which sample stands at a position of the padding: the image is mirrored at its last sample, which is not repeated, and so on
* to and fro (BORDER_REFLECT_101). Positions inside the image stand for themselves.
*/
function mirrored(position, size) {
	if (size === 1) return 0;
	const period = 2 * (size - 1);
	const offset = position % period;
	return offset < size ? offset : period - offset;
}
/** OpenCV computes positions in 32-bit floats, which decides rounding in the end, hence `Math.fround` after every step. */
function tileAxis(size, paddedSize, tiles) {
	const tileSize = paddedSize / tiles;
	const inverse = Math.fround(1 / tileSize);
	const shares = new Float32Array(size);
	const cellStarts = [];
	for (let at = 0; at < size; at++) {
		const position = Math.fround(Math.fround(at * inverse) - .5);
		const near = Math.floor(position);
		shares[at] = position - near;
		while (cellStarts.length < near + 2) cellStarts.push(at);
	}
	const cells = cellStarts.length;
	return {
		size,
		tileSize,
		tiles: Math.min(cells, tiles),
		shares,
		cellStarts: Uint32Array.from([...cellStarts, size])
	};
}
var init_clahe_grid = __esmMin((() => {}));
// src/pixels/methods/clahe-reference.ts
/**
* Contrast limited adaptive histogram equalisation as `cv2.createCLAHE` defines it, sample for sample: the plain version, which
* says what the fast one must do. Where the mask is 0, samples are not counted. Only two rows of tables are held at a time.
* Source: modules/imgproc/src/clahe.cpp of OpenCV 4.
*/
function claheReference(plane, { tiles, clipLimit }, mask) {
	const grid = tileGrid(plane, tiles);
	const samples = plane.samples.slice();
	let lower = tablesOfRow(plane, grid, 0, clipLimit, mask);
	for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
		const upper = lower;
		const { near, far } = tilesOfCell(grid.y, cellRow);
		if (far !== near) lower = tablesOfRow(plane, grid, far, clipLimit, mask);
		blendCellRow$1(plane.samples, samples, grid, cellRow, upper, lower);
	}
	return {
		...plane,
		samples
	};
}
function tablesOfRow(plane, grid, tileRow, clipLimit, mask) {
	return Array.from({ length: grid.x.tiles }, (_, tileColumn) => clippedTable(tileHistogram$1(plane, grid, tileColumn, tileRow, mask), clipLimit));
}
function tileHistogram$1({ samples, maxSample }, { x, y }, tileColumn, tileRow, mask) {
	const histogram = new Uint32Array(maxSample + 1);
	for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
		const rowStart = mirrored(row, y.size) * x.size;
		for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
			const at = rowStart + mirrored(column, x.size);
			if (mask?.samples[at] !== 0) histogram[samples[at]]++;
		}
	}
	return histogram;
}
/** Equalises with the contrast limited. A tile without a counted sample changes nothing. */
function clippedTable(histogram, clipLimit) {
	const levels = histogram.length;
	const counted = histogram.reduce((sum, count) => sum + count, 0);
	if (counted === 0) return identityTable(levels);
	if (clipLimit > 0) clip$1(histogram, Math.max(Math.floor(clipLimit * counted / levels), 1));
	const scale = Math.fround((levels - 1) / Math.fround(counted));
	let sum = 0;
	return tableOf(levels, (level) => {
		sum += histogram[level];
		return roundHalfToEven(Math.fround(Math.fround(sum) * scale));
	});
}
/** Cuts bins at the limit and spreads what was cut evenly over all bins, in one pass: bins may end above the limit. */
function clip$1(histogram, limit) {
	const levels = histogram.length;
	let excess = 0;
	for (let level = 0; level < levels; level++) {
		excess += Math.max(histogram[level] - limit, 0);
		histogram[level] = Math.min(histogram[level], limit);
	}
	const everyBin = Math.floor(excess / levels);
	const rest = excess % levels;
	for (let level = 0; level < levels; level++) histogram[level] += everyBin;
	const step = Math.max(Math.floor(levels / rest), 1);
	for (let i = 0; i < rest; i++) histogram[i * step]++;
}
/** Mixes, for each sample of a row of cells, what the four tiles around it make of its level. */
function blendCellRow$1(before, after, { x, y }, cellRow, upper, lower) {
	for (let row = y.cellStarts[cellRow]; row < y.cellStarts[cellRow + 1]; row++) for (let cell = 0; cell + 1 < x.cellStarts.length; cell++) {
		const { near, far } = tilesOfCell(x, cell);
		for (let column = x.cellStarts[cell]; column < x.cellStarts[cell + 1]; column++) {
			const at = row * x.size + column;
			const level = before[at];
			after[at] = roundHalfToEven(mix(mix(upper[near][level], upper[far][level], x.shares[column]), mix(lower[near][level], lower[far][level], x.shares[column]), y.shares[row]));
		}
	}
}
/** In 32-bit floats and in this order, as OpenCV does. */
function mix(near, far, share) {
	return Math.fround(Math.fround(near * Math.fround(1 - share)) + Math.fround(far * share));
}
var init_clahe_reference = __esmMin((() => {
	init_table();
	init_clahe_grid();
}));
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
function bytesOf$2({ buffer, byteOffset, byteLength }) {
	return new Uint8Array(buffer, byteOffset, byteLength);
}
/** How many bytes the samples of a raster take. */
function sampleBytes({ width, height, channels, maxSample }) {
	return width * height * channels * (maxSample === 255 ? 1 : 2);
}
var init_raster = __esmMin((() => {}));
// src/pixels/kernels/kernels-reference.ts
function isVisible({ samples, channels }, at) {
	return channels % 2 === 1 || samples[at + channels - 1] !== 0;
}
/** Y of BT.601, full range, in OpenCV's fixed point for 8 and 16 bits. */
function lumaAt(samples, at) {
	return 4899 * samples[at] + 9617 * samples[at + 1] + 1868 * samples[at + 2] + 8192 >>> 14;
}
/** Holding Cb and Cr and changing Y by d adds d to each of R, G and B. */
function move$1({ samples, maxSample }, at, d) {
	for (let i = at; i < at + 3; i++) samples[i] = Math.min(Math.max(samples[i] + d, 0), maxSample);
}
var referenceKernels;
var init_kernels_reference = __esmMin((() => {
	init_clahe_reference();
	init_raster();
	referenceKernels = {
		name: "reference",
		countLuma(raster) {
			const { samples, channels, maxSample } = raster;
			const histogram = new Uint32Array(maxSample + 1);
			for (let at = 0; at < samples.length; at += channels) if (isVisible(raster, at)) histogram[lumaAt(samples, at)]++;
			return histogram;
		},
		mapLuma(raster, table) {
			const { samples, channels } = raster;
			for (let at = 0; at < samples.length; at += channels) {
				const luma = lumaAt(samples, at);
				move$1(raster, at, table[luma] - luma);
			}
		},
		readLuma(raster) {
			const { samples, channels } = raster;
			const luma = emptyPlane(raster);
			for (let at = 0, pixel = 0; at < samples.length; at += channels, pixel++) luma[pixel] = lumaAt(samples, at);
			return luma;
		},
		replaceLuma(raster, luma) {
			const { samples, channels } = raster;
			for (let at = 0, pixel = 0; at < samples.length; at += channels, pixel++) move$1(raster, at, luma[pixel] - lumaAt(samples, at));
		},
		countChannels(raster) {
			const { samples, channels, maxSample } = raster;
			return Array.from({ length: colourCount(raster) }, (_, colour) => {
				const histogram = new Uint32Array(maxSample + 1);
				for (let at = 0; at < samples.length; at += channels) if (isVisible(raster, at)) histogram[samples[at + colour]]++;
				return histogram;
			});
		},
		mapChannels({ samples, channels }, tables) {
			tables.forEach((table, colour) => {
				for (let at = colour; at < samples.length; at += channels) samples[at] = table[samples[at]];
			});
		},
		takeMemory: () => void 0,
		clahe: claheReference
	};
}));
// src/pixels/methods/clahe-wasm.ts
/**
* CLAHE on WASM SIMD, the same as the plain version sample for sample. Rows pass through the instance's memory chunk by chunk;
* beside them it holds the tables of two rows of tiles and of one row of cells. The instance is made at the first use.
*/
function wasmClahe(instantiate) {
	let wasm;
	return (plane, options, mask, to) => {
		const grid = tileGrid(plane, options.tiles);
		wasm ??= instantiate();
		const layout = layoutOf$1(grid, plane.maxSample, wasm.freeFrom.value);
		if (layout.end > mostBytes$4 || samplesOfTile(grid) > mostSamples) return claheReference(plane, options, mask);
		const samples = to !== void 0 && (to.buffer !== plane.samples.buffer || looksOnlyBelow(grid)) ? to : emptyPlane(plane);
		blendRows(jobOn(wasm, layout, grid, plane, options, mask), samples);
		if (wasm.memory.buffer.byteLength > keptBytes$3) {
			letGo$1(wasm);
			wasm = void 0;
		}
		return {
			...plane,
			samples
		};
	};
}
/**
* Whether all that a row of tiles shows lies below what is blended before it is counted, so that the result may take the place of the
* plane. The padding shows the last rows once more: of small planes they may be the first ones.
*/
function looksOnlyBelow({ y: { size, tiles, tileSize, cellStarts } }) {
	for (let row = size; row < tiles * tileSize; row++) if (mirrored(row, size) < cellStarts[Math.floor(row / tileSize)]) return false;
	return true;
}
/** The memory that CLAHE needs beside the plane and its result. */
function claheScratchBytes(shape, tiles) {
	return layoutOf$1(tileGrid(shape, tiles), shape.maxSample, 0).end;
}
function layoutOf$1({ x, y }, maxSample, start) {
	const { sampleBytes, countsOfTile, cellEntryBytes } = depths[maxSample];
	const levels = maxSample + 1;
	const cells = x.cellStarts.length - 1;
	const rowsOfChunk = Math.max(Math.min(Math.floor(chunkBytes / (x.size * sampleBytes)), y.tileSize), 1);
	const chunkSamples = rowsOfChunk * x.size + slackSamples;
	const tileTableBytes = x.tiles * levels * sampleBytes;
	const cellTablesPay = x.size * y.tileSize * 2 > cells * levels;
	let end = start;
	const take = (bytes) => {
		const at = Math.ceil(end / 64) * 64;
		end = at + bytes;
		return at;
	};
	return {
		rowsOfChunk,
		chunk: take(chunkSamples * sampleBytes),
		changed: take(chunkSamples * sampleBytes),
		maskChunk: take(chunkSamples),
		countBytes: x.tiles * countsOfTile * 4,
		counts: take(x.tiles * countsOfTile * 4),
		tileTableBytes,
		tileTables: take(2 * tileTableBytes),
		cellTables: cellTablesPay ? take(cells * levels * cellEntryBytes) : void 0,
		cellStarts: take(x.cellStarts.byteLength),
		columnShares: take(x.shares.byteLength + slackSamples * 4),
		rowShares: take(y.shares.byteLength),
		paddingSources: take(paddingOf(x) * 4),
		end
	};
}
/** Columns of the padding that belong to tiles that any sample looks at. */
function paddingOf({ tiles, tileSize, size }) {
	return Math.max(tiles * tileSize - size, 0);
}
function samplesOfTile({ x, y }) {
	return x.tileSize * y.tileSize;
}
function jobOn(wasm, layout, grid, plane, { clipLimit }, mask) {
	const buffer = memoryUpTo(layout.end, wasm);
	const { x, y } = grid;
	new Uint8Array(buffer, layout.counts, layout.countBytes).fill(0);
	new Uint32Array(buffer, layout.cellStarts).set(x.cellStarts);
	new Float32Array(buffer, layout.columnShares).set(x.shares);
	new Float32Array(buffer, layout.rowShares).set(y.shares);
	const sources = new Uint32Array(buffer, layout.paddingSources);
	for (let i = 0; i < paddingOf(x); i++) sources[i] = mirrored(x.size + i, x.size);
	const memoryBytes = new Uint8Array(buffer);
	const memory = plane.maxSample === 255 ? memoryBytes : new Uint16Array(buffer);
	return {
		grid,
		plane,
		mask,
		clipLimit,
		layout,
		kernels: depths[plane.maxSample].kernels(wasm),
		memory,
		memoryBytes
	};
}
function blendRows(job, samples) {
	const { grid } = job;
	makeTables(job, 0);
	for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
		const { near, far } = tilesOfCell(grid.y, cellRow);
		if (far !== near) makeTables(job, far);
		blendCellRow(job, cellRow, samples);
	}
}
/** Counts a row of tiles and makes their tables. */
function makeTables(job, tileRow) {
	const { grid, mask, clipLimit, layout, kernels } = job;
	const { x, y } = grid;
	const maskChunk = mask ? layout.maskChunk : 0;
	const end = (tileRow + 1) * y.tileSize;
	for (let row = tileRow * y.tileSize; row < end; row += layout.rowsOfChunk) {
		const rows = Math.min(layout.rowsOfChunk, end - row);
		loadRows$1(job, row, rows);
		kernels.countTiles(layout.chunk, maskChunk, x.size, rows, x.tileSize, layout.counts);
		kernels.countPadding(layout.chunk, maskChunk, x.size, rows, x.tileSize, layout.counts, layout.paddingSources, paddingOf(x));
	}
	kernels.tileTables(layout.counts, x.tiles, mask ? 0 : samplesOfTile(grid), clipLimit, tablesOf$1(layout, tileRow));
}
/** Copies rows of the plane, and of the mask, to their chunks. Rows may lie in the padding below the image. */
function loadRows$1({ plane, mask, layout, memory, memoryBytes }, firstRow, rows) {
	const { width, height } = plane;
	const inside = Math.min(Math.max(height - firstRow, 0), rows);
	load(firstRow, inside, 0);
	for (let row = inside; row < rows; row++) load(mirrored(firstRow + row, height), 1, row);
	function load(row, count, to) {
		const [start, end] = [row * width, (row + count) * width];
		memory.set(plane.samples.subarray(start, end), layout.chunk / memory.BYTES_PER_ELEMENT + to * width);
		if (mask) loadMask(mask.samples.subarray(start, end), memoryBytes.subarray(layout.maskChunk + to * width));
	}
}
/** As bytes. The low byte of a 16-bit level may be 0 where the level is not. */
function loadMask(mask, to) {
	if (mask.BYTES_PER_ELEMENT === 1) to.set(mask);
	else for (let i = 0; i < mask.length; i++) to[i] = mask[i] === 0 ? 0 : 1;
}
/** Rows of tiles take turns in two places: a row of cells looks at two that follow each other. */
function tablesOf$1({ tileTables, tileTableBytes }, tileRow) {
	return tileTables + tileRow % 2 * tileTableBytes;
}
function blendCellRow({ grid, plane, layout, kernels, memory }, cellRow, samples) {
	const { x, y } = grid;
	const { near, far } = tilesOfCell(y, cellRow);
	const [upper, lower] = [tablesOf$1(layout, near), tablesOf$1(layout, far)];
	const cells = x.cellStarts.length - 1;
	const { chunk, changed, cellTables, cellStarts, columnShares } = layout;
	if (cellTables !== void 0) kernels.cellTables(upper, lower, x.tiles, cells, cellTables);
	const end = y.cellStarts[cellRow + 1];
	for (let row = y.cellStarts[cellRow]; row < end; row += layout.rowsOfChunk) {
		const rows = Math.min(layout.rowsOfChunk, end - row);
		const from = row * x.size;
		const to = (row + rows) * x.size;
		memory.set(plane.samples.subarray(from, to), chunk / memory.BYTES_PER_ELEMENT);
		const shares = [columnShares, layout.rowShares + row * 4];
		if (cellTables === void 0) kernels.blend(chunk, changed, x.size, rows, cellStarts, cells, ...shares, upper, lower, x.tiles);
		else kernels.blendByCells(chunk, changed, x.size, rows, cellStarts, cells, ...shares, cellTables);
		const at = changed / memory.BYTES_PER_ELEMENT;
		samples.set(memory.subarray(at, at + to - from), from);
	}
}
var mostBytes$4, mostSamples, keptBytes$3, chunkBytes, slackSamples, depths;
var init_clahe_wasm = __esmMin((() => {
	init_memory$1();
	init_raster();
	init_clahe_grid();
	init_clahe_reference();
	mostBytes$4 = 2 ** 32 - 2 ** 24;
	mostSamples = 2 ** 31 - 1;
	keptBytes$3 = 67108864;
	chunkBytes = 65536;
	slackSamples = 16;
	depths = {
		255: {
			sampleBytes: 1,
			countsOfTile: 1024,
			cellEntryBytes: 16,
			kernels: (wasm) => ({
				countTiles: wasm.countTiles8,
				countPadding: wasm.countPadding8,
				tileTables: wasm.tileTables8,
				cellTables: wasm.cellTables8,
				blend: wasm.blend8,
				blendByCells: wasm.blendByCells8
			})
		},
		65535: {
			sampleBytes: 2,
			countsOfTile: 65536,
			cellEntryBytes: 8,
			kernels: (wasm) => ({
				countTiles: wasm.countTiles16,
				countPadding: wasm.countPadding16,
				tileTables: wasm.tileTables16,
				cellTables: wasm.cellTables16,
				blend: wasm.blend16,
				blendByCells: wasm.blendByCells16
			})
		}
	};
}));
// src/pixels/kernels/kernels-wasm.ts
/**
* The kernels of `kernels/` on WASM SIMD. Samples pass through the instance's memory chunk by chunk, so that it stays at
* 1.3 MiB for any image; those in `KernelMemory` stay where they are. Throws where the file is missing or SIMD is.
*/
function wasmKernels() {
	const wasm = instantiate();
	const depth8 = kernelsOf8Bits(wasm);
	const depth16 = kernelsOf16Bits(wasm);
	const kernelsFor = ({ maxSample }) => maxSample === 255 ? depth8 : depth16;
	const memories = new KernelMemories();
	return {
		name: "wasm-simd",
		countLuma(raster) {
			const kernels = kernelsFor(raster);
			clearCounts(kernels);
			forEachChunk(kernels, raster, ({ pixels }) => {
				kernels.luma(pixels, raster.channels);
				if (raster.channels === 4) kernels.countVisible(pixels);
				else kernels.count(kernels.plane, pixels);
			});
			return sumOfPartialCounts(kernels);
		},
		mapLuma(raster, table) {
			const kernels = kernelsFor(raster);
			loadTables(kernels, [table]);
			forEachChunk(kernels, raster, ({ samples, pixels }) => {
				kernels.luma(pixels, raster.channels);
				kernels.map(kernels.plane, kernels.changed, pixels);
				kernels.move(pixels, raster.channels);
				fetch(kernels, kernels.chunk, samples);
			});
		},
		readLuma(raster) {
			const kernels = kernelsFor(raster);
			const luma = emptyPlane(raster);
			forEachChunk(kernels, raster, ({ firstPixel, pixels }) => {
				kernels.luma(pixels, raster.channels);
				fetch(kernels, kernels.plane, luma.subarray(firstPixel, firstPixel + pixels));
			});
			return luma;
		},
		replaceLuma(raster, luma) {
			const kernels = kernelsFor(raster);
			forEachChunk(kernels, raster, ({ samples, firstPixel, pixels }) => {
				kernels.luma(pixels, raster.channels);
				store(kernels, kernels.changed, luma.subarray(firstPixel, firstPixel + pixels));
				kernels.move(pixels, raster.channels);
				fetch(kernels, kernels.chunk, samples);
			});
		},
		countChannels(raster) {
			const place = memories.placeOf(raster);
			if (place) return [countInPlace(place, raster)];
			const kernels = kernelsFor(raster);
			clearCounts(kernels);
			forEachChunk(kernels, raster, ({ pixels }) => {
				if (raster.channels === 1) kernels.count(kernels.plane, pixels);
				else kernels.countChannels(pixels, raster.channels);
			});
			if (raster.channels === 1) return [sumOfPartialCounts(kernels)];
			return Array.from({ length: colourCount(raster) }, (_, colour) => countsAt(kernels, colour).slice());
		},
		mapChannels(raster, tables) {
			const place = memories.placeOf(raster);
			if (place) return mapInPlace(place, raster, tables);
			const kernels = kernelsFor(raster);
			loadTables(kernels, tables);
			forEachChunk(kernels, raster, ({ samples, pixels }) => {
				if (raster.channels === 1) kernels.map(kernels.plane, kernels.changed, pixels);
				else kernels.mapChannels(pixels, raster.channels);
				fetch(kernels, raster.channels === 1 ? kernels.changed : kernels.chunk, samples);
			});
		},
		takeMemory: (bytes) => memories.take(bytes),
		clahe: wasmClahe(instantiate)
	};
}
function countInPlace({ kernels, at }, { samples }) {
	clearCounts(kernels);
	kernels.count(at, samples.length);
	return sumOfPartialCounts(kernels);
}
function mapInPlace({ kernels, at }, { samples }, tables) {
	loadTables(kernels, tables);
	kernels.map(at, at, samples.length);
}
/** Copies the image chunk by chunk to where the kernels work: one channel into `plane`, more into `chunk`. */
function forEachChunk(kernels, { samples, channels }, work) {
	const target = channels === 1 ? kernels.plane : kernels.chunk;
	const chunkLength = kernels.chunkBytes / kernels.memory.BYTES_PER_ELEMENT;
	for (let start = 0; start < samples.length; start += chunkLength) {
		const part = samples.subarray(start, start + chunkLength);
		store(kernels, target, part);
		work({
			samples: part,
			firstPixel: start / channels,
			pixels: part.length / channels
		});
	}
}
function store({ memory }, address, samples) {
	memory.set(samples, address / memory.BYTES_PER_ELEMENT);
}
function fetch({ memory }, address, samples) {
	const from = address / memory.BYTES_PER_ELEMENT;
	samples.set(memory.subarray(from, from + samples.length));
}
function loadTables(kernels, tables) {
	tables.forEach((table, i) => {
		store(kernels, kernels.tables + i * tableBytes$1, table);
	});
}
/** The i-th histogram in the kernels' memory. */
function countsAt({ memory, counts, levels }, i) {
	return new Uint32Array(memory.buffer, counts + i * levels * Uint32Array.BYTES_PER_ELEMENT, levels);
}
function clearCounts(kernels) {
	new Uint32Array(kernels.memory.buffer, kernels.counts, histogramsInMemory[kernels.levels] * kernels.levels).fill(0);
}
function sumOfPartialCounts(kernels) {
	const sum = countsAt(kernels, 0).slice();
	for (let i = 1; i < kernels.partialCounts; i++) {
		const partial = countsAt(kernels, i);
		for (let level = 0; level < sum.length; level++) sum[level] += partial[level];
	}
	return sum;
}
function kernelsOf8Bits(wasm) {
	return {
		...addresses(wasm),
		memory: new Uint8Array(wasm.memory.buffer),
		levels: 256,
		partialCounts: 4,
		luma: wasm.luma8,
		count: wasm.count8,
		countVisible: wasm.countVisible8,
		map: wasm.map8,
		move: wasm.move8,
		countChannels: wasm.countChannels8,
		mapChannels: wasm.mapChannels8
	};
}
function kernelsOf16Bits(wasm) {
	return {
		...addresses(wasm),
		memory: new Uint16Array(wasm.memory.buffer),
		levels: 65536,
		partialCounts: 2,
		luma: wasm.luma16,
		count: wasm.count16,
		countVisible: wasm.countVisible16,
		map: wasm.map16,
		move: wasm.move16,
		countChannels: wasm.countChannels16,
		mapChannels: wasm.mapChannels16
	};
}
function addresses({ chunkBytes, chunk, plane, changed, tables, counts }) {
	return {
		chunkBytes: chunkBytes.value,
		chunk: chunk.value,
		plane: plane.value,
		changed: changed.value,
		tables: tables.value,
		counts: counts.value
	};
}
var KernelMemories, mostBytes$3, keptBytes$2, mostWaiting, tableBytes$1, histogramsInMemory;
var init_kernels_wasm = __esmMin((() => {
	init_instance();
	init_memory$1();
	init_clahe_wasm();
	init_raster();
	KernelMemories = class {
		#waiting = [];
		/** The kernels of each memory. */
		#kernels = /* @__PURE__ */ new WeakMap();
		take(bytes) {
			if (bytes > mostBytes$3) return void 0;
			try {
				const wasm = this.#waiting.pop() ?? instantiate();
				const start = freeAddress(wasm);
				const buffer = memoryUpTo(start + bytes, wasm);
				if (!this.#kernels.has(buffer)) this.#kernels.set(buffer, kernelsOf8Bits(wasm));
				return {
					bytes: new Uint8Array(buffer, start, bytes),
					release: (mostBytes) => this.#release(wasm, mostBytes)
				};
			} catch {
				return;
			}
		}
		/** Memory never shrinks, so one that held a giant is let go. */
		#release(wasm, mostBytes = keptBytes$2) {
			if (wasm.memory.buffer.byteLength <= Math.min(keptBytes$2, mostBytes) && this.#waiting.length < mostWaiting) this.#waiting.push(wasm);
			else letGo$1(wasm);
		}
		/** Where the samples of a grey raster lie, if it is in one of these memories. */
		placeOf({ samples, channels, maxSample }) {
			const kernels = channels === 1 && maxSample === 255 ? this.#kernels.get(samples.buffer) : void 0;
			return kernels && {
				kernels,
				at: samples.byteOffset
			};
		}
	};
	mostBytes$3 = 2 ** 31 - 1;
	keptBytes$2 = 128 * 2 ** 20;
	mostWaiting = 1;
	tableBytes$1 = 131072;
	histogramsInMemory = {
		256: 4,
		65536: 3
	};
}));
// src/pixels/kernels/kernels.ts
var kernels;
var init_kernels$2 = __esmMin((() => {
	init_instance();
	init_kernels_reference();
	init_kernels_wasm();
	kernels = kernelsOf(wasmKernels, referenceKernels);
}));
// src/codec/buffer-pool.ts
/** From now on, memory of more bytes does not wait for the next image, in which it may be needed elsewhere. */
function limitPool(bytes) {
	keptBytes$1 = bytes;
}
/** What may wait at most. */
function poolLimitBytes() {
	return keptBytes$1;
}
/**
* Room for the samples of an image: memory of the kernels, which waits for the next image when it is given back, if it is not too large for
* that. Reading PNGs of 1 to 8 megapixels, RGB, takes some 0.3 ms a megapixel less than with fresh memory. What is in it is not said.
*/
function lendRaster({ width, height, channels, maxSample }) {
	const length = width * height * channels;
	const { bytes, release } = takeMemory$1(maxSample === 255 ? length : 2 * length);
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
function takeMemory$1(bytes) {
	const memory = bytes <= keptBytes$1 ? kernels().takeMemory(bytes) : void 0;
	return memory ? {
		bytes: memory.bytes,
		release: () => memory.release(keptBytes$1)
	} : {
		bytes: new Uint8Array(bytes),
		release: () => {}
	};
}
var keptBytes$1;
var init_buffer_pool = __esmMin((() => {
	init_kernels$2();
	keptBytes$1 = Number.POSITIVE_INFINITY;
}));
// src/pixels/orient.ts
/**
* The raster as it is meant to be seen, by the orientation of EXIF and TIFF: 1 as it is, 2 mirrored left to right, 3 by half a
* turn, 4 mirrored top to bottom, 5 rows and columns change places, 6 a quarter turn clockwise, 7 like 5 and then half a turn,
* 8 a quarter turn against the clock. Exact: samples only change places. 1, and what is no orientation, gives the raster itself.
*/
function orientRaster(raster, orientation) {
	const { width, height, channels, samples } = raster;
	const walk = walks[orientation]?.(width, height);
	if (!walk) return raster;
	const turned = swapsSides(orientation) ? {
		width: height,
		height: width
	} : {
		width,
		height
	};
	const out = node_util.types.isUint8Array(samples) ? new Uint8Array(samples.length) : new Uint16Array(samples.length);
	let to = 0;
	for (let y = 0; y < turned.height; y++) {
		let from = (walk.start + y * walk.down) * channels;
		const step = walk.right * channels;
		for (let x = 0; x < turned.width; x++, from += step) for (let channel = 0; channel < channels; channel++) out[to++] = samples[from + channel];
	}
	return {
		...raster,
		...turned,
		samples: out
	};
}
/** Whether width and height change places. */
function swapsSides(orientation) {
	return orientation >= 5 && orientation <= 8;
}
var walks;
var init_orient = __esmMin((() => {
	walks = {
		2: (width) => ({
			start: width - 1,
			right: -1,
			down: width
		}),
		3: (width, height) => ({
			start: width * height - 1,
			right: -1,
			down: -width
		}),
		4: (width, height) => ({
			start: width * (height - 1),
			right: 1,
			down: -width
		}),
		5: (width) => ({
			start: 0,
			right: width,
			down: 1
		}),
		6: (width, height) => ({
			start: width * (height - 1),
			right: -width,
			down: 1
		}),
		7: (width, height) => ({
			start: width * height - 1,
			right: -width,
			down: -1
		}),
		8: (width) => ({
			start: width - 1,
			right: width,
			down: -1
		})
	};
}));
// src/pixels/histogram.ts
/** How many pixels have each level or a lower one: `cumulative(h)[v]` = h[0] + … + h[v]. The last one is the number of pixels. */
function cumulative(histogram) {
	const sums = new Float64Array(histogram.length);
	let sum = 0;
	for (let level = 0; level < histogram.length; level++) {
		sum += histogram[level];
		sums[level] = sum;
	}
	return sums;
}
/**
* Histograms of one length as one: of the channels of a picture, of the pictures of a set. Exact, and the same in any order,
* up to 2^53 pixels, which is 9·10^8 pictures of 10 megapixels.
*/
function summed(histograms) {
	const total = new Float64Array(histograms[0].length);
	for (const histogram of histograms) for (let level = 0; level < total.length; level++) total[level] += histogram[level];
	return total;
}
/**
* The lowest used level with `parts`/`of` of the pixels at it or below, from cumulative sums: the 1st of 2 parts is the median,
* 99.65 parts of 100 a percentile, 0 parts the lowest level and all parts the highest. 0 when nothing was counted.
*/
function quantile(sums, parts, of) {
	const wanted = parts * sums[sums.length - 1];
	const level = sums.findIndex((sum) => sum > 0 && sum * of >= wanted);
	return Math.max(level, 0);
}
var init_histogram = __esmMin((() => {}));
// src/pixels/colour/scale-colours.ts
/**
* Multiplies R, G and B of each pixel by `to` / `from`, rounded (halves up) and clamped, which holds hue and saturation. A pixel
* whose `from` is 0 has next to no colour to multiply; `to` is added to it.
*/
function scaleColours({ samples, channels, maxSample }, from, to) {
	for (let pixel = 0, at = 0; pixel < from.length; pixel++, at += channels) {
		const before = from[pixel];
		const after = to[pixel];
		if (before === after) continue;
		for (let i = at; i < at + 3; i++) {
			const changed = before === 0 ? samples[i] + after : Math.floor(samples[i] * after / before + .5);
			samples[i] = Math.min(changed, maxSample);
		}
	}
}
var init_scale_colours = __esmMin((() => {}));
// src/pixels/colour/hsv.ts
var hsvValue;
var init_hsv = __esmMin((() => {
	init_raster();
	init_scale_colours();
	hsvValue = {
		read(raster) {
			const { samples, channels } = raster;
			const values = emptyPlane(raster);
			for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += channels) values[pixel] = Math.max(samples[at], samples[at + 1], samples[at + 2]);
			return values;
		},
		replace: (raster, changed) => scaleColours(raster, hsvValue.read(raster), changed)
	};
}));
// src/pixels/colour/intensity.ts
/**
* How many pixels of a colour raster have each intensity: 0.212656 R + 0.715158 G + 0.072186 B of the stored samples, the weights
* of BT.709. It is what ImageMagick draws its curve from. Fully transparent pixels are not counted.
*
* With 8 bits the intensity is rounded up. ImageMagick counts on 65,536 levels and looks level v up at 257 · v, where every pixel
* counts whose intensity is that or lower: rounded up, the same pixels count at v.
*/
function countIntensity({ samples, channels, maxSample }) {
	const histogram = new Uint32Array(maxSample + 1);
	const scale = 65535 / maxSample;
	for (let at = 0; at < samples.length; at += channels) {
		if (channels === 4 && samples[at + 3] === 0) continue;
		const red = samples[at] * scale;
		const green = samples[at + 1] * scale;
		const blue = samples[at + 2] * scale;
		const intensity = Math.floor(.212656 * red + .715158 * green + .072186 * blue + .5);
		histogram[Math.ceil(intensity / scale)]++;
	}
	return histogram;
}
var init_intensity = __esmMin((() => {}));
// src/pixels/colour/lab.ts
function brightness(red, green, blue) {
	return toXyz[3] * red + toXyz[4] * green + toXyz[5] * blue;
}
function move({ samples, maxSample }, at, by) {
	const { linear, encoded } = curvesOf(maxSample);
	const red = linear[samples[at]];
	const green = linear[samples[at + 1]];
	const blue = linear[samples[at + 2]];
	const x = cubed(root(toXyz[0] * red + toXyz[1] * green + toXyz[2] * blue) + by);
	const y = cubed(root(brightness(red, green, blue)) + by);
	const z = cubed(root(toXyz[6] * red + toXyz[7] * green + toXyz[8] * blue) + by);
	samples[at] = encoded(toRgb[0] * x + toRgb[1] * y + toRgb[2] * z);
	samples[at + 1] = encoded(toRgb[3] * x + toRgb[4] * y + toRgb[5] * z);
	samples[at + 2] = encoded(toRgb[6] * x + toRgb[7] * y + toRgb[8] * z);
}
function partsOfWhite(red, green, blue) {
	const white = red + green + blue;
	return [
		red / white,
		green / white,
		blue / white
	];
}
function inverseOf([a, b, c, d, e, f, g, h, i]) {
	const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
	const part = (p, q, r, s) => (p * q - r * s) / determinant;
	return [
		...[
			part(e, i, f, h),
			part(c, h, b, i),
			part(b, f, c, e)
		],
		...[
			part(f, g, d, i),
			part(a, i, c, g),
			part(c, d, a, f)
		],
		...[
			part(d, h, e, g),
			part(b, g, a, h),
			part(a, e, b, d)
		]
	];
}
/** f of CIELAB: the cube root, with a straight line near black. */
function root(part) {
	return part > bend ** 3 ? Math.cbrt(part) : part / (3 * bend ** 2) + 4 / 29;
}
function cubed(value) {
	return value > bend ? value * value * value : 3 * bend ** 2 * (value - 4 / 29);
}
function curvesOf(maxSample) {
	const known = curves.get(maxSample);
	if (known) return known;
	const made = {
		linear: Float64Array.from({ length: maxSample + 1 }, (_, sample) => decoded(sample / maxSample)),
		encoded: nearestLevel(maxSample, decoded),
		lightness: nearestLevel(maxSample, (part) => cubed((100 * part + 16) / 116))
	};
	curves.set(maxSample, made);
	return made;
}
/** The light of an sRGB value, both 0..1. */
function decoded(value) {
	return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
}
/**
* For a rising curve from 0..1 to 0..1, of which the inverse is given: the level nearest to curve(x) · maxSample. It compares x with
* the borders between levels, which costs less than computing the curve.
*/
function nearestLevel(maxSample, inverse) {
	const upperBorders = Float64Array.from({ length: maxSample + 1 }, (_, level) => inverse((level + .5) / maxSample));
	const levelAt = (x, from) => {
		let level = from;
		while (x >= upperBorders[level]) level++;
		return level;
	};
	const lowest = new Uint16Array(cells);
	for (let cell = 1; cell < cells; cell++) lowest[cell] = levelAt(cell / cells, lowest[cell - 1]);
	return (x) => {
		if (x <= 0) return 0;
		return x >= 1 ? maxSample : levelAt(x, lowest[Math.floor(x * cells)]);
	};
}
var labLightness, toXyz, toRgb, bend, curves, cells;
var init_lab = __esmMin((() => {
	init_raster();
	labLightness = {
		read(raster) {
			const { samples, channels } = raster;
			const { linear, lightness } = curvesOf(raster.maxSample);
			const levels = emptyPlane(raster);
			for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += channels) levels[pixel] = lightness(brightness(linear[samples[at]], linear[samples[at + 1]], linear[samples[at + 2]]));
			return levels;
		},
		replace(raster, changed) {
			const levels = labLightness.read(raster);
			const step = 100 / 116 / raster.maxSample;
			for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += raster.channels) {
				const difference = changed[pixel] - levels[pixel];
				if (difference !== 0) move(raster, at, difference * step);
			}
		}
	};
	toXyz = [
		...partsOfWhite(.4124, .3576, .1805),
		...partsOfWhite(.2126, .7152, .0722),
		...partsOfWhite(.0193, .1192, .9505)
	];
	toRgb = inverseOf(toXyz);
	bend = 6 / 29;
	curves = /* @__PURE__ */ new Map();
	cells = 65536;
}));
// src/pixels/colour/ycrcb.ts
/** Without the 14 bits of fraction, rounded. The numbers stay within 32 bits, also with samples of 16. */
function scaled$1(sum) {
	return sum + 8192 >> 14;
}
var opencvY, toCr, toCb, redOfCr, greenOfCr, greenOfCb, blueOfCb;
var init_ycrcb = __esmMin((() => {
	init_kernels$2();
	opencvY = {
		read: (raster) => kernels().readLuma(raster),
		replace(raster, changed) {
			const { samples, channels, maxSample } = raster;
			const luma = kernels().readLuma(raster);
			const clamped = (level) => level < 0 ? 0 : level > maxSample ? maxSample : level;
			const middle = (maxSample + 1) / 2;
			for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels) {
				const cr = clamped(scaled$1((samples[at] - luma[pixel]) * toCr) + middle) - middle;
				const cb = clamped(scaled$1((samples[at + 2] - luma[pixel]) * toCb) + middle) - middle;
				const y = changed[pixel];
				samples[at] = clamped(y + scaled$1(cr * redOfCr));
				samples[at + 1] = clamped(y + scaled$1(cr * greenOfCr + cb * greenOfCb));
				samples[at + 2] = clamped(y + scaled$1(cb * blueOfCb));
			}
		}
	};
	toCr = 11682;
	toCb = 9241;
	redOfCr = 22987;
	greenOfCr = -11698;
	greenOfCb = -5636;
	blueOfCb = 29049;
}));
// src/pixels/colour/colour.ts
/** How a treatment works on such a raster. Grey is a single channel in every treatment. */
function colourOf({ channels }, treatment) {
	return channels < 3 ? eachChannel : treatments[treatment];
}
function byPlane(plane) {
	return {
		count: (raster) => [countVisible(raster, plane.read(raster))],
		map: (raster, [table]) => plane.replace(raster, mapped(plane.read(raster), table)),
		read: (raster) => [plane.read(raster)],
		replace: (raster, [changed]) => plane.replace(raster, changed)
	};
}
function countVisible({ samples, channels, maxSample }, plane) {
	const histogram = new Uint32Array(maxSample + 1);
	for (let pixel = 0; pixel < plane.length; pixel++) if (channels === 3 || samples[pixel * 4 + 3] !== 0) histogram[plane[pixel]]++;
	return histogram;
}
/** Changes the plane in place. */
function mapped(plane, table) {
	for (let pixel = 0; pixel < plane.length; pixel++) plane[pixel] = table[plane[pixel]];
	return plane;
}
function channelOf(raster, channel) {
	const { samples, channels } = raster;
	if (channels === 1) return samples.slice();
	const plane = emptyPlane(raster);
	for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) plane[pixel] = samples[at];
	return plane;
}
function replaceChannel({ samples, channels }, channel, plane) {
	if (channels === 1) samples.set(plane);
	else for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) samples[at] = plane[pixel];
}
var eachChannel, luma, joint, treatments;
var init_colour = __esmMin((() => {
	init_histogram();
	init_kernels$2();
	init_raster();
	init_hsv();
	init_intensity();
	init_lab();
	init_scale_colours();
	init_ycrcb();
	eachChannel = {
		count: (raster) => kernels().countChannels(raster),
		map: (raster, tables) => kernels().mapChannels(raster, tables),
		read: (raster) => Array.from({ length: colourCount(raster) }, (_, colour) => channelOf(raster, colour)),
		replace(raster, planes) {
			planes.forEach((plane, colour) => {
				replaceChannel(raster, colour, plane);
			});
		}
	};
	luma = {
		count: (raster) => [kernels().countLuma(raster)],
		map: (raster, [table]) => kernels().mapLuma(raster, table),
		read: (raster) => [kernels().readLuma(raster)],
		replace: (raster, [changed]) => kernels().replaceLuma(raster, changed)
	};
	joint = {
		count: luma.count,
		map: (raster, [table]) => kernels().mapChannels(raster, [
			table,
			table,
			table
		]),
		read: luma.read,
		replace: (raster, [changed]) => scaleColours(raster, kernels().readLuma(raster), changed)
	};
	treatments = {
		luma,
		rgb: eachChannel,
		joint,
		lab: byPlane(labLightness),
		hsv: byPlane(hsvValue),
		ycrcb: {
			...byPlane(opencvY),
			count: luma.count
		},
		pooled: {
			...eachChannel,
			count: (raster) => [summed(kernels().countChannels(raster))],
			map: joint.map
		},
		intensity: {
			...joint,
			count: (raster) => [countIntensity(raster)]
		}
	};
}));
// src/pixels/masks.ts
/**
* The choice that a picture shows: white counts, which is a luma of at least half, so that a mask survives JPEG. Where the picture
* is fully transparent, nothing counts.
*/
function maskFrom(picture) {
	const [luma] = picture.planes("luma");
	const half = picture.shape.maxSample / 2;
	const white = maskOf(picture.shape, (pixel) => luma.samples[pixel] > half);
	return intersection([white, picture.visiblePixels()]) ?? white;
}
/** The pixels that every mask chooses, out of those that are given; undefined when none is. */
function intersection(masks) {
	const given = masks.filter((mask) => mask !== void 0);
	if (given.length < 2) return given[0];
	return maskOf(given[0], (pixel) => given.every(({ samples }) => samples[pixel] !== 0));
}
/** Throws an ImgparError of code `unsupported-format` when the region lies beyond the image. */
function regionMask(shape, { x, y, width, height }) {
	if (x >= shape.width || y >= shape.height) {
		const wanted = `${width} × ${height} pixels at ${x},${y}`;
		throw new ImgparError("unsupported-format", `the region of ${wanted} lies beyond the image, which has ${shape.width} × ${shape.height}`);
	}
	const mask = maskOf(shape, () => false);
	for (let row = y; row < Math.min(y + height, shape.height); row++) mask.samples.fill(255, row * shape.width + x, row * shape.width + Math.min(x + width, shape.width));
	return mask;
}
/** The pixels of which not all colours are `nodata`; undefined when that is all of them. */
function dataPixels(picture, nodata) {
	const planes = picture.planes("rgb");
	const mask = maskOf(picture.shape, (pixel) => planes.some(({ samples }) => samples[pixel] !== nodata));
	return mask.samples.includes(0) ? mask : void 0;
}
/** Throws an ImgparError of code `unsupported-format` unless the mask has the size of the image. */
function requireFitting(mask, { width, height }) {
	if (mask.width === width && mask.height === height) return;
	throw new ImgparError("unsupported-format", `the mask has ${mask.width} × ${mask.height} pixels, expected ${width} × ${height} as the image has`);
}
/** The chosen pixels alone, one behind the other. */
function chosenSamples(samples, channels, mask) {
	return gathered(samples, channels, mask, true);
}
/** Makes a change to all pixels of which only the chosen ones keep it. */
function changeInside(samples, channels, mask, change) {
	if (!mask) {
		change();
		return;
	}
	const outside = gathered(samples, channels, mask, false);
	change();
	let from = 0;
	for (let pixel = 0; pixel < mask.samples.length; pixel++) {
		if (mask.samples[pixel] !== 0) continue;
		for (let channel = 0; channel < channels; channel++) samples[pixel * channels + channel] = outside[from++];
	}
}
function maskOf({ width, height }, isChosen) {
	const samples = new Uint8Array(width * height);
	for (let pixel = 0; pixel < samples.length; pixel++) samples[pixel] = isChosen(pixel) ? 255 : 0;
	return {
		width,
		height,
		maxSample: 255,
		samples
	};
}
function gathered(samples, channels, mask, chosen) {
	let pixels = 0;
	for (const sample of mask.samples) if (sample !== 0 === chosen) pixels++;
	const length = pixels * channels;
	const found = samples.BYTES_PER_ELEMENT === 1 ? new Uint8Array(length) : new Uint16Array(length);
	let to = 0;
	for (let pixel = 0; pixel < mask.samples.length; pixel++) {
		if (mask.samples[pixel] !== 0 !== chosen) continue;
		for (let channel = 0; channel < channels; channel++) found[to++] = samples[pixel * channels + channel];
	}
	return found;
}
var init_masks = __esmMin((() => {}));
// src/pixels/pictures/raster-picture.ts
/**
* A picture that stands on the raster and changes its samples in place. Fully transparent pixels are not counted, but their
* colour is mapped like any other: who makes them visible again finds what belongs to the rest. Alpha never changes.
*
* A mask costs memory: for the counted pixels while counting, for those outside while changing.
*/
function rasterPicture(raster) {
	requireWhole(raster);
	const { width, height, channels, maxSample, samples } = raster;
	const asPlane = (plane) => ({
		width,
		height,
		maxSample,
		samples: plane
	});
	const changedInside = (inside, change) => changeInside(samples, channels, inside, change);
	return {
		shape: {
			width,
			height,
			channels,
			maxSample
		},
		histograms(treatment, counted) {
			return colourOf(raster, treatment).count(counted ? chosenPixels$1(raster, counted) : raster);
		},
		applyTables(treatment, tables, inside) {
			requireTables(raster, treatment, tables);
			changedInside(inside, () => colourOf(raster, treatment).map(raster, tables));
		},
		planes(treatment, lent = false) {
			if (lent && channels === 1) return [asPlane(samples)];
			return colourOf(raster, treatment).read(raster).map(asPlane);
		},
		replacePlanes(treatment, planes, inside) {
			const changed = planes.map((plane) => plane.samples);
			if (changed[0] === samples) return;
			changedInside(inside, () => colourOf(raster, treatment).replace(raster, changed));
		},
		visiblePixels() {
			return channels % 2 === 1 ? void 0 : visiblePixels(raster);
		}
	};
}
/** The same on a raster that was made from something else, to which `takeBack` takes what has become of it after every change. */
function derivedPicture(raster, takeBack) {
	const picture = rasterPicture(raster);
	return {
		...picture,
		applyTables(...change) {
			picture.applyTables(...change);
			takeBack();
		},
		replacePlanes(...change) {
			picture.replacePlanes(...change);
			takeBack();
		}
	};
}
/** Wrong sizes would not fail but mix up pixels. */
function requireWhole({ width, height, channels, maxSample, samples }) {
	const expected = width * height * channels;
	const bytes = maxSample === 255 ? 1 : 2;
	if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes) return;
	throw new ImgparError("internal", `a raster of ${width}×${height}×${channels} has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`);
}
/** Tables of another picture's planes or depth would not fail but make noise. */
function requireTables(raster, treatment, tables) {
	const planes = treatment === "rgb" ? colourCount(raster) : 1;
	const levels = raster.maxSample + 1;
	if (tables.length === planes && tables.every(({ length }) => length === levels)) return;
	throw new ImgparError("unsupported-format", `the tables are for images of another depth or number of planes: received ${tables.length} of ${tables[0]?.length ?? 0} levels, expected ${planes} of ${levels}`);
}
/** The chosen pixels in one row. */
function chosenPixels$1(raster, mask) {
	const samples = chosenSamples(raster.samples, raster.channels, mask);
	return {
		...raster,
		width: samples.length / raster.channels,
		height: 1,
		samples
	};
}
function visiblePixels({ width, height, channels, samples }) {
	const visible = new Uint8Array(width * height);
	let hidden = 0;
	for (let pixel = 0, at = channels - 1; pixel < visible.length; pixel++, at += channels) if (samples[at] === 0) hidden++;
	else visible[pixel] = 255;
	return hidden === 0 ? void 0 : {
		width,
		height,
		maxSample: 255,
		samples: visible
	};
}
var init_raster_picture = __esmMin((() => {
	init_errors();
	init_colour();
	init_masks();
	init_raster();
}));
// src/pixels/pictures/cmyk-picture.ts
/**
* A picture that stands on a raster of C, M, Y and K, 0 being no ink, and changes them in place. Methods see it as RGB,
* without a profile: R = round((m − C)(m − K) / m) with m the largest sample, likewise G from M and B from Y.
*
* What a method makes of R, G and B goes back into the inks pixel by pixel:
*
* - a pixel whose R, G and B are unchanged keeps its inks, all four of them
* - K is held, unless the pixel becomes lighter than K lets it be; then K' = m − max(R', G', B')
* - C' = m − round(m · R' / (m − K')), likewise M' and Y'; where K' = m there is nothing to see, and C, M and Y are held
*
* Read back as RGB the inks give exactly R', G' and B'. K never grows.
*/
function cmykPicture(cmyk) {
	const rgb = rgbOf(cmyk);
	return derivedPicture(rgb, () => takeBack(cmyk, rgb.samples));
}
function rgbOf(cmyk) {
	const { width, height, maxSample } = cmyk;
	const samples = maxSample === 255 ? new Uint8Array(width * height * 3) : new Uint16Array(width * height * 3);
	for (let ink = 0, at = 0; at < samples.length; ink += 4, at += 3) {
		const paper = maxSample - cmyk.samples[ink + 3];
		for (let colour = 0; colour < 3; colour++) samples[at + colour] = lightOf(cmyk.samples[ink + colour], paper, maxSample);
	}
	return {
		width,
		height,
		channels: 3,
		maxSample,
		samples
	};
}
/** What light an ink leaves of the light that black leaves of `maxSample`. */
function lightOf(ink, paper, maxSample) {
	return Math.round((maxSample - ink) * paper / maxSample);
}
function takeBack({ samples: cmyk, maxSample }, rgb) {
	for (let ink = 0, at = 0; at < rgb.length; ink += 4, at += 3) {
		const paper = maxSample - cmyk[ink + 3];
		const lightest = Math.max(rgb[at], rgb[at + 1], rgb[at + 2]);
		const paperNow = Math.max(paper, lightest);
		for (let colour = 0; colour < 3; colour++) {
			const light = rgb[at + colour];
			if (paperNow === paper && light === lightOf(cmyk[ink + colour], paper, maxSample)) continue;
			cmyk[ink + colour] = maxSample - Math.round(maxSample * light / paperNow);
		}
		cmyk[ink + 3] = maxSample - paperNow;
	}
}
var init_cmyk_picture = __esmMin((() => {
	init_raster_picture();
}));
// src/pixels/pictures/lab-picture.ts
/**
* A picture that stands on a raster of L, a and b, as a file stores them, and changes L in place. Methods see L as a grey image, so
* every mode equalises L; a and b are held.
*/
function labPicture(lab) {
	const lightness = lightnessOf(lab);
	return derivedPicture(lightness, () => {
		for (let pixel = 0; pixel < lightness.samples.length; pixel++) lab.samples[pixel * lab.channels] = lightness.samples[pixel];
	});
}
function lightnessOf({ width, height, channels, maxSample, samples }) {
	return {
		width,
		height,
		channels: 1,
		maxSample,
		samples: samples.filter((_, i) => i % channels === 0)
	};
}
var init_lab_picture = __esmMin((() => {
	init_raster_picture();
}));
// src/codec/encoding.ts
/** Encodes one page after the other: what runs beside them are other images. */
async function inTurn(rasters, encodePage) {
	const results = [];
	for (const [page, raster] of rasters.entries()) results.push(await encodePage(raster, page));
	return results;
}
/** Whether any pixel is not opaque. */
function hasTransparency$1({ samples, channels, maxSample }) {
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
var init_encoding = __esmMin((() => {}));
// src/codec/codec.ts
/** Property by property, as V8 takes 1 µs for each that spreads add: 7 µs an image. */
function withDefaults(options = {}) {
	return {
		format: options.format ?? defaultEncode.format,
		quality: options.quality ?? defaultEncode.quality,
		effort: options.effort ?? defaultEncode.effort,
		strip: options.strip ?? defaultEncode.strip,
		dropGainMap: options.dropGainMap ?? defaultEncode.dropGainMap,
		compression: options.compression ?? defaultEncode.compression,
		lossless: options.lossless ?? defaultEncode.lossless
	};
}
/** An image's way back to a file, by what makes it in parts. */
function encoders(encode) {
	return {
		encode: async (options) => Buffer.concat((await encode(withDefaults(options))).parts),
		encodeInParts: async (options) => {
			const { parts, codec } = await encode(withDefaults(options));
			const bytes = parts.reduce((sum, { length }) => sum + length, 0);
			return {
				parts: parts.length > 1 && bytes < fewBytes ? [Buffer.concat(parts)] : parts,
				codec
			};
		}
	};
}
var defaultEncode, fewBytes;
var init_codec$6 = __esmMin((() => {
	init_encoding();
	defaultEncode = {
		format: "keep",
		quality: 90,
		effort: 1,
		strip: false,
		dropGainMap: false,
		compression: "keep",
		lossless: "keep"
	};
	fewBytes = 1 << 20;
}));
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
var init_container = __esmMin((() => {
	init_errors();
}));
// src/codec/format.ts
/** What `load` gives, asked for once a thread. */
function once(load) {
	let loading;
	return () => {
		loading ??= load();
		return loading;
	};
}
var init_format$6 = __esmMin((() => {}));
// src/codec/metadata-limits.ts
function requireProfile(bytes) {
	if (bytes > maxProfileBytes) throw tooLarge(`the image has a colour profile of more than ${maxProfileBytes} bytes; no more are allowed`);
}
/** What zlib unpacks; undefined if it is broken, or more than any metadata may have. */
function unpacked$1(packed) {
	try {
		return (0, node_zlib.inflateSync)(packed, { maxOutputLength: maxMetadataBytes });
	} catch {
		return;
	}
}
/** The bytes of what is unpacked, roughly where they are few; infinite if they are more than the limit. */
function unpackedBytes(packed, limit) {
	if (packed.length * maxInflation <= largestUnchecked) return packed.length;
	try {
		return (0, node_zlib.inflateSync)(packed, { maxOutputLength: limit }).length;
	} catch (error) {
		return isTooMuch(error) ? Number.POSITIVE_INFINITY : packed.length;
	}
}
function isTooMuch(error) {
	return codeOf(error) === "ERR_BUFFER_TOO_LARGE";
}
function tooLarge(message) {
	return new ImgparError("too-large", message);
}
var maxPages, maxParts, maxProfileBytes, maxMetadataBytes, maxInflation, MetadataLimits, largestUnchecked;
var init_metadata_limits = __esmMin((() => {
	init_errors();
	maxPages = 1e4;
	maxParts = 3e5;
	maxProfileBytes = 16 * 2 ** 20;
	maxMetadataBytes = 64 * 2 ** 20;
	maxInflation = 1032;
	MetadataLimits = class {
		#allowedBytes;
		#parts = 0;
		#bytes = 0;
		#pages = 0;
		#profileBytes = 0;
		/** @param fileBytes given where parts could share bytes: metadata that stands in the file once is never too much */
		constructor(fileBytes = 0) {
			this.#allowedBytes = Math.max(maxMetadataBytes, fileBytes);
		}
		/** One more part, of so many bytes. */
		add(bytes) {
			this.#parts += 1;
			this.#bytes += bytes;
			if (this.#parts > maxParts) throw tooLarge(`the image has more than ${maxParts} pieces of metadata; no more are allowed`);
			if (this.#bytes > this.#allowedBytes) throw tooLarge(`the image has more than ${maxMetadataBytes} bytes of metadata (EXIF, XMP, texts); no more are allowed`);
		}
		/** One more part that is packed by zlib. */
		addPacked(packed) {
			this.add(unpackedBytes(packed, this.#allowedBytes));
		}
		/** One more page or frame. */
		addPage() {
			this.#pages += 1;
			if (this.#pages > maxPages) throw tooLarge(`the image has more than ${maxPages} pages or frames; no more are allowed`);
		}
		addProfile(bytes) {
			requireProfile(bytes);
			this.add(bytes);
		}
		/** One of the parts that together are the profile. */
		addProfilePart(bytes) {
			this.#profileBytes += bytes;
			requireProfile(this.#profileBytes);
			this.add(bytes);
		}
		addPackedProfile(packed) {
			requireProfile(unpackedBytes(packed, maxProfileBytes));
			this.add(packed.length);
		}
	};
	largestUnchecked = 2 ** 20;
}));
// src/codec/tiff/directory.ts
/** Reads the directories of all pages, and those that EXIF hangs below them. Values that lie outside of the file are left out. */
function readTiff(file) {
	const reader = readerOf(file);
	const directories = [];
	const seen = /* @__PURE__ */ new Set();
	let position = reader.big ? reader.uint64(8) : reader.uint32(4);
	do {
		reader.limits.addPage();
		if (seen.has(position)) throw corrupt("the TIFF has pages that follow each other in a circle");
		if (position >= file.length) throw corrupt(`the TIFF is cut off: page ${directories.length + 1} lies behind its end`);
		directories.push(readDirectory(reader, position, seen));
		position = nextDirectory(reader, position);
	} while (position !== 0);
	return {
		big: reader.big,
		directories,
		behindEnd: reader.behindEnd
	};
}
function readerOf(file) {
	const littleEndian = file[0] === 73;
	const uint16 = (at) => littleEndian ? file.readUInt16LE(at) : file.readUInt16BE(at);
	const uint32 = (at) => littleEndian ? file.readUInt32LE(at) : file.readUInt32BE(at);
	const uint64 = (at) => Number(littleEndian ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at));
	return {
		file,
		littleEndian,
		big: uint16(2) === 43,
		limits: new MetadataLimits(file.length),
		behindEnd: /* @__PURE__ */ new Set(),
		uint16,
		uint32,
		uint64
	};
}
function entryCount({ big, uint16, uint64 }, position) {
	return big ? uint64(position) : uint16(position);
}
function nextDirectory(reader, position) {
	const entries = entryCount(reader, position);
	const at = reader.big ? position + 8 + entries * 20 : position + 2 + entries * 12;
	if (at + (reader.big ? 8 : 4) > reader.file.length) return 0;
	return reader.big ? reader.uint64(at) : reader.uint32(at);
}
function readDirectory(reader, position, seen) {
	if (seen.has(position)) return [];
	seen.add(position);
	const count = entryCount(reader, position);
	if (count > 4096) throw corrupt(`the TIFF has a directory of ${count} entries, which none has`);
	const entries = [];
	for (let index = 0; index < count; index++) {
		const entry = readEntry(reader, position + (reader.big ? 8 + index * 20 : 2 + index * 12));
		if (!entry) continue;
		if (!directoryTags.includes(entry.tag)) entries.push(entry);
		else entries.push({
			...entry,
			directory: readSubDirectory(reader, numbers(entry)[0] ?? 0, seen)
		});
	}
	return entries;
}
/** A broken directory of EXIF loses its entries, not the picture. */
function readSubDirectory(reader, position, seen) {
	try {
		return readDirectory(reader, position, seen);
	} catch (error) {
		if (error instanceof ImgparError && error.code === "too-large") throw error;
		return [];
	}
}
function readEntry(reader, position) {
	const { file, big, limits, behindEnd, uint16, uint32, uint64 } = reader;
	const type = uint16(position + 2);
	const count = big ? uint64(position + 4) : uint32(position + 4);
	const bytes = (valueBytes[type] ?? 0) * count;
	if (bytes === 0) return void 0;
	const inline = bytes <= (big ? 8 : 4);
	const field = position + (big ? 12 : 8);
	const start = inline ? field : big ? uint64(field) : uint32(field);
	const tag = uint16(position);
	if (start + bytes > file.length) {
		behindEnd.add(tag);
		return;
	}
	if (tag === tags.icc) limits.addProfile(bytes);
	else limits.add(bytes);
	return {
		tag,
		type,
		count,
		data: littleEndianData(reader, start, bytes, swapBytes[type]),
		valueAt: start
	};
}
function littleEndianData({ file, littleEndian }, start, bytes, unit) {
	const data = file.subarray(start, start + bytes);
	if (littleEndian || unit === 1) return data;
	const copy = Buffer.from(data);
	if (unit === 2) return copy.swap16();
	return unit === 4 ? copy.swap32() : copy.swap64();
}
function numbersOf(entries, tag) {
	const entry = entries.find((candidate) => candidate.tag === tag);
	return entry ? numbers(entry) : [];
}
/** The values of whole numbers and of fractions, 4096 of them at most. */
function numbers(entry) {
	return Array.from({ length: Math.min(entry.count, 4096) }, (_, index) => numberAt(entry, index));
}
/** One of the values of whole numbers and of fractions. */
function numberAt({ type, data }, index) {
	const bytes = valueBytes[type];
	const at = index * bytes;
	if (type === 5) return data.readUInt32LE(at) / data.readUInt32LE(at + 4);
	return bytes === 8 ? Number(data.readBigUInt64LE(at)) : data.readUIntLE(at, bytes);
}
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
function isDescriptive({ tag }) {
	return !structuralTags.has(tag);
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
var tags, photometrics, type, directoryTags, valueBytes, swapBytes, structuralTags;
var init_directory = __esmMin((() => {
	init_errors();
	init_container();
	init_metadata_limits();
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
	directoryTags = [
		tags.exif,
		tags.gps,
		tags.interoperability
	];
	valueBytes = [
		0,
		1,
		1,
		2,
		4,
		8,
		1,
		1,
		2,
		4,
		8,
		4,
		8,
		4,
		0,
		0,
		8,
		8,
		8
	];
	swapBytes = [
		1,
		1,
		1,
		2,
		4,
		4,
		1,
		1,
		2,
		4,
		4,
		4,
		8,
		4,
		1,
		1,
		8,
		8,
		8
	];
	structuralTags = /* @__PURE__ */ new Set([...[
		256,
		257,
		258,
		259,
		262,
		266,
		273,
		277,
		278,
		279,
		280,
		281,
		284,
		288,
		289,
		292,
		293,
		317,
		320
	], ...[
		322,
		323,
		324,
		325,
		330,
		332,
		334,
		336,
		338,
		339,
		340,
		341,
		347,
		512,
		513,
		514,
		515,
		517,
		518,
		519,
		520,
		521,
		529,
		530,
		531,
		532
	]]);
}));
// src/codec/exif.ts
/** The orientation that a block of EXIF states: 1 upright … 8, as in the TIFF tag. */
function exifOrientation(exif) {
	return orientationOf(exifEntries(exif));
}
/** A block of EXIF that states nothing but the orientation of another; undefined where the picture stands upright anyway. */
function orientationExif(exif) {
	const orientation = exifOrientation(exif);
	return orientation === 1 ? void 0 : exifBlock([{
		tag: tags.orientation,
		type: type.short,
		count: 1,
		data: Buffer.from([orientation, 0])
	}]);
}
/**
* The same block, of the same length and with everything in its place, stating "upright". Where the picture has been turned for
* that, width and height change places, and the thumbnail, which lies as the picture lay, is no longer found.
*/
function uprightExif(exif) {
	const orientation = exifOrientation(exif);
	if (orientation === 1) return exif;
	const copy = Buffer.from(exif);
	const reader = readerOf(copy);
	const first = reader.uint32(4);
	const field = fieldPosition(reader, first, tags.orientation);
	const lastByte = valueBytes[reader.uint16(field + 2)] - 1;
	copy.fill(0, field + 8, field + 12).writeUInt8(1, field + 8 + (reader.littleEndian ? 0 : lastByte));
	if (orientation >= 5) swapSides(reader, first);
	const next = first + 2 + reader.uint16(first) * 12;
	if (next + 4 <= copy.length) copy.fill(0, next, next + 4);
	return copy;
}
function swapSides(reader, first) {
	swapFields(reader, first, tags.width, tags.height);
	swapFields(reader, first, tags.xResolution, tags.yResolution);
	const pointer = fieldPosition(reader, first, tags.exif);
	if (pointer !== void 0) swapFields(reader, reader.uint32(pointer + 8), tags.pixelXDimension, tags.pixelYDimension);
}
/** Exchanges the values of two tags, if both are there. */
function swapFields(reader, directory, one, other) {
	const [a, b] = [fieldPosition(reader, directory, one), fieldPosition(reader, directory, other)];
	if (a === void 0 || b === void 0) return;
	const kept = Buffer.from(reader.file.subarray(a + 2, a + 12));
	reader.file.copy(reader.file, a + 2, b + 2, b + 12);
	kept.copy(reader.file, b + 2);
}
/** Where the field of a tag begins in a directory; undefined where there is none, or where the directory cannot be read. */
function fieldPosition({ file, uint16 }, directory, tag) {
	if (directory + 2 > file.length) return void 0;
	for (let index = 0; index < uint16(directory); index++) {
		const field = directory + 2 + index * 12;
		if (field + 12 > file.length) return void 0;
		if (uint16(field) === tag) return field;
	}
}
function exifEntries(exif) {
	try {
		return exif ? firstDirectory(Buffer.from(exif)).filter(isDescriptive) : [];
	} catch {
		return [];
	}
}
/** EXIF's second directory is a preview. */
function firstDirectory(exif) {
	const reader = readerOf(exif);
	return readDirectory(reader, reader.uint32(4), /* @__PURE__ */ new Set());
}
function exifBlock(entries) {
	if (entries.length === 0) return void 0;
	const head = Buffer.from("II*\0\0\0\0\0", "latin1");
	const { bytes, directory } = serialize(entries, head.length, false);
	head.writeUInt32LE(directory, 4);
	return Buffer.concat([head, bytes]);
}
function orientationOf(entries) {
	const value = numbersOf(entries, tags.orientation)[0] ?? 1;
	return value >= 1 && value <= 8 ? value : 1;
}
var init_exif = __esmMin((() => {
	init_directory();
}));
// src/codec/memory.ts
/**
* Bytes that are held while pages are read and while they are written: what the decoder and the encoder take at their peak, the encoded result included.
*
* Measured with sharp 0.35.5 (libvips 8.18.7), a photograph with noise, 24 megapixels (AVIF, GIF: 6): the highest resident set
* of a process in each stage (VmHWM, reset between stages), less what it had before, the file and the samples; as a multiple of
* the samples. Rounded up by a tenth, as pictures differ in how well they compress; to what noise of 17 to 48 megapixels takes with WebP, 3.0, and
* with CMYK in TIFF, 4.9. Of PNG and TIFF all is noise, which no coder makes smaller.
*
* | | read | write | | | read | write |
* |---|---|---|---|---|---|---|
* | JPEG | 0.16 | 0.33 | | WebP | 2.49 | 1.90 |
* | JPEG, grey | 0.03 | 0.49 | | WebP without loss | 2.49 | 13.3 |
* | JPEG, progressive 4:2:0 | 1.16 | 2.30 | | TIFF, not compressed | 0.21 | 2.28 |
* | JPEG, progressive 4:4:4 or grey | 2.18 | 4.47 | | TIFF, LZW or deflate | 0.24 | 2.98 |
* | JPEG, CMYK | 1.55 | 3.45 | | TIFF, CMYK | 1.51 | 4.12 |
* | PNG | 0.25 | 1.05 | | GIF | 1.63 | 1.88 |
* | PNG, interlaced | 1.08 | 1.05 | | GIF, 40 frames | 0.04 | 1.15 |
* | PNG, grey with alpha, 8 bits | 2.23 | 2.93 | | WebP, 40 frames | 1.13 | 0.63 |
* | AVIF | 5.48 | 13.1 | | the same without loss | 1.11 | 2.70 |
*/
function codecNeed(readFactor, writeFactor, heldFactor, pageBytes) {
	const rasterBytes = sum(pageBytes);
	const largestPageBytes = pageBytes.reduce((largest, bytes) => Math.max(largest, bytes), 0);
	return {
		rasterBytes,
		decodeBytes: fixedBytes$2 + Math.ceil(readFactor * rasterBytes),
		encodeBytes: fixedBytes$2 + Math.ceil(writeFactor * largestPageBytes + heldFactor * (rasterBytes - largestPageBytes))
	};
}
/** By how much more an encoder takes that works in colour even where the picture has none. */
function asColour({ shape }) {
	return shape.channels < 3 ? 3 / shape.channels : 1;
}
function sum(numbers) {
	return numbers.reduce((total, number) => total + number, 0);
}
var fixedBytes$2;
var init_memory = __esmMin((() => {
	fixedBytes$2 = 12 << 20;
}));
// src/codec/metadata.ts
/** The same density in another unit; undefined when it has none. */
function densityIn(unit, density) {
	if (density.unit === "aspect") return void 0;
	const factor = metresPer[unit] / metresPer[density.unit];
	return {
		x: density.x * factor,
		y: density.y * factor
	};
}
/** The density if pixels are not square, so that it decides how the picture is shown. */
function unevenDensity(density) {
	return density && density.x !== density.y ? density : void 0;
}
/** The same packet of XMP, of the same length, stating that the picture stands upright. */
function uprightXmp(xmp) {
	const upright = Buffer.from(xmp).toString("latin1").replace(/(tiff:Orientation(?:\s*=\s*["']|>\s*))[1-8](\s*["'<])/g, (_, before, behind) => `${before}1${behind}`);
	return Buffer.from(upright, "latin1");
}
/** Photoshop image resources that hold the file's IPTC records: its own resources, or else bare records wrapped as resource 0x0404. */
function photoshopResources({ photoshop, iptc }) {
	if (photoshop || !iptc) return photoshop;
	const head = Buffer.from("8BIM\0\0\0\0\0\0", "latin1");
	head.writeUInt32BE(iptc.length, 8);
	return Buffer.concat([
		head,
		iptc,
		Buffer.alloc(iptc.length % 2)
	]);
}
/** IPTC records on their own: as they stand, or else out of Photoshop's resources. */
function iptcRecords({ photoshop, iptc }) {
	if (iptc || !photoshop) return iptc;
	const bytes = Buffer.from(photoshop);
	for (let position = 0; position + 12 <= bytes.length && bytes.toString("latin1", position, position + 4) === "8BIM";) {
		const content = position + 6 + evenUp(bytes[position + 6] + 1) + 4;
		if (content > bytes.length) break;
		const length = bytes.readUInt32BE(content - 4);
		if (bytes.readUInt16BE(position + 4) === 1028) return bytes.subarray(content, content + length);
		position = content + evenUp(length);
	}
}
function evenUp(length) {
	return length + length % 2;
}
/** Metadata with those fields left out that are undefined or empty. */
function presentMetadata(fields) {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0 && !("length" in value && value.length === 0)));
}
var metresPer;
var init_metadata = __esmMin((() => {
	metresPer = {
		inch: .0254,
		centimetre: .01,
		metre: 1
	};
}));
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
// src/codec/tiff/lzw-reference.ts
function lowBytesFirst(samples) {
	return Uint8Array.from(Array.from(samples, (sample) => [sample & 255, sample >> 8]).flat());
}
/** The longest strings that have codes, one behind the other. Each with the byte behind it has the next code from then on. */
function* codesOf(bytes) {
	const strings = /* @__PURE__ */ new Map();
	let [width, next] = [9, firstString];
	const grown = function* () {
		next++;
		if (next > 2 ** width - 1) width++;
		if (next < lastString) return;
		yield {
			code: clearCode,
			width
		};
		strings.clear();
		[width, next] = [9, firstString];
	};
	yield {
		code: clearCode,
		width
	};
	let prefix = bytes[0];
	for (const byte of bytes.subarray(1)) {
		const string = prefix * 256 + byte;
		const known = strings.get(string);
		if (known === void 0) {
			yield {
				code: prefix,
				width
			};
			strings.set(string, next);
			yield* grown();
		}
		prefix = known ?? byte;
	}
	yield {
		code: prefix,
		width
	};
	yield* grown();
	yield {
		code: endCode,
		width
	};
}
/** Codes from the highest bit on; zeros fill up the last byte. */
function packed(codes) {
	const bytes = [];
	let [bits, count] = [0, 0];
	for (const { code, width } of codes) {
		bits = (bits << width | code) & 1048575;
		for (count += width; count >= 8; count -= 8) bytes.push(bits >> count - 8 & 255);
	}
	if (count > 0) bytes.push(bits << 8 - count & 255);
	return Uint8Array.from(bytes);
}
/** The first so many bytes that the codes make; nothing if there are fewer, if a string goes beyond, or a code cannot be there. */
function bytesOf$1(strip, wanted) {
	const bytes = [];
	let strings;
	let before;
	let [width, position] = [9, 0];
	while (bytes.length < wanted) {
		if (position + width > strip.length * 8) return void 0;
		const code = bitsAt(strip, position, width);
		position += width;
		if (code === clearCode) {
			strings = [];
			before = void 0;
			width = 9;
			continue;
		}
		if (!strings || code === endCode || !before && code > 255) return void 0;
		const known = code < clearCode ? [code] : strings[code - firstString];
		if (before) {
			if (!known && code !== firstString + strings.length) return void 0;
			strings.push([...before, (known ?? before)[0]]);
			const next = firstString + strings.length;
			if (next === mostStrings) return void 0;
			if (next === 2 ** width - 1) width++;
		}
		before = known ?? strings.at(-1);
		bytes.push(...before);
	}
	return bytes.length === wanted ? bytes : void 0;
}
function bitsAt(strip, position, width) {
	let bits = 0;
	for (let bit = position; bit < position + width; bit++) bits = bits * 2 + (strip[bit >> 3] >> 7 - (bit & 7) & 1);
	return bits;
}
var referenceLzw, clearCode, endCode, firstString, lastString, mostStrings;
var init_lzw_reference = __esmMin((() => {
	referenceLzw = {
		writeStrip({ samples, width, channels, maxSample }, firstRow, rows) {
			const rowSamples = width * channels;
			const here = samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples);
			const differences = here.map((sample, i) => i % rowSamples < channels ? sample : sample - here[i - channels]);
			return packed(codesOf(maxSample === 255 ? Uint8Array.from(differences) : lowBytesFirst(differences)));
		},
		readStrip(strip, { width, channels, maxSample }, differences, samples) {
			const bytes = bytesOf$1(strip, samples.byteLength);
			if (!bytes) return false;
			const size = maxSample === 255 ? 1 : 2;
			for (let i = 0; i < samples.length; i++) {
				const sample = bytes[i * size] + (size === 2 ? bytes[i * size + 1] * 256 : 0);
				const isFirst = i % (width * channels) < channels;
				samples[i] = differences && !isFirst ? sample + samples[i - channels] : sample;
			}
			return true;
		}
	};
	clearCode = 256;
	endCode = 257;
	firstString = 258;
	lastString = 4094;
	mostStrings = 4095;
}));
// src/codec/tiff/lzw-wasm.ts
/** The same on WASM SIMD, byte for byte. Strips pass through the memory of an instance that is made at the first use. */
function wasmLzw(instantiate) {
	const divided = dividedMemory(instantiate, placesIn$2);
	return {
		writeStrip(raster, firstRow, rows) {
			const bytes = bytesOf$2(rowsOf(raster, firstRow, rows));
			if (bytes.length > mostBytes$2) return referenceLzw.writeStrip(raster, firstRow, rows);
			const { wasm, memory, first, second } = divided.withRoom(bytes.length);
			memory.set(bytes, first);
			wasm.differences(first, bytes.length / rows, rows, pixelBytes(raster), isDeep(raster), second);
			return memory.subarray(first, first + wasm.writeLzw(second, bytes.length, first));
		},
		readStrip(strip, shape, differences, samples) {
			const bytes = bytesOf$2(samples);
			if (Math.max(strip.length, bytes.length) > mostBytes$2) return referenceLzw.readStrip(strip, shape, differences, samples);
			const { wasm, memory, first, second } = divided.withRoom(Math.max(strip.length, bytes.length));
			memory.set(strip, first);
			if (!wasm.readLzw(first, first + strip.length, second, bytes.length)) return false;
			const rows = samples.length / (shape.width * shape.channels);
			if (differences) wasm.sums(second, bytes.length / rows, rows, pixelBytes(shape), isDeep(shape), first);
			const found = differences ? first : second;
			bytes.set(memory.subarray(found, found + bytes.length));
			return true;
		}
	};
}
function placesIn$2(wasm, room) {
	const first = freeAddress(wasm) + slackBytes$2;
	const second = first + room * 1.5 + slackBytes$2;
	return {
		wasm,
		memory: new Uint8Array(memoryUpTo(second + room + slackBytes$2, wasm)),
		room,
		first,
		second
	};
}
function pixelBytes(shape) {
	return shape.channels * (1 + isDeep(shape));
}
function isDeep({ maxSample }) {
	return maxSample === 255 ? 0 : 1;
}
function rowsOf({ samples, width, channels }, firstRow, rows) {
	return samples.subarray(firstRow * width * channels, (firstRow + rows) * width * channels);
}
var mostBytes$2, slackBytes$2;
var init_lzw_wasm = __esmMin((() => {
	init_raster();
	init_memory$1();
	init_lzw_reference();
	mostBytes$2 = 2 ** 28;
	slackBytes$2 = 64;
}));
// src/codec/tiff/kernels.ts
var lzwKernels;
var init_kernels$1 = __esmMin((() => {
	init_instance();
	init_lzw_reference();
	init_lzw_wasm();
	lzwKernels = kernelsOf(() => wasmLzw(instantiate), referenceLzw);
}));
// src/codec/tiff/strips.ts
/**
* A TIFF without metadata in strips of LZW, written here and not by libvips; undefined for everything else: tiles, few bits, other
* compressions, CMYK, and what only a BigTIFF could hold.
*
* Measured, RGB photographs: 15 ms of CPU a megapixel instead of 33; the files differ by less than 1 in 1,000.
*/
function encodeTiffStrips(raster, { compression, bitdepth, whiteIsZero, big, tile, space }) {
	if (compression !== "lzw" || bitdepth !== 8 || whiteIsZero || tile || space === "cmyk") return void 0;
	const rows = rowsOfStrip(raster);
	const strips = [];
	for (let row = 0; row < raster.height; row += rows) strips.push(Buffer.from(lzwKernels().writeStrip(raster, row, Math.min(rows, raster.height - row))));
	if (!big && strips.reduce((sum, { length }) => sum + length, 0) > mostClassicBytes) return void 0;
	return tiffOf(raster, strips, {
		compression: 5,
		differences: true,
		photometric: raster.channels < 3 ? photometrics.blackIsZero : photometrics.rgb,
		rows,
		big
	});
}
/** An uncompressed TIFF of C, M, Y and K: the one way to hand CMYK to the encoder. Big, as who reads it here can read that. */
function cmykTiff(raster) {
	const coding = {
		compression: 1,
		differences: false,
		photometric: photometrics.separated,
		rows: raster.height,
		big: true
	};
	return tiffOf(raster, [bytesOf$2(raster.samples)], coding);
}
function rowsOfStrip({ width, height, channels, samples }) {
	const rows = Math.floor(stripBytes / (width * channels * samples.BYTES_PER_ELEMENT));
	return Math.min(Math.max(rows, 1), height);
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
var mostClassicBytes, stripBytes;
var init_strips = __esmMin((() => {
	init_raster();
	init_directory();
	init_kernels$1();
	mostClassicBytes = .99 * 2 ** 32;
	stripBytes = 262144;
}));
// src/codec/sharp/sharp.ts
var sharp_exports = /* @__PURE__ */ __exportAll({
	codecVersions: () => codecVersions,
	decodeFrames: () => decodeFrames$1,
	decodePages: () => decodePages$1,
	encodeAvif: () => encodeAvif$1,
	encodeJpeg: () => encodeJpeg$1,
	encodeTiff: () => encodeTiff$1,
	encodeWebp: () => encodeWebp$1,
	quantize: () => quantize$1,
	thumbnail: () => thumbnail
});
function loadSharp() {
	try {
		return packagesOf(require("url").pathToFileURL(__filename).href)("sharp");
	} catch (error) {
		throw new ImgparError("environment", `${reasonOf$1(error)}; its binaries are optional dependencies: install imgpar again on this machine, without --omit=optional or --no-optional, take no node_modules from another system, and leave imgpar out of bundles (external: ['imgpar'])`, { cause: error });
	}
}
/** What sharp found, without its own advice, which goes on for ten lines. */
function reasonOf$1(error) {
	const [first = "", ...lines] = messageOf(error).split("\n");
	return `cannot load sharp, which this needs: ${[first, ...lines.slice(0, Math.max(0, lines.indexOf("Possible solutions:")))].map((line) => line.trim()).join("; ")}`;
}
/**
* The pixels of every page of a file, in its own colour space and depth: no profile is applied, 16 bits stay 16 bits, grey stays
* grey, CMYK stays CMYK, alpha stays, nothing is turned. Samples of 10 or 12 bits are spread over 0..65,535. Pages may differ in size
* and depth, so each is read on its own.
*/
async function decodePages$1(file, header, reading) {
	const [first, ...others] = pagesOf(header);
	const rasters = [await decodeRaster(file, first, reading, {})];
	for (const [index, page] of others.entries()) rasters.push(await decodeRaster(file, page, reading, { page: index + 1 }));
	return rasters;
}
/** The same of an animation: frames as they are shown, each on the whole canvas; their rasters stand side by side in one memory. */
async function decodeFrames$1(file, header, reading) {
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
		...pick(samplesOf$1(data, shape.maxSample), channels, stored)
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
function samplesOf$1(data, maxSample) {
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
function encodeJpeg$1(raster, { quality, fullChroma, progressive, effort, space }) {
	const chromaSubsampling = fullChroma ? "4:4:4" : "4:2:0";
	return encoded("JPEG", (space === "cmyk" ? cmykPipeline(raster) : opaque$1(raster)).jpeg({
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
function encodeWebp$1(raster, { quality, lossless, effort }) {
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
	return encoded("WebP", pipeline$1(raster).webp({
		...kind,
		effort: webpEffort(effort)
	}));
}
/** libwebp's 2 takes half the time of its usual 4, and the file has 1 per cent more; below 2 it has 3 per cent more and the time hardly less. */
function webpEffort(effort) {
	return 2 + Math.floor((effort - 1) / 2);
}
/** An AVIF without metadata. */
function encodeAvif$1(raster, { quality, fullChroma, bitdepth, effort }) {
	const chromaSubsampling = fullChroma ? "4:4:4" : "4:2:0";
	return encoded("AVIF", pipeline$1(raster).avif({
		quality,
		bitdepth,
		effort: Math.max(effort, 2),
		chromaSubsampling
	}));
}
/** A TIFF without metadata. Whole bytes are compressed as differences of neighbours, which is smaller. */
function encodeTiff$1(raster, coding) {
	const { compression, quality, bitdepth, whiteIsZero, big, tile, space } = coding;
	const predictor = bitdepth === 8 && (compression === "lzw" || compression === "deflate") ? "horizontal" : "none";
	const packing = bitdepth === 8 ? {} : { bitdepth };
	const tiling = tile ? {
		tile: true,
		tileWidth: tile.width,
		tileHeight: tile.height
	} : {};
	return encoded("TIFF", (space === "cmyk" ? cmykPipeline(raster) : pipeline$1(raster)).tiff({
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
async function quantize$1(raster) {
	const gif = await encoded("GIF", pipeline$1(raster).gif());
	const { data, info } = await withInfo(sharp(gif).raw());
	return {
		...raster,
		channels: info.channels,
		samples: samplesOf$1(data, 255)
	};
}
function pipeline$1({ samples, width, height, channels, maxSample }) {
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
function opaque$1(raster) {
	return raster.channels % 2 === 0 ? pipeline$1(raster).removeAlpha() : pipeline$1(raster);
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
function codec() {
	loading ??= inMainThreadFirst().then(() => Promise.resolve().then(() => (init_sharp(), sharp_exports)));
	return loading;
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
var decodePages, decodeFrames, encodeJpeg, encodeWebp, encodeAvif, encodeTiff, quantize, loading, channelName, request, reply, mark;
var init_on_demand = __esmMin((() => {
	decodePages = async (...args) => (await codec()).decodePages(...args);
	decodeFrames = async (...args) => (await codec()).decodeFrames(...args);
	encodeJpeg = async (...args) => (await codec()).encodeJpeg(...args);
	encodeWebp = async (...args) => (await codec()).encodeWebp(...args);
	encodeAvif = async (...args) => (await codec()).encodeAvif(...args);
	encodeTiff = async (...args) => (await codec()).encodeTiff(...args);
	quantize = async (...args) => (await codec()).quantize(...args);
	channelName = "imgpar-sharp";
	request = "load";
	reply = "loaded";
	mark = "imgpar-sharp-on-demand";
}));
// src/codec/avif/boxes.ts
/** Takes an AVIF apart. Sequences and further pictures are refused. */
function parseAvif(file) {
	if (boxes(file).some(({ type }) => type === "moov")) throw unsupported("the AVIF is an animated sequence; expected a still image");
	const parsed = readItems(file);
	const { primary, items, references } = parsed;
	refuseOtherPictures$2(parsed);
	const limits = new MetadataLimits();
	for (const { box } of primary.properties) if (box.type === "colr") limits.addProfile(box.content.length);
	const configuration = propertyOf(primary.type === "grid" ? tileOf(parsed) : primary, "av1C");
	if (!configuration) throw unsupported(`the image is coded as '${primary.type.trim()}'; expected AV1`);
	const flags = configuration.readUInt8(2);
	const bitsPerSample = flags & 64 ? flags & 32 ? 12 : 10 : 8;
	const isGrey = (flags & 16) !== 0;
	const hasAlpha = references.some(({ type, to }) => type === "auxl" && to.includes(primary.id));
	const describing = items.filter(({ id }) => references.some(({ type, from, to }) => type === "cdsc" && from === id && to.includes(primary.id)));
	return {
		shape: {
			...turnedSize(primary),
			channels: isGrey ? hasAlpha ? 2 : 1 : hasAlpha ? 4 : 3,
			maxSample: bitsPerSample > 8 ? 65535 : 255
		},
		bitsPerSample,
		fullChroma: (flags & 12) === 0,
		gainMap: items.some(({ type }) => type === "tmap"),
		turned: primary.properties.some(({ box }) => box.type === "irot" || box.type === "imir"),
		exif: exifOf(describing.find(({ type }) => type === "Exif")),
		xmp: describing.find(({ type, entry }) => type === "mime" && entry.includes("application/rdf+xml"))?.data,
		properties: primary.properties.map(({ box }) => box).filter(isKept$2),
		colour: colourCodes(primary)
	};
}
function refuseOtherPictures$2({ items, references, primary }) {
	const auxiliaries = references.filter(({ type, to }) => type === "auxl" && to.includes(primary.id)).map(({ from }) => items.find(({ id }) => id === from));
	const isAlpha = (item) => item !== void 0 && /(:alpha|:auxid:1)(\0|$)/.test(propertyOf(item, "auxC")?.toString("latin1", 4) ?? "");
	if (!auxiliaries.every(isAlpha)) throw unsupported("the AVIF holds a depth map or another auxiliary picture, which would be lost; expected at most an alpha channel");
	const parts = references.flatMap(({ type, from, to }) => type === "dimg" ? to : type === "auxl" || type === "thmb" ? [from] : []);
	const pictures = items.filter(({ id, type }) => (type === "av01" || type === "grid") && !parts.includes(id));
	if (pictures.length > 1) throw unsupported(`the AVIF holds ${pictures.length} pictures; expected one`);
}
function tileOf({ primary, items, references }) {
	const first = references.find(({ type, from }) => type === "dimg" && from === primary.id)?.to[0];
	return items.find(({ id }) => id === first) ?? primary;
}
/** The decoder turns and mirrors the picture as the file says, so this is the size that decoding gives, cropping aside. */
function turnedSize(primary) {
	const size = propertyOf(primary, "ispe");
	if (!size) throw corrupt("the AVIF does not state its size");
	const width = size.readUInt32BE(4);
	const height = size.readUInt32BE(8);
	return (propertyOf(primary, "irot")?.[0] ?? 0) % 2 === 1 ? {
		width: height,
		height: width
	} : {
		width,
		height
	};
}
/** EXIF after the four bytes that say how far in it begins. */
function exifOf(item) {
	if (!item || item.data.length < 12) return void 0;
	return item.data.subarray(4 + item.data.readUInt32BE(0));
}
function isKept$2({ type, content }) {
	return keptProperties.includes(type) || type === "colr" && content.toString("latin1", 0, 4) !== "nclx";
}
function colourCodes(primary) {
	const codes = primary.properties.find(({ box }) => box.type === "colr" && box.content.toString("latin1", 0, 4) === "nclx")?.box.content;
	return codes && {
		primaries: codes.readUInt16BE(4),
		transfer: codes.readUInt16BE(6)
	};
}
function boxes(bytes) {
	const found = [];
	const limits = new MetadataLimits();
	for (let position = 0; position + 8 <= bytes.length;) {
		const short = bytes.readUInt32BE(position);
		const head = short === 1 ? 16 : 8;
		const size = short === 1 ? Number(bytes.readBigUInt64BE(position + 8)) : short === 0 ? bytes.length - position : short;
		const end = position + size;
		if (size < head || end > bytes.length) throw corrupt("the AVIF is cut off, or a length in it is wrong");
		const type = bytes.toString("latin1", position + 4, position + 8);
		limits.add(0);
		found.push({
			type,
			bytes: bytes.subarray(position, end),
			content: bytes.subarray(position + head, end)
		});
		position = end;
	}
	return found;
}
/** The content of the first box of that type; of full boxes (`meta`, `iinf`…) version and flags come first. */
function contentOf(list, type) {
	const box = list.find((candidate) => candidate.type === type);
	if (!box) throw corrupt(`the AVIF lacks its '${type}' box`);
	return box.content;
}
function readItems(file) {
	const outer = boxes(file);
	const meta = boxes(contentOf(outer, "meta").subarray(4));
	const data = readData(file, meta);
	const properties = readProperties(boxes(contentOf(meta, "iprp")));
	const entries = contentOf(meta, "iinf");
	const announced = boxes(entries.subarray(entries[0] === 0 ? 6 : 8));
	if (announced.length > maxItems) throw tooManyItems();
	const items = announced.map(({ bytes, content }) => {
		const wide = content.readUInt8(0) >= 3;
		const id = wide ? content.readUInt32BE(4) : content.readUInt16BE(4);
		return {
			id,
			type: content.toString("latin1", wide ? 10 : 8, wide ? 14 : 12),
			entry: bytes,
			data: data.get(id) ?? Buffer.alloc(0),
			properties: properties.get(id) ?? []
		};
	});
	const primaryBox = contentOf(meta, "pitm");
	const primaryId = primaryBox[0] === 0 ? primaryBox.readUInt16BE(4) : primaryBox.readUInt32BE(4);
	const primary = items.find(({ id }) => id === primaryId);
	if (!primary) throw corrupt("the AVIF does not say which of its pictures is meant");
	return {
		fileType: outer[0].bytes,
		primary,
		items,
		references: readReferences(meta)
	};
}
/** The bytes of every item, from wherever they lie (`iloc`). */
function readData(file, meta) {
	const found = /* @__PURE__ */ new Map();
	const box = contentOf(meta, "iloc");
	const inner = meta.find(({ type }) => type === "idat")?.content ?? Buffer.alloc(0);
	const version = box.readUInt8(0);
	const sizes = box.readUInt16BE(4);
	let position = 6;
	const read = (bytes) => {
		position += bytes;
		if (bytes === 0) return 0;
		return bytes === 8 ? Number(box.readBigUInt64BE(position - 8)) : box.readUIntBE(position - bytes, bytes);
	};
	const count = read(version < 2 ? 2 : 4);
	const limits = new MetadataLimits(file.length);
	for (let item = 0; item < count; item++) {
		const id = read(version < 2 ? 2 : 4);
		const method = version > 0 ? read(2) & 15 : 0;
		read(2);
		const base = read(sizes >> 4 & 15);
		const source = method === 1 ? inner : file;
		const parts = Array.from({ length: read(2) }, () => {
			if (version > 0) read(sizes & 15);
			const start = base + read(sizes >> 12);
			const length = read(sizes >> 8 & 15);
			if (start + length > source.length) throw corrupt("the AVIF is cut off: part of its data lies behind its end");
			const part = source.subarray(start, length === 0 ? source.length : start + length);
			limits.add(part.length);
			return part;
		});
		found.set(id, parts.length === 1 ? parts[0] : Buffer.concat(parts));
	}
	return found;
}
/** The properties of every item: one list of all, and boxes that say which items have which. */
function readProperties(iprp) {
	const list = boxes(contentOf(iprp, "ipco"));
	const found = /* @__PURE__ */ new Map();
	for (const { content } of iprp.filter(({ type }) => type === "ipma")) readAssociations(content, list, found);
	return found;
}
function readAssociations(box, list, found) {
	const idBytes = box.readUInt8(0) > 0 ? 4 : 2;
	const indexBytes = box.readUInt8(3) & 1 ? 2 : 1;
	const essentialBit = 1 << indexBytes * 8 - 1;
	let position = 8;
	for (let item = box.readUInt32BE(4); item > 0; item--) {
		const id = box.readUIntBE(position, idBytes);
		const count = box.readUInt8(position + idBytes);
		position += idBytes + 1;
		const values = Array.from({ length: count }, (_, index) => box.readUIntBE(position + index * indexBytes, indexBytes));
		position += count * indexBytes;
		const properties = values.map((value) => ({
			essential: value >= essentialBit,
			box: list[(value & essentialBit - 1) - 1]
		}));
		found.set(id, properties.flatMap(({ essential, box }) => box ? [{
			essential,
			box
		}] : []));
	}
}
function readReferences(meta) {
	const box = meta.find(({ type }) => type === "iref")?.content;
	if (!box) return [];
	const idBytes = box[0] === 0 ? 2 : 4;
	const references = boxes(box.subarray(4)).map(({ type, content }) => ({
		type,
		from: content.readUIntBE(0, idBytes),
		to: Array.from({ length: content.readUInt16BE(idBytes) }, (_, index) => content.readUIntBE(idBytes + 2 + index * idBytes, idBytes))
	}));
	if (references.reduce((sum, { to }) => sum + to.length + 1, 0) > maxItems) throw tooManyItems();
	return references;
}
function tooManyItems() {
	return new ImgparError("too-large", `the AVIF has more than ${maxItems} items, or references between them; no more are allowed`);
}
/** The content of an item's property. */
function propertyOf(item, type) {
	return item.properties.find(({ box }) => box.type === type)?.box.content;
}
/**
* An encoded AVIF with everything but the picture of the file it was made from. The decoder has turned, mirrored and cropped the
* picture as that file said, so the new one is stored upright and EXIF says so too.
*/
function withAvifItems(encoded, { exif, turned, xmp, properties, colour }) {
	const codes = colour ? [colourBox(colour)] : [];
	return rebuilt(encoded, exif && turned ? uprightExif(exif) : exif, xmp, [...codes, ...properties]);
}
/**
* An encoded AVIF with metadata that came from another format. AVIF readers turn a picture by properties of its own and ignore
* what EXIF says, so the orientation is stated in both.
*/
function withAvifMetadata(encoded, { icc, exif, xmp }) {
	return rebuilt(encoded, exif, xmp, [...icc ? [box("colr", Buffer.from("prof", "latin1"), icc)] : [], ...turns[exifOrientation(exif)].map(([type, value]) => box(type, Buffer.from([value])))]);
}
/** The encoder writes BT.601 coefficients and full range, whatever the primaries. */
function colourBox({ primaries, transfer }) {
	const codes = Buffer.from("nclx\0\0\0\0\0", "latin1");
	codes.writeUInt16BE(primaries, 4);
	codes.writeUInt16BE(transfer, 6);
	return box("colr", codes);
}
/** The encoded picture and alpha in a new file, with further items and further properties of the picture. */
function rebuilt(encoded, exif, xmp, properties) {
	const { fileType, primary, items, references } = readItems(encoded);
	const freeId = Math.max(...items.map(({ id }) => id)) + 1;
	const shown = properties.map((property) => ({
		box: property,
		essential: property.type === "irot" || property.type === "imir"
	}));
	const turned = shown.filter(({ essential }) => essential);
	const all = [
		...items.map((item) => ({
			...item,
			properties: [...item.properties, ...item === primary ? shown : turned]
		})),
		...exif ? [newItem(freeId, "Exif", "", Buffer.concat([Buffer.alloc(4), exif]))] : [],
		...xmp ? [newItem(freeId + 1, "mime", "application/rdf+xml\0", Buffer.from(xmp))] : []
	];
	const describing = all.slice(items.length).map(({ id }) => ({
		type: "cdsc",
		from: id,
		to: [primary.id]
	}));
	const write = (dataStart) => metaBox(primary, all, [...references, ...describing], dataStart);
	const dataStart = fileType.length + write(0).length + 8;
	return Buffer.concat([
		fileType,
		write(dataStart),
		box("mdat", ...all.map(({ data }) => data)).bytes
	]);
}
function newItem(id, type, contentType, data) {
	return {
		id,
		type,
		entry: fullBox("infe", 2, uint16(id), uint16(0), Buffer.from(`${type}\0${contentType}`, "latin1")).bytes,
		data,
		properties: []
	};
}
function metaBox(primary, items, references, dataStart) {
	const list = [...new Set(items.flatMap(({ properties }) => properties.map((property) => property.box)))];
	let position = dataStart;
	const locations = items.flatMap(({ id, data }) => {
		position += data.length;
		return [
			uint16(id),
			uint16(0),
			uint16(1),
			uint32(position - data.length),
			uint32(data.length)
		];
	});
	const associations = items.filter(({ properties }) => properties.length > 0).map(({ id, properties }) => Buffer.concat([uint16(id), Buffer.from([properties.length, ...properties.map((property) => (property.essential ? 128 : 0) | list.indexOf(property.box) + 1)])]));
	return fullBox("meta", 0, fullBox("hdlr", 0, Buffer.from("\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0", "latin1")).bytes, fullBox("pitm", 0, uint16(primary.id)).bytes, fullBox("iloc", 0, Buffer.from([68, 0]), uint16(items.length), ...locations).bytes, fullBox("iinf", 0, uint16(items.length), ...items.map(({ entry }) => entry)).bytes, references.length > 0 ? fullBox("iref", 0, ...references.map(referenceBox)).bytes : Buffer.alloc(0), box("iprp", box("ipco", ...list.map(({ bytes }) => bytes)).bytes, fullBox("ipma", 0, uint32(associations.length), ...associations).bytes).bytes).bytes;
}
function referenceBox({ type, from, to }) {
	return box(type, uint16(from), uint16(to.length), ...to.map(uint16)).bytes;
}
function box(type, ...contents) {
	const content = Buffer.concat(contents);
	return {
		type,
		content,
		bytes: Buffer.concat([
			uint32(content.length + 8),
			Buffer.from(type, "latin1"),
			content
		])
	};
}
function fullBox(type, version, ...contents) {
	return box(type, Buffer.from([
		version,
		0,
		0,
		0
	]), ...contents);
}
function uint16(value) {
	return Buffer.from([value >> 8, value & 255]);
}
function uint32(value) {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}
/** What an AVIF's items say, for writing another format; the decoded picture is upright. */
function avifMetadata({ exif, xmp, properties }) {
	const profile = properties.find(({ type }) => type === "colr")?.content;
	return presentMetadata({
		icc: profile?.subarray(4),
		exif: exif && uprightExif(exif),
		xmp
	});
}
var keptProperties, maxItems, turns;
var init_boxes = __esmMin((() => {
	init_errors();
	init_container();
	init_exif();
	init_metadata();
	init_metadata_limits();
	keptProperties = [
		"pasp",
		"clli",
		"mdcv",
		"cclv",
		"amve"
	];
	maxItems = 1e4;
	turns = [
		[],
		[],
		[["imir", 1]],
		[["irot", 2]],
		[["imir", 0]],
		[["irot", 1], ["imir", 0]],
		[["irot", 3]],
		[["irot", 3], ["imir", 0]],
		[["irot", 1]]
	];
}));
// src/codec/avif/codec.ts
var codec_exports$5 = /* @__PURE__ */ __exportAll({ avifCodec: () => avifCodec });
function depthOf(bitsPerSample) {
	return bitsPerSample === 12 ? 12 : bitsPerSample === 10 ? 10 : 8;
}
var avifCodec;
var init_codec$5 = __esmMin((() => {
	init_exif();
	init_memory();
	init_metadata();
	init_on_demand();
	init_boxes();
	avifCodec = {
		parse: parseAvif,
		peakFactors: {
			read: () => 6,
			write: (picture) => 14.5 * asColour(picture)
		},
		decode: (bytes, file, maxPixels) => decodePages(bytes, file, {
			title: "AVIF",
			maxPixels
		}),
		rewrite: async ([raster], file, { quality, effort }) => withAvifItems(await encodeAvif(raster, {
			...file,
			quality,
			effort,
			bitdepth: depthOf(file.bitsPerSample)
		}), file),
		write: async ([raster], { fullChroma, metadata }, { quality, effort }) => withAvifMetadata(await encodeAvif(raster, {
			quality,
			effort,
			fullChroma,
			bitdepth: 8
		}), metadata),
		metadata: avifMetadata,
		orientations: () => 1,
		upright: (file) => ({
			...file,
			exif: file.exif && uprightExif(file.exif),
			xmp: file.xmp && uprightXmp(file.xmp)
		}),
		stripped: (file) => ({
			...file,
			exif: void 0,
			xmp: void 0
		})
	};
}));
// src/codec/avif/format.ts
var avif;
var init_format$5 = __esmMin((() => {
	init_format$6();
	avif = {
		title: "AVIF",
		endings: ["avif", "avifs"],
		brands: ["avif", "avis"],
		holds: {
			largestSide: 16384,
			cmyk: false,
			sixteenBits: false,
			transparency: true,
			animation: false
		},
		ignores: [
			"compression",
			"lossless",
			"codec"
		],
		load: once(async () => (await Promise.resolve().then(() => (init_codec$5(), codec_exports$5))).avifCodec)
	};
}));
// src/codec/gif/blocks.ts
/** Takes a GIF apart. One without its end, and one whose frames the decoder shows differently from others, is refused. */
function parseGif(file) {
	const extensions = [];
	const frames = [];
	const limits = new MetadataLimits();
	let control;
	let position = 13 + tableBytes(file.readUInt8(10));
	for (let block = byteAt(file, position); block !== trailerBlock; block = byteAt(file, position)) {
		const isImage = block === imageBlock$1;
		if (!isImage && block !== extensionBlock) throw corrupt(`the GIF is broken: at byte ${position} a block is expected`);
		const end = endOfSubBlocks(file, isImage ? position + 11 + tableBytes(byteAt(file, position + 9)) : position + 2);
		if (isImage) {
			limits.addPage();
			frames.push({
				control,
				fit: frameFit(file, position + 1)
			});
			control = void 0;
		} else if (file[position + 1] === controlLabel) control = {
			flags: byteAt(file, position + 3),
			delay: file.readUInt16LE(position + 4)
		};
		else {
			addExtension(limits, file.subarray(position, end));
			extensions.push(file.subarray(position, end));
		}
		position = end;
	}
	const [first] = frames;
	if (!first) throw corrupt("the GIF holds no picture");
	refuseBareCanvas(frames);
	const isTransparent = frames.some(hasTransparency);
	const shape = {
		width: file.readUInt16LE(6),
		height: file.readUInt16LE(8),
		channels: isTransparent ? 4 : 3,
		maxSample: 255
	};
	if (shape.width === 0 || shape.height === 0) throw corrupt("the GIF states a size of 0");
	const header = {
		shape,
		bitsPerSample: 8,
		fullChroma: true
	};
	return {
		...header,
		...frames.length > 1 ? { pages: frames.map(() => header) } : {},
		aspect: file.readUInt8(12),
		frames: frames.map((frame) => ({ control: frame.control && {
			...frame.control,
			flags: frame.control.flags & 254
		} })),
		extensions: extensions.filter((extension) => isKept$1(extension, frames.length))
	};
}
function addExtension(limits, block) {
	if (isProfile(block)) limits.addProfile(block.length);
	else limits.add(block.length);
}
function hasTransparency({ control }) {
	return control !== void 0 && (control.flags & 1) === 1;
}
/**
* What no frame has painted, and what a frame is cleared to when it is done, is transparent in browsers. The decoder shows black, or
* the background colour, unless a transparent colour tells it otherwise.
*/
function refuseBareCanvas(frames) {
	const first = frames[0];
	if (frames.some(({ fit }) => fit === "outside")) throw unsupported("the GIF has a frame that reaches beyond its canvas; expected frames within it");
	if (first.fit !== "covers" && !frames.some(hasTransparency)) throw unsupported("the GIF has a first frame that is smaller than its canvas, which shows through; expected one that fills it");
	const clears = frames.findIndex((frame, index) => index < frames.length - 1 && disposal(frame) === 2 && !hasTransparency(frame));
	const next = frames[clears + 1];
	if (clears >= 0 && (next.fit !== "covers" || hasTransparency(next))) throw unsupported(`frame ${clears + 1} of the GIF clears the canvas to a colour that viewers do not agree on; expected transparency`);
}
/** 1: the frame stays; 2: what it covers is cleared; 3: what it covers becomes as it was before; 0: not said. */
function disposal({ control }) {
	return (control?.flags ?? 0) >> 2 & 7;
}
/** Bytes of the colour table that flags announce. */
function tableBytes(flags) {
	return flags & 128 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
function byteAt(file, position) {
	const byte = file[position];
	if (byte === void 0) throw corrupt("the GIF has no end: it is cut off");
	return byte;
}
/** Sub-blocks begin with their length; one of length 0 ends them. */
function endOfSubBlocks(file, start) {
	let position = start;
	for (let length = byteAt(file, position); length > 0; length = byteAt(file, position)) position += length + 1;
	return position + 1;
}
/** How the frame lies on the canvas. */
function frameFit(file, descriptor) {
	const uint16 = (offset) => file.readUInt16LE(offset);
	const [width, height, canvasWidth, canvasHeight] = [
		uint16(descriptor + 4),
		uint16(descriptor + 6),
		uint16(6),
		uint16(8)
	];
	if (uint16(descriptor) + width > canvasWidth || uint16(descriptor + 2) + height > canvasHeight) return "outside";
	return width === canvasWidth && height === canvasHeight ? "covers" : "inside";
}
/** How often to repeat says nothing about a still image, and only the codec would draw a text extension. */
function isKept$1(extension, frames) {
	if (extension[1] === commentLabel) return true;
	return extension[1] === applicationLabel && (frames > 1 || !isLooping(extension));
}
function isProfile(block) {
	return block[1] === applicationLabel && block.toString("latin1", 3, 14) === "ICCRGBG1012";
}
function isLooping(extension) {
	return /^(NETSCAPE|ANIMEXTS)/.test(extension.toString("latin1", 3, 14));
}
/** How the frames follow each other; a GIF that does not say so is played once. */
function gifAnimation({ frames, extensions }) {
	const loop = extensions.find((extension) => extension[1] === applicationLabel && isLooping(extension));
	const repeats = loop && loop.length >= 18 && loop[15] === 1 ? loop.readUInt16LE(16) : void 0;
	return {
		plays: repeats === void 0 ? 1 : repeats === 0 ? 0 : repeats + 1,
		delaysMs: frames.map(({ control }) => (control?.delay ?? 0) * 10)
	};
}
/** What a GIF's blocks say, for writing another format. */
function gifMetadata({ extensions }) {
	const named = (name) => extensions.find((block) => block[1] === applicationLabel && block.toString("latin1", 3, 14) === name)?.subarray(14);
	const xmp = named("XMP DataXMP");
	const icc = named("ICCRGBG1012");
	return presentMetadata({
		icc: icc && joined(icc),
		xmp: xmp && xmp.length > 258 ? xmp.subarray(0, -258) : void 0,
		comments: extensions.filter((block) => block[1] === commentLabel).map((block) => joined(block.subarray(2)))
	});
}
function joined(subBlocks) {
	const parts = [];
	for (let position = 0; subBlocks[position]; position += subBlocks[position] + 1) parts.push(subBlocks.subarray(position + 1, position + 1 + subBlocks[position]));
	return Buffer.concat(parts);
}
/** The file with its profile only, and how often it repeats. */
function strippedGif(file) {
	const isShown = (block) => isProfile(block) || block[1] === applicationLabel && isLooping(block);
	return {
		...file,
		extensions: file.extensions.filter(isShown)
	};
}
var extensionBlock, imageBlock$1, trailerBlock, controlLabel, commentLabel, applicationLabel;
var init_blocks = __esmMin((() => {
	init_container();
	init_metadata();
	init_metadata_limits();
	extensionBlock = 33;
	imageBlock$1 = 44;
	trailerBlock = 59;
	controlLabel = 249;
	commentLabel = 254;
	applicationLabel = 255;
}));
// src/codec/gif/writer.ts
/**
* A GIF of frames that each fill the canvas, exact; written here because libvips changes even colours that fit. Frames have their own
* colours, those of the first are the global ones. Never interlaced.
*/
function encodeGif(frames, { aspect, frames: timing, extensions }) {
	const clears = frames.length > 1 && frames.some(({ transparent }) => transparent !== void 0);
	const shown = frames.map((frame) => clears ? withTransparent(frame) : frame);
	const [first] = frames;
	const head = Buffer.from("GIF89a\0\0\0\0\0\0\0", "latin1");
	head.writeUInt16LE(first.width, 6);
	head.writeUInt16LE(first.height, 8);
	head[10] = 240 | bitsOf(shown[0]) - 1;
	head[12] = aspect;
	return Buffer.concat([
		head,
		colourTable(shown[0]),
		...extensions,
		...shown.flatMap((frame, index) => [controlBlock(controlOf(timing[index]?.control, frames.length, clears), frame.transparent), ...imageBlock(frame, index > 0)]),
		Buffer.from([59])
	]);
}
/** Readers clear a frame to transparency only if it has got a transparent colour, so where there is room for one it gets one. */
function withTransparent(frame) {
	if (frame.transparent !== void 0 || frame.colours.length === 256) return frame;
	return {
		...frame,
		colours: [...frame.colours, 0],
		transparent: frame.colours.length
	};
}
/** Each frame replaces the one before: that one stays (1) where all is covered, and is cleared (2) where there are holes. */
function controlOf(control, frames, clears) {
	if (frames === 1) return control;
	const userInput = (control?.flags ?? 0) & 2;
	return {
		delay: control?.delay ?? 0,
		flags: (clears ? 2 : 1) << 2 | userInput
	};
}
function imageBlock(frame, hasOwnColours) {
	const bits = bitsOf(frame);
	const descriptor = Buffer.from([
		44,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		hasOwnColours ? 128 | bits - 1 : 0
	]);
	descriptor.writeUInt16LE(frame.width, 5);
	descriptor.writeUInt16LE(frame.height, 7);
	return [
		descriptor,
		...hasOwnColours ? [colourTable(frame)] : [],
		lzw(frame.indices, bits)
	];
}
/** Bits that an index needs. */
function bitsOf({ colours }) {
	return Math.max(1, Math.ceil(Math.log2(colours.length)));
}
function colourTable(frame) {
	const table = Buffer.alloc(3 * 2 ** bitsOf(frame));
	frame.colours.forEach((colour, index) => {
		table.writeUIntBE(colour, index * 3, 3);
	});
	return table;
}
/** The raster by its colours; undefined where it has more than 256. Pixels with alpha below 128 become the transparent colour. */
function indexColours({ width, height, samples, channels }) {
	const indices = new Uint8Array(samples.length / channels);
	const indexOf = /* @__PURE__ */ new Map();
	const colours = [];
	const transparentKey = -1;
	for (let pixel = 0; pixel < indices.length; pixel++) {
		const at = pixel * channels;
		const isTransparent = channels === 4 && samples[at + 3] < 128;
		const key = isTransparent ? transparentKey : samples[at] << 16 | samples[at + 1] << 8 | samples[at + 2];
		let index = indexOf.get(key);
		if (index === void 0) {
			index = colours.length;
			if (index === 256) return void 0;
			indexOf.set(key, index);
			colours.push(isTransparent ? 0 : key);
		}
		indices[pixel] = index;
	}
	return {
		width,
		height,
		indices,
		colours,
		transparent: indexOf.get(transparentKey)
	};
}
function controlBlock(control, transparent) {
	if (!control && transparent === void 0) return Buffer.alloc(0);
	const block = Buffer.from([
		33,
		249,
		4,
		0,
		0,
		0,
		0,
		0
	]);
	block[3] = (control?.flags ?? 0) | (transparent === void 0 ? 0 : 1);
	block.writeUInt16LE(control?.delay ?? 0, 4);
	block[6] = transparent ?? 0;
	return block;
}
/** GIF's variable-length LZW: the smallest code size, then the codes in sub-blocks of at most 255 bytes (GIF89a, appendix F). */
function lzw(indices, bits) {
	const minimumBits = Math.max(2, bits);
	const clear = 1 << minimumBits;
	const codes = codeWriter();
	const longer = /* @__PURE__ */ new Uint16Array(1048576);
	let next = clear + 2;
	let codeBits = minimumBits + 1;
	codes.write(clear, codeBits);
	let current = indices[0];
	for (let i = 1; i < indices.length; i++) {
		const index = indices[i];
		const found = longer[current << 8 | index];
		if (found > 0) {
			current = found;
			continue;
		}
		codes.write(current, codeBits);
		if (next < 4096) {
			if (next === 1 << codeBits) codeBits++;
			longer[current << 8 | index] = next++;
		} else {
			codes.write(clear, codeBits);
			longer.fill(0);
			next = clear + 2;
			codeBits = minimumBits + 1;
		}
		current = index;
	}
	codes.write(current, codeBits);
	if (next === 1 << codeBits && codeBits < 12) codeBits++;
	codes.write(clear + 1, codeBits);
	return Buffer.concat([Buffer.from([minimumBits]), ...codes.subBlocks()]);
}
/** Packs codes from the lowest bit up. */
function codeWriter() {
	let bytes = /* @__PURE__ */ new Uint8Array(65536);
	let length = 0;
	let pending = 0;
	let pendingBits = 0;
	const push = () => {
		if (length === bytes.length) {
			const larger = new Uint8Array(length * 2);
			larger.set(bytes);
			bytes = larger;
		}
		bytes[length++] = pending & 255;
		pending >>>= 8;
		pendingBits = Math.max(0, pendingBits - 8);
	};
	return {
		write(code, bits) {
			pending |= code << pendingBits;
			pendingBits += bits;
			while (pendingBits >= 8) push();
		},
		subBlocks() {
			if (pendingBits > 0) push();
			const blocks = [];
			for (let start = 0; start < length; start += 255) {
				const part = bytes.subarray(start, Math.min(start + 255, length));
				blocks.push(Buffer.from([part.length]), Buffer.from(part));
			}
			return [...blocks, Buffer.from([0])];
		}
	};
}
var init_writer$1 = __esmMin((() => {}));
// src/codec/gif/codec.ts
var codec_exports$4 = /* @__PURE__ */ __exportAll({ gifCodec: () => gifCodec });
var gifCodec;
var init_codec$4 = __esmMin((() => {
	init_container();
	init_encoding();
	init_memory();
	init_on_demand();
	init_blocks();
	init_writer$1();
	gifCodec = {
		parse: parseGif,
		peakFactors: {
			read: ({ pages }) => pages ? .2 : 2.7,
			write: (picture) => 2.1 * asColour(picture)
		},
		decode: (bytes, file, maxPixels) => decodeFrames(bytes, file, {
			title: "GIF",
			maxPixels
		}),
		rewrite: async (rasters, file) => encodeGif(await inTurn(rasters, async (raster) => indexColours(raster) ?? indexColours(await quantize(raster))), file),
		write: async () => {
			throw unsupported("GIF holds 256 colours and is written for what was read as GIF only; choose another format");
		},
		metadata: gifMetadata,
		animation: (file) => file.pages ? gifAnimation(file) : void 0,
		orientations: () => 1,
		upright: (file) => file,
		stripped: strippedGif
	};
}));
// src/codec/gif/format.ts
var gif;
var init_format$4 = __esmMin((() => {
	init_format$6();
	gif = {
		title: "GIF",
		endings: ["gif"],
		magic: /^GIF8[79]a/,
		holds: {
			largestSide: 65535,
			cmyk: false,
			sixteenBits: false,
			transparency: true,
			animation: false
		},
		writesOnlyItself: true,
		ignores: [
			"quality",
			"effort",
			"compression",
			"lossless",
			"codec"
		],
		load: once(async () => (await Promise.resolve().then(() => (init_codec$4(), codec_exports$4))).gifCodec)
	};
}));
// src/pixels/pictures/planes-picture.ts
/**
* The picture of a colour image of which only luma is at hand, as JPEG stores it: Y of the file instead of a Y that is made of
* rounded R, G and B. It has no other treatment than `luma`.
*
* @param luma one channel, changed in place
*/
function planesPicture(luma) {
	const picture = rasterPicture(luma);
	return {
		shape: {
			...picture.shape,
			channels: 3
		},
		histograms: (treatment, counted) => picture.histograms(requireLuma(treatment), counted),
		applyTables: (treatment, tables, inside) => picture.applyTables(requireLuma(treatment), tables, inside),
		planes: (treatment, lent) => picture.planes(requireLuma(treatment), lent),
		replacePlanes: (treatment, planes, inside) => picture.replacePlanes(requireLuma(treatment), planes, inside),
		visiblePixels: () => void 0
	};
}
function requireLuma(treatment) {
	if (treatment === "luma") return treatment;
	throw new ImgparError("internal", `only luma was decoded, asked for is ${treatment}`);
}
var init_planes_picture = __esmMin((() => {
	init_errors();
	init_raster_picture();
}));
// src/codec/jpeg/markers.ts
/**
* What stands before the first scan: APPn and COM segments, quantisation tables, the frame header, the restart interval where there
* is one; and where the scan's data begins.
*/
function readSegments(file) {
	const segments = [];
	const tables = [];
	let frame;
	let restart;
	const limits = new MetadataLimits();
	let position = 2;
	while (true) {
		position = file.indexOf(255, position);
		if (position < 0) throw corrupt("the JPEG ends before its picture begins");
		while (file[position + 1] === 255) position++;
		const marker = file.readUInt8(position + 1);
		if (marker === endOfImageMarker) throw corrupt("the JPEG ends before its picture begins");
		if (marker <= 1 || marker >= 208 && marker <= 216) {
			position += 2;
			continue;
		}
		const end = position + 2 + file.readUInt16BE(position + 2);
		const segment = {
			marker,
			position,
			bytes: file.subarray(position, end)
		};
		if (end > file.length || end < position + 4) throw cutOffInHeader();
		if (startsWith(segment, 226, "ICC_PROFILE\0")) limits.addProfilePart(segment.bytes.length);
		else limits.add(segment.bytes.length);
		if (isFrame(marker)) frame = segment;
		if (isApplication(marker)) segments.push(segment);
		if (marker === quantisationTables) tables.push(segment);
		if (marker === restartInterval) restart = segment;
		if (marker === startOfScan) {
			if (!frame) throw corrupt("the JPEG has a scan but no frame header");
			return {
				segments,
				tables,
				frame,
				restart,
				scan: end
			};
		}
		position = end;
	}
}
function cutOffInHeader() {
	return corrupt("the JPEG is cut off in its header, or a length in it is wrong");
}
function isFrame(marker) {
	return marker >= 192 && marker <= 207 && marker !== 196 && marker !== 200 && marker !== 204;
}
function isApplication(marker) {
	return marker >= 224 && marker <= 239 || marker === 254;
}
/**
* The position behind the end marker of the picture that has a scan at `scan`. libjpeg takes a JPEG without an end for whole when
* its last block is there; here it is corrupt.
*/
function findEndOfImage(file, scan) {
	const first = file.indexOf("ÿÙ", scan, "latin1");
	if (first === file.length - 2) return file.length;
	let position = first < 0 ? -1 : file.indexOf(255, scan);
	while (position >= 0 && position + 1 < file.length) {
		const marker = file.readUInt8(position + 1);
		if (marker === endOfImageMarker) return position + 2;
		if (marker === 255) position += 1;
		else if (marker <= 1 || marker >= 208 && marker <= 216) position += 2;
		else position = position + 4 > file.length ? file.length : position + 2 + file.readUInt16BE(position + 2);
		position = file.indexOf(255, position);
	}
	throw corrupt("the JPEG has no end marker: it is cut off");
}
/** Whether a segment is of that kind and name. */
function startsWith({ marker, bytes }, expected, name) {
	return marker === expected && bytes.length >= 4 + name.length && bytes.toString("latin1", 4, 4 + name.length) === name;
}
/** What follows the name in segments of that kind. */
function payloads(segments, marker, name) {
	return segments.filter((segment) => startsWith(segment, marker, name)).map(({ bytes }) => bytes.subarray(4 + name.length));
}
var quantisationTables, restartInterval, startOfScan, endOfImageMarker, exifName, xmpName, iccName, photoshopName, jfifName, mpfName;
var init_markers = __esmMin((() => {
	init_container();
	init_metadata_limits();
	quantisationTables = 219;
	restartInterval = 221;
	startOfScan = 218;
	endOfImageMarker = 217;
	exifName = "Exif\0\0";
	xmpName = "http://ns.adobe.com/xap/1.0/\0";
	iccName = "ICC_PROFILE\0";
	photoshopName = "Photoshop 3.0\0";
	jfifName = "JFIF\0";
	mpfName = "MPF\0";
}));
// src/codec/jpeg/xmp-gain-map.ts
/**
* A packet of XMP without the statements of the gain map's namespaces and without the gain map's entry in Google's directory of items.
* Every step reads the packet once from front to back, as it may be written to make a search slow.
*/
function withoutGainMapStatements(packet) {
	const tags = Array.from(packet.matchAll(/<[^<>]*>/g), ({ 0: text, index }) => tagOf(text, index));
	const leftOut = [
		...items(packet, tags),
		...elements(packet, tags),
		...attributes(packet, tags)
	].sort(([one], [other]) => one - other);
	const parts = [];
	let position = 0;
	for (const [start, end] of leftOut) {
		parts.push(packet.slice(position, Math.max(start, position)));
		position = Math.max(end, position);
	}
	return parts.join("") + packet.slice(position);
}
function tagOf(text, start) {
	const [, name = ""] = /^<\/?([^\s/>]*)/.exec(text) ?? [];
	const isEndTag = text.startsWith("</");
	return {
		name,
		text,
		start,
		end: start + text.length,
		opens: !isEndTag,
		closes: isEndTag || text.endsWith("/>")
	};
}
/** Entries of the gain map in lists; of entries within entries, the innermost. */
function* items(packet, tags) {
	let opened;
	for (const { name, start, end, opens, closes } of tags) {
		if (name !== "rdf:li") continue;
		if (opens) opened = start;
		if (!closes || opened === void 0) continue;
		if (/Semantic(?:=["']|>)GainMap/.test(packet.slice(opened, end))) yield [opened, behindBlanks(packet, end)];
		opened = void 0;
	}
}
/** Elements of the gain map's namespaces. */
function* elements(packet, tags) {
	const openedAt = /* @__PURE__ */ new Map();
	for (const { name, start, end, opens, closes } of tags) {
		if (!/^(?:hdrgm|HDRGainMap):/.test(name)) continue;
		if (opens && !openedAt.has(name)) openedAt.set(name, start);
		const opened = openedAt.get(name);
		if (!closes || opened === void 0) continue;
		yield [opened, behindBlanks(packet, end)];
		openedAt.delete(name);
	}
}
/** Attributes of these namespaces, and those that declare them. */
function* attributes(packet, tags) {
	for (const tag of tags) for (const { 0: text, index } of tag.text.matchAll(/(?:xmlns:)?(?:hdrgm|HDRGainMap)(?::\w+)?=(?:"[^"]*"|'[^']*')/g)) {
		const start = beforeBlanks(packet, tag.start + index);
		if (start < tag.start + index) yield [start, tag.start + index + text.length];
	}
}
function behindBlanks(text, position) {
	let end = position;
	while (isBlank(text[end])) end += 1;
	return end;
}
function beforeBlanks(text, position) {
	let start = position;
	while (isBlank(text[start - 1])) start -= 1;
	return start;
}
function isBlank(character) {
	return character === " " || character === "\n" || character === "\r" || character === "	";
}
var init_xmp_gain_map = __esmMin((() => {}));
// src/codec/jpeg/gain-map.ts
/** Whether there is an HDR gain map: of Android's Ultra HDR, of ISO 21496-1, or of Apple. */
function hasGainMap({ segments, trailer }) {
	if (payloads(segments, 226, isoName).length > 0) return true;
	if (payloads(segments, 225, "http://ns.adobe.com/xap/1.0/\0").some(mentionsGainMap)) return true;
	return payloads(segments, 226, "MPF\0").length > 0 && (mentionsGainMap(trailer) || trailer.includes("iso:ts:21496"));
}
function mentionsGainMap(bytes) {
	return bytes.includes("hdr-gain-map") || bytes.includes("HDRGainMap") || bytes.includes("Semantic=\"GainMap\"");
}
/** The same without gain map and without what points to it. A motion photo's video behind it stays. */
function withoutGainMap({ segments, trailer }) {
	return withoutFurtherPictures({
		segments: segments.filter((segment) => !startsWith(segment, 226, isoName)).map((segment) => startsWith(segment, 225, "http://ns.adobe.com/xap/1.0/\0") ? withoutGainMapInXmp(segment) : segment),
		trailer
	});
}
/** The same without the pictures behind the first and without the index of them. */
function withoutFurtherPictures({ segments, trailer }) {
	let rest = trailer;
	for (let end = endOfPicture(rest); end > 0; end = endOfPicture(rest)) rest = rest.subarray(end);
	return {
		segments: segments.filter((segment) => !startsWith(segment, 226, mpfName)),
		trailer: rest
	};
}
/** Where the JPEG ends that begins the bytes, padding before it allowed; 0 where none begins. */
function endOfPicture(bytes) {
	const start = bytes.findIndex((byte) => byte !== 0);
	if (start < 0 || bytes[start] !== 255 || bytes[start + 1] !== 216) return 0;
	const picture = bytes.subarray(start);
	try {
		return start + findEndOfImage(picture, readSegments(picture).scan);
	} catch {
		return bytes.length;
	}
}
function withoutGainMapInXmp(segment) {
	const headBytes = 4 + xmpName.length;
	const packet = withoutGainMapStatements(segment.bytes.toString("latin1", headBytes));
	const bytes = Buffer.concat([segment.bytes.subarray(0, headBytes), Buffer.from(packet, "latin1")]);
	bytes.writeUInt16BE(bytes.length - 2, 2);
	return {
		...segment,
		bytes
	};
}
var isoName;
var init_gain_map = __esmMin((() => {
	init_markers();
	init_xmp_gain_map();
	isoName = "urn:iso:std:iso:ts:21496:-1\0";
}));
// src/codec/jpeg/quality.ts
/**
* The quality, 1..100, with which libjpeg would have quantised as a file was: exactly so for files of libjpeg and the many
* programs that use it, the nearest for those of cameras and editors that have tables of their own.
*
* @param tables the quantisation tables of luma and, where there is colour, of chroma: 64 steps each, in zigzag order
*/
function jpegQuality(tables) {
	let best = {
		quality: 1,
		distance: Number.POSITIVE_INFINITY
	};
	for (let quality = 1; quality <= 100; quality++) {
		const distance = tables.slice(0, 2).reduce((sum, table, kind) => sum + distanceOf(table, standard[kind], quality), 0);
		if (distance < best.distance) best = {
			quality,
			distance
		};
	}
	return best.quality;
}
/** How far a table is from the standard one at that quality: by ratio, for a step of 2 instead of 1 costs what 20 instead of 10 does. */
function distanceOf(table, standardTable, quality) {
	return zigzag.reduce((sum, place, index) => sum + Math.abs(Math.log(Math.max(table[index] ?? 1, 1) / scaled(standardTable[place], quality))), 0);
}
/** A step of the standard tables at a quality, as libjpeg's jpeg_quality_scaling and jpeg_add_quant_table have it. */
function scaled(step, quality) {
	const percent = quality < 50 ? Math.floor(5e3 / quality) : 200 - quality * 2;
	return Math.min(Math.max(Math.floor((step * percent + 50) / 100), 1), 255);
}
var standard, zigzag;
var init_quality = __esmMin((() => {
	standard = [[
		...[
			16,
			11,
			10,
			16,
			24,
			40,
			51,
			61,
			12,
			12,
			14,
			19,
			26,
			58,
			60,
			55
		],
		...[
			14,
			13,
			16,
			24,
			40,
			57,
			69,
			56,
			14,
			17,
			22,
			29,
			51,
			87,
			80,
			62
		],
		...[
			18,
			22,
			37,
			56,
			68,
			109,
			103,
			77,
			24,
			35,
			55,
			64,
			81,
			104,
			113,
			92
		],
		...[
			49,
			64,
			78,
			87,
			103,
			121,
			120,
			101,
			72,
			92,
			95,
			98,
			112,
			100,
			103,
			99
		]
	], [
		...[
			17,
			18,
			24,
			47,
			99,
			99,
			99,
			99,
			18,
			21,
			26,
			66,
			99,
			99,
			99,
			99
		],
		...[
			24,
			26,
			56,
			99,
			99,
			99,
			99,
			99,
			47,
			66,
			99,
			99,
			99,
			99,
			99,
			99
		],
		...Array(32).fill(99)
	]];
	zigzag = [...[
		0,
		1,
		8,
		16,
		9,
		2,
		3,
		10,
		17,
		24,
		32,
		25,
		18,
		11,
		4,
		5,
		12,
		19,
		26,
		33,
		40,
		48,
		41,
		34,
		27,
		20,
		13,
		6,
		7,
		14,
		21,
		28
	], ...[
		35,
		42,
		49,
		56,
		57,
		50,
		43,
		36,
		29,
		22,
		15,
		23,
		30,
		37,
		44,
		51,
		58,
		59,
		52,
		45,
		38,
		31,
		39,
		46,
		53,
		60,
		61,
		54,
		47,
		55,
		62,
		63
	]];
}));
// src/codec/jpeg/segments.ts
/** Takes a JPEG apart. What imgpar cannot give back is refused: more than 8 bits, lossless coding, several pictures. */
function parseJpeg(file) {
	const { segments, tables, frame, restart, scan } = readSegments(file);
	const endOfImage = findEndOfImage(file, scan);
	const trailer = file.subarray(endOfImage);
	const gainMap = hasGainMap({
		segments,
		trailer
	});
	refuseOtherPictures$1(segments, gainMap);
	const header = readFrame$1(frame, segments);
	return {
		gainMap,
		restartInterval: restart && restart.bytes.length >= 6 ? restart.bytes.readUInt16BE(4) : 0,
		estimateQuality: () => jpegQuality(quantisationOf(frame, tables)),
		segments: segments.flatMap((segment) => fitting(segment, header)),
		endOfImage,
		trailer,
		...header
	};
}
function readFrame$1(segment, segments) {
	const { marker, bytes } = segment;
	if (![
		192,
		193,
		194,
		201,
		202
	].includes(marker)) throw unsupported("the JPEG is coded losslessly or in a hierarchy; expected baseline or progressive");
	if (bytes.length < identifierAt) throw cutOffInHeader();
	const bits = bytes[4];
	if (bits !== 8) throw unsupported(`the JPEG has ${bits} bits a sample; expected 8`);
	const height = bytes[5] * 256 + bytes[6];
	const width = bytes[7] * 256 + bytes[8];
	const components = bytes[9];
	if (width === 0) throw corrupt("the JPEG is 0 pixels wide");
	if (height === 0) throw unsupported("the JPEG does not state its height (it comes after the picture, in a DNL segment)");
	if (components !== 1 && components !== 3 && components !== 4) throw unsupported(`the JPEG has ${components} components; expected 1 (grey), 3 (colour) or 4 (CMYK)`);
	if (bytes.length < identifierAt + 3 * components) throw cutOffInHeader();
	const sampling = ofComponents(bytes, samplingAt);
	const halved = sampling[0] === 34 && sampling[1] === 17 && sampling[2] === 17;
	const rgb = isCodedAsRgb(bytes, segments);
	const header = {
		shape: {
			width,
			height,
			channels: components === 1 ? 1 : 3,
			maxSample: 255
		},
		bitsPerSample: 8,
		fullChroma: !halved || rgb,
		progressive: marker === 194 || marker === 202,
		samplesOfPixel: samplesOf(sampling),
		plain: !rgb && isPlain$1(marker, sampling, segments)
	};
	return components === 4 ? {
		...header,
		space: "cmyk"
	} : header;
}
/**
* What a frame header says of each component. In a loop, as `Array.from` takes 0.5 µs; and byte by byte, as V8 takes 0.1 s to optimise what
* calls Buffer's own readers, with their checks, from so many places.
*/
function ofComponents(frame, first) {
	const values = [];
	const end = first + 3 * frame[9];
	for (let at = first; at < end; at += 3) values.push(frame[at]);
	return values;
}
/** Samples of all components by those of the first one, which has most. */
function samplesOf(sampling) {
	let samples = 0;
	for (const factors of sampling) samples += (factors >> 4) * (factors & 15);
	return samples / ((sampling[0] >> 4) * (sampling[0] & 15));
}
/**
* Baseline or progressive coding by Huffman's codes, of grey or of YCbCr with one of the usual subsamplings, and without Adobe's
* segment, which may say that colour is coded otherwise.
*/
function isPlain$1(marker, sampling, segments) {
	if (marker !== 192 && marker !== 194) return false;
	if (segments.some((segment) => startsWith(segment, 238, "Adobe"))) return false;
	const [luma, cb, cr] = sampling;
	if (sampling.length === 1) return luma === 17;
	return sampling.length === 3 && usualSampling.has(luma) && cb === 17 && cr === 17;
}
/** Whether the components are R, G and B instead of Y, Cb and Cr, by the rules of libjpeg. */
function isCodedAsRgb(frame, segments) {
	if (segments.some((segment) => startsWith(segment, 224, "JFIF\0"))) return false;
	const adobe = segments.find((segment) => startsWith(segment, 238, "Adobe"));
	if (adobe) return adobe.bytes[15] === 0;
	const [r, g, b] = ofComponents(frame, identifierAt);
	return r === 82 && g === 71 && b === 66;
}
/** The quantisation tables of the first two components, 64 steps each in the order of the file, as far as they are there. */
function quantisationOf({ bytes }, segments) {
	const tables = /* @__PURE__ */ new Map();
	for (const { bytes: segment } of segments) for (let position = 4; position < segment.length;) {
		const stepBytes = segment[position] >> 4 ? 2 : 1;
		const end = position + 1 + 64 * stepBytes;
		if (end > segment.length) break;
		const start = position + 1;
		tables.set(segment[position] & 15, Array.from({ length: 64 }, (_, index) => segment.readUIntBE(start + index * stepBytes, stepBytes)));
		position = end;
	}
	const components = Math.min(bytes.readUInt8(9), 2);
	return Array.from({ length: components }, (_, component) => tables.get(bytes.readUInt8(12 + component * 3)) ?? []).filter((table) => table.length > 0);
}
/** Refuses files that hold more than one picture, previews and one gain map excepted: a stereo pair would lose its match. */
function refuseOtherPictures$1(segments, gainMap) {
	const [index] = payloads(segments, 226, mpfName);
	if (!index) return;
	const pictures = pictureEntries(index);
	if (pictures.slice(1).filter(({ type }) => !previewTypes.has(type)).length > (gainMap ? 1 : 0)) throw unsupported(`the JPEG holds ${pictures.length} pictures; expected one (previews may accompany it)`);
}
/** The entries of a multi-picture index (CIPA DC-007), or none if it cannot be read. */
function pictureEntries(index) {
	try {
		const { uint16, uint32 } = endianReader(index);
		const directory = uint32(4);
		for (let tag = 0; tag < uint16(directory); tag++) {
			const entry = directory + 2 + tag * 12;
			if (uint16(entry) !== 45058) continue;
			const table = uint32(entry + 8);
			const count = Math.floor(uint32(entry + 4) / 16);
			return Array.from({ length: count }, (_, i) => ({
				position: table + i * 16,
				type: uint32(table + i * 16) & 16777215
			}));
		}
	} catch (error) {
		if (!isError(error) || error.name !== "RangeError") throw error;
	}
	return [];
}
function endianReader(bytes) {
	const littleEndian = bytes[0] === 73;
	return {
		littleEndian,
		uint16: (at) => littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at),
		uint32: (at) => littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
	};
}
/** The index with its positions moved, as it stands in a file whose picture and index lie elsewhere. All are relative to the index. */
function movedIndex(segment, oldEnd, newEnd, newPosition) {
	const bytes = Buffer.from(segment.bytes);
	const headBytes = 4 + mpfName.length;
	const index = bytes.subarray(headBytes);
	const { littleEndian, uint32 } = endianReader(index);
	const write = (value, at) => littleEndian ? index.writeUInt32LE(value, at) : index.writeUInt32BE(value, at);
	const shift = newEnd - newPosition - (oldEnd - segment.position);
	pictureEntries(index).forEach(({ position }, picture) => {
		if (picture === 0) write(newEnd, position + 4);
		else write(uint32(position + 8) + shift, position + 8);
	});
	return bytes;
}
/**
* Adobe's segment says how colour is coded, so it is kept only where it says what our encoder does: YCbCr, or grey. CMYK may be read
* as YCCK and is written as it is. Where there is no such segment, there is none afterwards: some readers take it for a sign that the
* inks are stored inverted, which the encoder does in any case, as the decoder takes them so in any case.
*/
function fitting(segment, { shape, space }) {
	if (!startsWith(segment, 238, "Adobe") || shape.channels === 1) return [segment];
	if (space !== "cmyk") return segment.bytes[15] === 1 ? [segment] : [];
	const bytes = Buffer.from(segment.bytes);
	bytes[15] = 0;
	return [{
		...segment,
		bytes
	}];
}
/** An encoded JPEG with the segments and the trailer of the file it was made from, byte for byte, instead of its own. */
function withJpegSegments(encoded, { segments, endOfImage, trailer }) {
	const picture = encoded.subarray(endOfOwnSegments(encoded));
	const newEnd = 2 + segments.reduce((sum, { bytes }) => sum + bytes.length, 0) + picture.length;
	const parts = [encoded.subarray(0, 2)];
	let position = 2;
	for (const segment of segments) {
		const isIndex = startsWith(segment, 226, mpfName);
		parts.push(isIndex ? movedIndex(segment, endOfImage, newEnd, position) : segment.bytes);
		position += segment.bytes.length;
	}
	return [
		...parts,
		picture,
		trailer
	];
}
/** An encoded JPEG with metadata that came from another format. */
function withJpegMetadata(encoded, metadata, space) {
	const adobe = space === "cmyk" ? [segment(238, "Adobe", Buffer.from([
		0,
		100,
		0,
		0,
		0,
		0,
		0
	]))] : [];
	return Buffer.concat([
		encoded.subarray(0, 2),
		...segmentsOf(metadata),
		...adobe,
		encoded.subarray(endOfOwnSegments(encoded))
	]);
}
function endOfOwnSegments(encoded) {
	let position = 2;
	while (isApplication(encoded.readUInt8(position + 1))) position += 2 + encoded.readUInt16BE(position + 2);
	return position;
}
/** The file without its gain map. */
function withoutJpegGainMap(file) {
	return {
		...file,
		gainMap: false,
		...withoutGainMap(file)
	};
}
/** The file with only those segments that decide how the picture is shown: profile, kind of colour, orientation, uneven pixels. */
function strippedJpeg(file) {
	const { exif, density } = jpegMetadata(file);
	const orientation = orientationExif(exif);
	const hasJfif = file.segments.some((candidate) => startsWith(candidate, 224, jfifName));
	return {
		...file,
		trailer: Buffer.alloc(0),
		segments: [
			...hasJfif ? [placed(segment(224, jfifName, jfifFields(unevenDensity(density))))] : [],
			...orientation ? [placed(segment(225, exifName, orientation))] : [],
			...file.segments.filter((candidate) => startsWith(candidate, 226, "ICC_PROFILE\0") || startsWith(candidate, 238, "Adobe"))
		]
	};
}
/** A segment that is not of the file; where it stands is asked only of indices. */
function placed(bytes) {
	return {
		marker: bytes.readUInt8(1),
		bytes,
		position: 0
	};
}
/** The file saying that its picture stands upright. Previews show it as it lay, so they are left out. */
function uprightJpeg(file, swapped) {
	const { segments, trailer } = withoutFurtherPictures(file);
	return {
		...file,
		trailer,
		segments: segments.map((candidate) => uprightSegment(candidate, swapped))
	};
}
function uprightSegment(candidate, swapped) {
	const changed = (name, change) => {
		const head = 4 + name.length;
		return {
			...candidate,
			bytes: Buffer.concat([candidate.bytes.subarray(0, head), change(candidate.bytes.subarray(head))])
		};
	};
	if (startsWith(candidate, 225, "Exif\0\0")) return changed(exifName, uprightExif);
	if (startsWith(candidate, 225, "http://ns.adobe.com/xap/1.0/\0")) return changed(xmpName, uprightXmp);
	if (swapped && startsWith(candidate, 224, "JFIF\0")) return changed(jfifName, swappedJfif);
	return candidate;
}
/** Version, unit and both densities, these in the other order, and the rest. */
function swappedJfif(fields) {
	return Buffer.concat([
		fields.subarray(0, 3),
		fields.subarray(5, 7),
		fields.subarray(3, 5),
		fields.subarray(7)
	]);
}
/** What a JPEG's segments say, for writing another format. */
function jpegMetadata({ segments }) {
	return presentMetadata({
		icc: joinProfile(payloads(segments, 226, iccName)),
		exif: payloads(segments, 225, exifName)[0],
		xmp: payloads(segments, 225, xmpName)[0],
		photoshop: Buffer.concat(payloads(segments, 237, photoshopName)),
		density: jfifDensity(payloads(segments, 224, jfifName)[0]),
		comments: segments.filter(({ marker }) => marker === 254).map(({ bytes }) => bytes.subarray(4))
	});
}
/** A profile from its parts, each of which begins with its number and how many there are. */
function joinProfile(parts) {
	return Buffer.concat([...parts].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)).map((part) => part.subarray(2)));
}
function jfifDensity(jfif) {
	if (!jfif || jfif.length < 7) return void 0;
	const unit = [
		"aspect",
		"inch",
		"centimetre"
	][jfif.readUInt8(2)] ?? "aspect";
	const density = {
		x: jfif.readUInt16BE(3),
		y: jfif.readUInt16BE(5),
		unit
	};
	return unit === "aspect" && density.x === density.y ? void 0 : density;
}
function segmentsOf(metadata) {
	const resources = photoshopResources(metadata);
	return [
		segment(224, jfifName, jfifFields(metadata.density)),
		...metadata.exif ? [segment(225, exifName, metadata.exif)] : [],
		...metadata.xmp ? [segment(225, xmpName, metadata.xmp)] : [],
		...inParts$1(metadata.icc, 65e3).map((part, index, parts) => segment(226, iccName, Buffer.concat([Buffer.from([index + 1, parts.length]), part]))),
		...inParts$1(resources, 65e3).map((part) => segment(237, photoshopName, part)),
		...(metadata.comments ?? []).flatMap((text) => inParts$1(text, 65e3)).map((text) => segment(254, "", text))
	];
}
function segment(marker, name, payload) {
	const bytes = 2 + name.length + payload.length;
	const what = name === "Exif\0\0" ? "EXIF data" : name === "http://ns.adobe.com/xap/1.0/\0" ? "XMP data" : "metadata";
	if (bytes > 65535) throw unsupported(`the image has ${payload.length} bytes of ${what}; JPEG holds at most ${65533 - name.length}`);
	return Buffer.concat([
		Buffer.from([
			255,
			marker,
			bytes >> 8,
			bytes & 255
		]),
		Buffer.from(name, "latin1"),
		payload
	]);
}
function inParts$1(bytes, partBytes) {
	const count = Math.ceil((bytes?.length ?? 0) / partBytes);
	return Array.from({ length: count }, (_, index) => bytes.subarray(index * partBytes, (index + 1) * partBytes));
}
/** Version 1.02, unit, density, no thumbnail. */
function jfifFields(density) {
	const fields = Buffer.from([
		1,
		2,
		0,
		0,
		1,
		0,
		1,
		0,
		0
	]);
	if (!density) return fields;
	const unit = density.unit === "inch" ? "inch" : "centimetre";
	const { x, y } = densityIn(unit, density) ?? density;
	fields[2] = density.unit === "aspect" ? 0 : unit === "inch" ? 1 : 2;
	fields.writeUInt16BE(clampToUint16(x), 3);
	fields.writeUInt16BE(clampToUint16(y), 5);
	return fields;
}
function clampToUint16(value) {
	return Math.min(Math.max(Math.round(value), 1), 65535);
}
var identifierAt, samplingAt, usualSampling, previewTypes;
var init_segments = __esmMin((() => {
	init_errors();
	init_container();
	init_exif();
	init_metadata();
	init_gain_map();
	init_markers();
	init_quality();
	identifierAt = 10;
	samplingAt = 11;
	usualSampling = /* @__PURE__ */ new Set([
		17,
		33,
		18,
		34,
		65,
		20
	]);
	previewTypes = /* @__PURE__ */ new Set([
		65537,
		65538,
		65539,
		65540,
		65541
	]);
}));
// src/storage/native-library.ts
/** Calls into libraries of the system; undefined where the optional package for it is missing or does not work. */
function foreignFunctions() {
	try {
		return packagesOf(require("url").pathToFileURL(__filename).href)("koffi");
	} catch {
		return;
	}
}
var init_native_library = __esmMin((() => {
	init_installed();
}));
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
/** The library of this thread; null where there is none. */
function library() {
	found$1 ??= load$2();
	return found$1;
}
/** Whether images are decoded as planes here. */
function hasPlaneCodec() {
	return library() !== null;
}
function load$2() {
	missing = "IMGPAR_TURBOJPEG is off";
	if (process.env.IMGPAR_TURBOJPEG === "off") return null;
	const foreign = foreignFunctions();
	missing = "the optional package koffi is not installed (install imgpar without --omit=optional), or does not work here";
	if (!foreign) return null;
	missing = "the system has other than 64 bits";
	if (foreign.sizeof("void *") !== 8) return null;
	const paths = candidates();
	for (const path of paths) {
		const turbo = bind$1(foreign, path);
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
		const prebuilds = (0, node_path.join)(packagesOf(require("url").pathToFileURL(__filename).href).resolve("@julusian/jpeg-turbo/package.json"), "../prebuilds");
		return ["", "-musl"].map((libc) => (0, node_path.join)(prebuilds, `jpeg-turbo-linux-${process.arch}${libc}`, "libturbojpeg.so.0"));
	} catch {
		return [];
	}
}
/** Nothing where the library cannot be loaded, or is older than version 3. */
function bind$1(foreign, path) {
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
		functions.set(encoder, parameters$4.fixedMemory, 1);
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
	set(decoder, parameters$4.stopOnWarning, 1);
	set(decoder, parameters$4.scanLimit, 100);
	set(decoder, parameters$4.savedMarkers, 0);
	return decoder;
}
/** The layout of a file's planes; undefined where they are not Y, Cb and Cr, or grey, in 8 bits. */
function layoutOf(turbo, decoder, file) {
	const { get } = turbo;
	if (turbo.readHeader(decoder, file, file.length) !== 0) return void 0;
	const subsampling = get(decoder, parameters$4.subsampling);
	const space = get(decoder, parameters$4.colourSpace);
	if (!(subsampling === greySampling ? space === grey : subsampling >= 0 && space === ycbcr) || get(decoder, parameters$4.precision) !== 8) return void 0;
	const width = get(decoder, parameters$4.width);
	const height = get(decoder, parameters$4.height);
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
	set(encoder, parameters$4.subsampling, subsampling);
	set(encoder, parameters$4.quality, coding.quality);
	set(encoder, parameters$4.optimised, Number(coding.optimised));
	set(encoder, parameters$4.progressive, Number(coding.progressive));
	set(encoder, parameters$4.restartBlocks, coding.restartInterval);
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
var forCompression, forDecompression, parameters$4, found$1, missing, systemLibraries, ycbcr, grey, greySampling;
var init_turbo = __esmMin((() => {
	init_installed();
	init_kernels$2();
	init_native_library();
	init_buffer_pool();
	forCompression = 0;
	forDecompression = 1;
	parameters$4 = {
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
	systemLibraries = {
		linux: ["libturbojpeg.so.0"],
		freebsd: ["libturbojpeg.so.0"],
		darwin: ["/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"],
		win32: ["turbojpeg.dll", "C:\\libjpeg-turbo64\\bin\\turbojpeg.dll"]
	};
	ycbcr = 1;
	grey = 2;
	greySampling = 3;
}));
// src/codec/jpeg/components.ts
/**
* What reading and writing components take, of which methods see luma only. Beside these there are the file that is made of them, and if
* it is progressive all coefficients. Measured as in `memory.ts`, on noise that was equalised, at quality 90, by the bytes of the
* components: 0.56 for 4:2:0, 0.52 for 4:4:4, 0.76 for grey, 2.6 for progressive 4:2:0.
*/
function componentsNeed({ shape, samplesOfPixel, progressive }) {
	const pixels = shape.width * shape.height;
	const rasterBytes = Math.ceil(pixels * samplesOfPixel);
	const coefficients = progressive ? coefficientBytes * rasterBytes : 0;
	return {
		shapes: [{
			...shape,
			channels: 1
		}],
		rasterBytes,
		decodeBytes: fixedBytes$1 + coefficients,
		encodeBytes: fixedBytes$1 + coefficients + Math.ceil((shape.channels === 1 ? .85 : .65) * rasterBytes)
	};
}
var effortOfSharp, jpegComponents, fixedBytes$1, coefficientBytes;
var init_components = __esmMin((() => {
	init_planes_picture();
	init_raster_picture();
	init_segments();
	init_turbo();
	effortOfSharp = 8;
	jpegComponents = {
		name: "libjpeg-turbo",
		suits: ({ plain }, { lumaOnly, effort }) => plain && lumaOnly && effort < effortOfSharp && hasPlaneCodec(),
		need: componentsNeed,
		decode(bytes, file) {
			const { width, height, channels } = file.shape;
			const planes = decodePlanes(bytes.subarray(0, file.endOfImage), width, height);
			if (!planes) return void 0;
			const luma = {
				width: planes.width,
				height: planes.height,
				channels: 1,
				maxSample: 255,
				samples: planes.luma
			};
			return {
				picture: channels === 1 ? rasterPicture(luma) : planesPicture(luma),
				luma,
				encode(kept, { quality, effort }) {
					const { progressive, restartInterval } = file;
					const encoded = planes.encode({
						quality,
						progressive,
						optimised: effort >= 4,
						restartInterval
					});
					return encoded && withJpegSegments(encoded, kept);
				},
				release: planes.release
			};
		}
	};
	fixedBytes$1 = 4 << 20;
	coefficientBytes = 2.1;
}));
// src/codec/jpeg/codec.ts
var codec_exports$3 = /* @__PURE__ */ __exportAll({ jpegCodec: () => jpegCodec });
/** Samples of 16 bits for each coefficient of a JPEG: colour at half resolution has half as many as there are samples. */
function coefficientsOf({ fullChroma, shape }) {
	return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
var jpegCodec;
var init_codec$3 = __esmMin((() => {
	init_exif();
	init_on_demand();
	init_components();
	init_segments();
	jpegCodec = {
		parse: parseJpeg,
		peakFactors: {
			read: (file) => .2 + (file.progressive ? coefficientsOf(file) : 0) + (file.space === "cmyk" ? 1.5 : 0),
			write: ({ space }, again) => .7 + (again?.progressive ? 2 * coefficientsOf(again) : 0) + (space === "cmyk" ? 3.2 : 0)
		},
		decode: (bytes, file, maxPixels) => decodePages(bytes, file, {
			title: "JPEG",
			maxPixels
		}),
		components: jpegComponents,
		rewrite: async ([raster], file, { quality, effort }) => withJpegSegments(await encodeJpeg(raster, {
			...file,
			quality,
			effort
		}), file),
		write: async ([raster], { fullChroma, space, metadata }, { quality, effort }) => withJpegMetadata(await encodeJpeg(raster, {
			quality,
			effort,
			fullChroma,
			progressive: false,
			...space ? { space } : {}
		}), metadata, space),
		metadata: jpegMetadata,
		orientations: (file) => exifOrientation(jpegMetadata(file).exif),
		upright: uprightJpeg,
		stripped: strippedJpeg,
		withoutGainMap: withoutJpegGainMap,
		estimateQuality: (file) => file.estimateQuality()
	};
}));
// src/codec/jpeg/format.ts
var jpeg;
var init_format$3 = __esmMin((() => {
	init_format$6();
	jpeg = {
		title: "JPEG",
		endings: [
			"jpg",
			"jpeg",
			"jpe",
			"jfif",
			"jif"
		],
		magic: /^\xff\xd8($|\xff)/,
		holds: {
			largestSide: 65500,
			cmyk: true,
			sixteenBits: false,
			transparency: false,
			animation: false
		},
		ignores: ["compression", "lossless"],
		load: once(async () => (await Promise.resolve().then(() => (init_codec$3(), codec_exports$3))).jpegCodec)
	};
}));
// src/codec/format-codec.ts
var UnfitForBands;
var init_format_codec = __esmMin((() => {
	UnfitForBands = class extends Error {};
}));
// src/codec/png/chunks.ts
/** Takes a PNG apart. One without its end, and an animated one, is refused. */
function parsePng(file) {
	if (!file.subarray(0, 8).equals(pngSignature)) throw corrupt("the PNG signature is damaged, as by a transfer in text mode");
	const chunks = readChunks$1(file);
	const [header, ...rest] = chunks;
	if (header?.type !== "IHDR" || header.data.length !== 13) throw corrupt("the PNG does not begin with its header");
	if (rest.some(({ type }) => type === "acTL")) throw unsupported("the PNG is animated, and the codec reads its first frame only; expected a still image, or the animation as GIF or WebP");
	const picture = rest.findIndex(({ type }) => type === "IDAT");
	if (picture < 0) throw corrupt("the PNG has no picture data");
	const before = rest.slice(0, picture);
	const kept = rest.filter(isKept);
	checkKept(kept);
	countKept(kept);
	return {
		...readHeader(header.data, before),
		colourType: header.data.readUInt8(9),
		interlaced: header.data.readUInt8(12) === 1,
		palette: before.find(({ type }) => type === "PLTE")?.data,
		chunks,
		surplusBytes: file.length - 8 - chunks.reduce((sum, { bytes }) => sum + bytes.length, 0),
		before: before.filter(isKept),
		behind: rest.slice(picture).filter(isKept)
	};
}
/** All chunks. Picture data may come in millions of them, so of a stretch there is only one entry: its first chunk, with the bytes of all. */
function readChunks$1(file) {
	const chunks = [];
	const limits = new MetadataLimits();
	let start = 8;
	for (const { type, data, bytes } of chunksIn(file.subarray(8))) {
		const end = start + bytes.length;
		const last = chunks.at(-1);
		if (type === "IDAT" && last?.type === "IDAT") chunks[chunks.length - 1] = {
			...last,
			bytes: file.subarray(start - last.bytes.length, end)
		};
		else {
			limits.add(0);
			chunks.push({
				type,
				data,
				bytes
			});
		}
		if (type === "IEND") return chunks;
		start = end;
	}
	throw corrupt("the PNG has no end chunk: it is cut off");
}
/** The chunks of which a stretch of picture data consists. */
function pictureChunks$1({ bytes }) {
	return [...chunksIn(bytes)];
}
function* chunksIn(bytes) {
	for (let start = 0; start + 12 <= bytes.length;) {
		const end = start + 12 + bytes.readUInt32BE(start);
		if (end > bytes.length) return;
		yield {
			type: bytes.toString("latin1", start + 4, start + 8),
			bytes: bytes.subarray(start, end),
			data: bytes.subarray(start + 8, end - 4)
		};
		start = end;
	}
}
function readHeader(data, before) {
	const colourType = data.readUInt8(9);
	const bitDepth = data.readUInt8(8);
	const opaque = channelsOf[colourType];
	const width = data.readUInt32BE(0);
	const height = data.readUInt32BE(4);
	if (!opaque || ![
		1,
		2,
		4,
		8,
		16
	].includes(bitDepth) || width === 0 || height === 0) throw corrupt("the PNG header states what no PNG can be");
	return {
		shape: {
			width,
			height,
			channels: before.some(({ type }) => type === "tRNS") && (opaque === 1 || opaque === 3) ? opaque === 1 ? 2 : 4 : opaque,
			maxSample: bitDepth === 16 ? 65535 : 255
		},
		bitsPerSample: colourType === 3 ? 8 : bitDepth,
		fullChroma: true
	};
}
/**
* Ancillary chunks are kept: known ones, and unknown ones that say they may be copied into a changed file. Not kept are `tRNS`,
* which has become an alpha channel, `hIST`, which counts the old picture's colours, and what the format forbids to copy
* (signatures, and indices of the coded data).
*/
function isKept({ type }) {
	return /^[a-z]/.test(type) && type !== "tRNS" && type !== "hIST" && (knownChunks.has(type) || /^...[a-z]$/.test(type));
}
/** libpng checks the picture's chunks; it does not see those behind the picture. */
function checkKept(chunks) {
	for (const candidate of chunks) if (!isWhole(candidate)) throw corrupt(`the PNG's chunk ${candidate.type} is broken: its checksum does not match`);
}
/** Whether the chunk's checksum is right. */
function isWhole({ bytes }) {
	const end = bytes.length - 4;
	return (0, node_zlib.crc32)(bytes.subarray(4, end)) === bytes.readUInt32BE(end);
}
/** Refuses metadata that is enormous, or would be if anybody unpacked it. */
function countKept(chunks) {
	const limits = new MetadataLimits();
	for (const { type, data } of chunks) if (type === "iCCP") limits.addPackedProfile(packedProfile(data));
	else if (type === "zTXt") limits.addPacked(afterKeyword(data).subarray(1));
	else if (type === "iTXt" && afterKeyword(data)[0] === 1) limits.addPacked(internationalContent(data));
	else limits.add(data.length);
}
/** The kept chunks of a file, to stand before and behind the picture of another that has these samples. */
function chunksFor(source, samples) {
	return {
		before: source.before.flatMap((chunk) => fitted(chunk, source, samples)),
		behind: source.behind.map(({ bytes }) => bytes)
	};
}
/** Byte for byte, except the two chunks that are written in the picture's own kind of samples. */
function fitted(chunk, source, samples) {
	const sameSamples = source.colourType === samples.colourType && source.bitsPerSample === samples.bitDepth;
	if (!sameSamples && chunk.type === "bKGD") return fittedBackground(chunk, source, samples);
	if (!sameSamples && chunk.type === "sBIT") return fittedSignificantBits(chunk, samples);
	return [chunk.bytes];
}
/** The background colour: of a palette as RGB, of few bits scaled to more. */
function fittedBackground({ data, bytes }, source, samples) {
	if (source.colourType === 3) {
		const colour = source.palette?.subarray((data[0] ?? 0) * 3, (data[0] ?? 0) * 3 + 3);
		return colour?.length === 3 ? [chunk$1("bKGD", Buffer.from([...colour].flatMap((value) => [0, value])))] : [];
	}
	if (source.bitsPerSample >= 8 || data.length !== 2) return [bytes];
	const level = data.readUInt16BE(0) * (2 ** samples.bitDepth - 1) / (2 ** source.bitsPerSample - 1);
	return [chunk$1("bKGD", Buffer.from([0, Math.round(level)]))];
}
/** How many bits of each channel mean something: those of a palette's colours are three; an alpha channel is added with all its bits. */
function fittedSignificantBits({ data }, { colourType, bitDepth }) {
	const expected = channelsOf[colourType];
	return [chunk$1("sBIT", Buffer.from([...data, bitDepth].slice(0, expected)))];
}
/** A chunk of its type and data. */
function chunk$1(type, data) {
	return Buffer.concat(chunkParts(type, [data]));
}
/** The same in parts, so that large data need not be copied. */
function chunkParts(type, data) {
	const head = Buffer.alloc(8);
	head.writeUInt32BE(data.reduce((sum, { length }) => sum + length, 0), 0);
	head.write(type, 4, "latin1");
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(data.reduce((before, part) => (0, node_zlib.crc32)(part, before), (0, node_zlib.crc32)(head.subarray(4))));
	return [
		head,
		...data,
		checksum
	];
}
/** The file without the chunks that do not decide how the picture is shown. */
function strippedPng(file) {
	const { exif, density } = pngMetadata(file);
	const uneven = unevenDensity(density);
	const orientation = orientationExif(exif);
	const own = [...uneven ? [chunk$1("pHYs", physicalFields(uneven))] : [], ...orientation ? [chunk$1("eXIf", orientation)] : []];
	return {
		...file,
		before: [...file.before.filter(({ type }) => shownChunks.has(type)), ...own.map(parsedChunk)],
		behind: []
	};
}
/** The file saying that its picture stands upright. */
function uprightPng(file, swapped) {
	const upright = (candidate) => uprightChunk$1(candidate, swapped);
	return {
		...file,
		before: file.before.map(upright),
		behind: file.behind.map(upright)
	};
}
function uprightChunk$1(candidate, swapped) {
	const { type, data } = candidate;
	if (type === "eXIf") return parsedChunk(chunk$1(type, uprightExif(data)));
	if (type === "pHYs" && swapped) return parsedChunk(chunk$1(type, Buffer.concat([
		data.subarray(4, 8),
		data.subarray(0, 4),
		data.subarray(8)
	])));
	if (type !== "iTXt" || keyword(data) !== xmpKeyword) return candidate;
	const xmp = internationalText(data);
	return xmp ? parsedChunk(xmpChunk(uprightXmp(xmp))) : candidate;
}
function parsedChunk(bytes) {
	return {
		type: bytes.toString("latin1", 4, 8),
		bytes,
		data: bytes.subarray(8, -4)
	};
}
/** What a PNG's chunks say, for writing another format. */
function pngMetadata({ before, behind }) {
	const chunks = [...before, ...behind];
	const dataOf = (type) => chunks.find((candidate) => candidate.type === type)?.data;
	const texts = chunks.filter(({ type }) => /^[ti][ETX]Xt$/.test(type));
	const profile = dataOf("iCCP");
	return presentMetadata({
		icc: profile && unpacked$1(packedProfile(profile)),
		exif: dataOf("eXIf"),
		xmp: texts.filter(({ type, data }) => type === "iTXt" && keyword(data) === xmpKeyword).map(({ data }) => internationalText(data))[0],
		density: physicalDensity(dataOf("pHYs")),
		comments: texts.filter(({ type, data }) => type === "tEXt" && keyword(data) === "Comment").map(({ data }) => afterKeyword(data))
	});
}
function keyword(data) {
	return data.toString("latin1", 0, Math.max(data.indexOf(0), 0));
}
function afterKeyword(data) {
	return data.subarray(data.indexOf(0) + 1);
}
/** Name, 0, method, profile. */
function packedProfile(data) {
	return afterKeyword(data).subarray(1);
}
/** The text of an iTXt chunk; undefined if it cannot be unpacked, which is not worth losing the picture for. */
function internationalText(data) {
	const content = internationalContent(data);
	return afterKeyword(data)[0] === 1 ? unpacked$1(content) : content;
}
/** What an iTXt chunk has behind keyword, 0, compressed or not, method, language, 0, translated keyword, 0. */
function internationalContent(data) {
	const rest = afterKeyword(data);
	return rest.subarray(rest.indexOf(0, rest.indexOf(0, 2) + 1) + 1);
}
function physicalDensity(data) {
	if (data?.length !== 9) return void 0;
	return {
		x: data.readUInt32BE(0),
		y: data.readUInt32BE(4),
		unit: data[8] === 1 ? "metre" : "aspect"
	};
}
/** Metadata that came from another format, as chunks to stand before the picture. */
function chunksOf(metadata) {
	const resources = photoshopResources(metadata);
	return [
		...metadata.icc ? [chunk$1("iCCP", Buffer.concat([text$2("icc\0\0"), (0, node_zlib.deflateSync)(metadata.icc)]))] : [],
		...metadata.density ? [chunk$1("pHYs", physicalFields(metadata.density))] : [],
		...metadata.exif ? [chunk$1("eXIf", metadata.exif)] : [],
		...metadata.xmp ? [xmpChunk(metadata.xmp)] : [],
		...resources ? [chunk$1("zTXt", rawProfile("8bim", resources))] : [],
		...(metadata.comments ?? []).map((comment) => chunk$1("tEXt", Buffer.concat([text$2("Comment\0"), comment])))
	];
}
function xmpChunk(xmp) {
	return chunk$1("iTXt", Buffer.concat([text$2(`${xmpKeyword}\0\0\0\0\0`), xmp]));
}
function text$2(characters) {
	return Buffer.from(characters, "latin1");
}
function physicalFields(density) {
	const { x, y } = densityIn("metre", density) ?? density;
	const fields = Buffer.alloc(9);
	fields.writeUInt32BE(Math.round(x), 0);
	fields.writeUInt32BE(Math.round(y), 4);
	fields[8] = density.unit === "aspect" ? 0 : 1;
	return fields;
}
/** PNG has no chunk for IPTC; this is how ImageMagick and exiftool write and find it: as hexadecimal text. */
function rawProfile(name, data) {
	const digits = Array.from({ length: Math.ceil(data.length / 36) }, (_, line) => data.subarray(36 * line, 36 * (line + 1))).map((line) => Buffer.from(line).toString("hex")).join("\n");
	const content = `\n${name}\n${String(data.length).padStart(8)}\n${digits}\n`;
	return Buffer.concat([text$2(`Raw profile type ${name}\0\0`), (0, node_zlib.deflateSync)(text$2(content))]);
}
var pngSignature, channelsOf, knownChunks, shownChunks, xmpKeyword;
var init_chunks$1 = __esmMin((() => {
	init_container();
	init_exif();
	init_metadata();
	init_metadata_limits();
	pngSignature = Buffer.from("PNG\r\n\n", "latin1");
	channelsOf = {
		0: 1,
		2: 3,
		3: 3,
		4: 2,
		6: 4
	};
	knownChunks = new Set("cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD pHYs tIME oFFs pCAL sCAL sTER sPLT".split(" "));
	shownChunks = new Set("cHRM gAMA iCCP sRGB cICP mDCV mDCv cLLI cLLi bKGD sBIT".split(" "));
	xmpKeyword = "XML:com.adobe.xmp";
}));
// src/codec/png/filter.ts
/** A code as the kernels take it: its bits, and how many they are, at most 12 of a byte and 19 of a run. */
function packedCode(bits, count) {
	return bits | count << 24;
}
var init_filter = __esmMin((() => {}));
// src/codec/png/filter-reference.ts
function bytesPerPixelOf({ channels, samples }) {
	return channels * samples.BYTES_PER_ELEMENT;
}
function bytesOfRow({ width, channels, samples }, y) {
	return bytesOf(samples.subarray(y * width * channels, (y + 1) * width * channels));
}
function bytesOf(row) {
	return node_util.types.isUint8Array(row) ? row : Uint8Array.from({ length: row.length * 2 }, (_, i) => i % 2 ? row[i >> 1] & 255 : row[i >> 1] >> 8);
}
/** Whichever of the three is closest to left + up − upLeft. */
function paeth(left, up, upLeft) {
	const toLeft = Math.abs(up - upLeft);
	const toUp = Math.abs(left - upLeft);
	const toUpLeft = Math.abs(left + up - upLeft - upLeft);
	if (toLeft <= toUp && toLeft <= toUpLeft) return left;
	return toUp <= toUpLeft ? up : upLeft;
}
/** The number of the filter, and each byte less what it foretells. */
function filteredBy(filter, row, above, raster) {
	const predict = predictors[filter];
	const back = bytesPerPixelOf(raster);
	const filtered = new Uint8Array(row.length + 1);
	filtered[0] = filter;
	for (let i = 0; i < row.length; i++) {
		const hasLeft = i >= back;
		filtered[i + 1] = row[i] - predict(hasLeft ? row[i - back] : 0, above[i], hasLeft ? above[i - back] : 0);
	}
	return filtered;
}
/** Of filters that fit equally well the first. */
function filteredBest(row, above, raster) {
	const candidates = predictors.map((_, filter) => filteredBy(filter, row, above, raster));
	const sums = candidates.map((candidate) => sumOfDifferences(candidate.subarray(1)));
	return candidates[sums.indexOf(Math.min(...sums))];
}
/** Bytes taken as signed: 255 is a difference of 1. */
function sumOfDifferences(bytes) {
	return bytes.reduce((sum, byte) => sum + (byte < 128 ? byte : 256 - byte), 0);
}
/** Single bytes, and runs as `firstRun` + length, in their order. */
function* bytesAndRuns(bytes) {
	for (let at = 0; at < bytes.length;) {
		const length = at === 0 ? 0 : runAt(bytes, at);
		yield length >= 8 ? 256 + length : bytes[at];
		at += length >= 8 ? length : 1;
	}
}
function runAt(bytes, at) {
	let length = 0;
	while (length < 258 && bytes[at + length] === bytes[at - 1]) length++;
	return length;
}
var referenceFilter, predictors;
var init_filter_reference = __esmMin((() => {
	init_filter();
	referenceFilter = {
		filterRows(raster, firstRow, rows, best, above) {
			const rowBytes = raster.width * bytesPerPixelOf(raster);
			const filtered = new Uint8Array((rowBytes + 1) * rows);
			let over = firstRow > 0 ? bytesOfRow(raster, firstRow - 1) : above ? bytesOf(above) : new Uint8Array(rowBytes);
			for (let y = 0; y < rows; y++) {
				const row = bytesOfRow(raster, firstRow + y);
				filtered.set(best ? filteredBest(row, over, raster) : filteredBy(4, row, over, raster), y * (rowBytes + 1));
				over = row;
			}
			return filtered;
		},
		countRuns(bytes) {
			const counts = /* @__PURE__ */ new Uint32Array(515);
			for (const index of bytesAndRuns(bytes)) counts[index]++;
			return counts;
		},
		writeRuns(bytes, codes, carried) {
			const written = [];
			let { bits, count } = carried;
			for (const index of bytesAndRuns(bytes)) {
				const code = codes[index];
				bits |= (code & 16777215) << count;
				count += code >>> 24;
				for (; count >= 8; count -= 8, bits >>>= 8) written.push(bits & 255);
			}
			return {
				bytes: Uint8Array.from(written),
				rest: {
					bits,
					count
				}
			};
		},
		adler32(bytes, before) {
			let [low, high] = [before & 65535, before >>> 16];
			for (const byte of bytes) {
				low = (low + byte) % 65521;
				high = (high + low) % 65521;
			}
			return high * 65536 + low;
		}
	};
	predictors = [
		() => 0,
		(left) => left,
		(_left, up) => up,
		(left, up) => left + up >> 1,
		paeth
	];
}));
// src/codec/png/filter-wasm.ts
/** The same on WASM SIMD, byte for byte. Rows pass through the memory of an instance that is made at the first use. */
function wasmFilter(instantiate) {
	const divided = dividedMemory(instantiate, placesIn$1);
	/** Puts bytes where they can be coded, unless they are there because they were filtered. */
	function placed(bytes) {
		const here = divided.holding(bytes);
		if (here) return {
			...here,
			filtered: bytes.byteOffset
		};
		const places = divided.withRoom(bytes.length);
		places.memory.set(bytes, places.filtered);
		return places;
	}
	return {
		filterRows(raster, firstRow, rows, best, above) {
			const bytesPerPixel = raster.channels * raster.samples.BYTES_PER_ELEMENT;
			const rowBytes = raster.width * bytesPerPixel;
			const filteredBytes = (rowBytes + 1) * rows;
			if (filteredBytes > mostBytes$1) return referenceFilter.filterRows(raster, firstRow, rows, best, above);
			const places = divided.withRoom(filteredBytes + rowBytes);
			loadRows(places, raster, firstRow, rows, above);
			places.wasm.filterRows(places.above, rowBytes, rows, bytesPerPixel, places.filtered, best ? 1 : 0);
			return places.memory.subarray(places.filtered, places.filtered + filteredBytes);
		},
		countRuns(bytes) {
			const { wasm, memory, filtered } = placed(bytes);
			const partial = new Uint32Array(memory.buffer, wasm.runCounts.value, 1283).fill(0);
			wasm.countRuns(filtered, bytes.length);
			const sum = partial.slice(0, 515);
			for (let i = 0; i < 768; i++) sum[i & 255] += partial[515 + i];
			return sum;
		},
		writeRuns(bytes, codes, carried) {
			const { wasm, memory, filtered, coded } = placed(bytes);
			new Uint32Array(memory.buffer, wasm.runCodes.value, 515).set(codes);
			const written = Number(wasm.writeRuns(filtered, bytes.length, coded, carried.bits, carried.count));
			const end = coded + Math.floor(written / 8);
			return {
				bytes: memory.subarray(coded, end),
				rest: {
					bits: memory[end],
					count: written % 8
				}
			};
		},
		adler32(bytes, before) {
			const { wasm, filtered } = placed(bytes);
			return wasm.adler32(filtered, bytes.length, before) >>> 0;
		}
	};
}
function placesIn$1(wasm, room) {
	const size = room + slackBytes$1;
	const above = freeAddress(wasm) + slackBytes$1;
	const filtered = above + size;
	const coded = filtered + size;
	return {
		wasm,
		memory: new Uint8Array(memoryUpTo(coded + size * 1.5, wasm)),
		room,
		above,
		filtered,
		coded
	};
}
/** Copies rows and the one above them as bytes with the high one first. */
function loadRows({ wasm, memory, above: to }, raster, firstRow, rows, above) {
	const { samples, width, channels } = raster;
	const rowSamples = width * channels;
	const rowBytes = rowSamples * samples.BYTES_PER_ELEMENT;
	const over = firstRow > 0 ? samples.subarray((firstRow - 1) * rowSamples, firstRow * rowSamples) : above;
	if (over) memory.set(bytesOf$2(over), to);
	else memory.fill(0, to, to + rowBytes);
	memory.set(bytesOf$2(samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples)), to + rowBytes);
	if (samples.BYTES_PER_ELEMENT === 2) wasm.swapBytes(to, rowBytes * (rows + 1));
}
var mostBytes$1, slackBytes$1;
var init_filter_wasm = __esmMin((() => {
	init_raster();
	init_memory$1();
	init_filter();
	init_filter_reference();
	mostBytes$1 = 2 ** 29;
	slackBytes$1 = 64;
}));
// src/codec/png/inflate-reference.ts
function unfilterRows(filtered, rowBytes, bytesPerPixel, above, to) {
	let over = above;
	for (let y = 0; y * (rowBytes + 1) < filtered.length; y++) {
		const row = filtered.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
		const predict = predictors[row[0]];
		if (!predict) return false;
		const found = to.subarray(y * rowBytes, (y + 1) * rowBytes);
		for (let i = 0; i < rowBytes; i++) {
			const hasLeft = i >= bytesPerPixel;
			found[i] = row[i + 1] + predict(hasLeft ? found[i - bytesPerPixel] : 0, over[i], hasLeft ? over[i - bytesPerPixel] : 0);
		}
		over = found;
	}
	return true;
}
/** What zlib makes of the stream, if that is so many bytes and nothing is left. */
function unpacked(stream, bytes) {
	try {
		const { buffer, engine } = (0, node_zlib.inflateSync)(stream, {
			info: true,
			maxOutputLength: bytes + 1
		});
		return buffer.length === bytes && engine.bytesWritten === stream.length ? new Uint8Array(buffer) : void 0;
	} catch {
		return;
	}
}
/** The high byte of 16 bits stands first. */
function putSamples(bytes, samples) {
	if (node_util.types.isUint8Array(samples)) samples.set(bytes);
	else for (let i = 0; i < samples.length; i++) samples[i] = bytes[2 * i] * 256 + bytes[2 * i + 1];
}
var referenceInflate;
var init_inflate_reference = __esmMin((() => {
	init_filter_reference();
	referenceInflate = {
		readRows(parts, { width, height, channels }, samples) {
			const bytesPerPixel = channels * samples.BYTES_PER_ELEMENT;
			const rowBytes = width * bytesPerPixel;
			const rows = unpacked(Buffer.concat(parts), (rowBytes + 1) * height);
			const bytes = new Uint8Array(samples.byteLength);
			if (!rows || !unfilterRows(rows, rowBytes, bytesPerPixel, new Uint8Array(rowBytes), bytes)) return false;
			putSamples(bytes, samples);
			return true;
		},
		unfilterRows
	};
}));
// src/codec/png/inflate-wasm.ts
/**
* The same on WASM SIMD. Both the stream and the rows pass through the memory of an instance that is made at the first use, in pieces that
* stay in the L2 cache.
*
* CPU ms a megapixel, 12 photographs, the first ones before the loops are compiled for speed: RGB, mostly by Paeth's filter, 7.4, by libvips
* 13.1; not filtered 7.9 and 8.9; 16-bit grey by Sub 6.4 and 8.6.
*/
function wasmInflate(instantiate) {
	let places;
	function placesFor(rowBytes) {
		if (places && places.memory.length > keptBytes && rowBytes < places.longestRow / 8) {
			letGo$1(places.wasm);
			places = void 0;
		}
		if (!places) places = placesIn(instantiate(), rowBytes);
		else if (places.longestRow < rowBytes) places = placesIn(places.wasm, rowBytes);
		return places;
	}
	return {
		readRows(parts, { width, height, channels }, samples) {
			const size = channels * samples.BYTES_PER_ELEMENT;
			const rowBytes = width * size;
			const bytes = parts.reduce((sum, { length }) => sum + length, 0);
			if (rowBytes > longestRow || bytes < 6) return false;
			return new Inflating(placesFor(rowBytes), feeder(parts), rowBytes, size, samples).all(height);
		},
		unfilterRows(filtered, rowBytes, bytesPerPixel, above, to) {
			if (rowBytes > longestRow) return referenceInflate.unfilterRows(filtered, rowBytes, bytesPerPixel, above, to);
			const places = placesFor(rowBytes);
			places.memory.set(above, places.above);
			const rowsAtOnce = Math.max(Math.floor(pieceBytes$4 / (rowBytes + 1) / together), 1) * together;
			const rows = filtered.length / (rowBytes + 1);
			for (let row = 0; row < rows; row += rowsAtOnce) {
				const piece = filtered.subarray(row * (rowBytes + 1), (row + rowsAtOnce) * (rowBytes + 1));
				places.memory.set(piece, places.packed);
				const found = unfiltered(places, places.packed, rowBytes, piece.length / (rowBytes + 1), bytesPerPixel);
				if (!found) return false;
				to.set(found, row * rowBytes);
			}
			return true;
		}
	};
}
function placesIn(wasm, rowBytes) {
	const longestRow = Math.max(rowBytes, 16384);
	const fourRows = together * (longestRow + 1);
	const input = freeAddress(wasm);
	const packed = input + inputBytes + slackBytes;
	const room = Math.max(windowBytes, fourRows) + Math.max(pieceBytes$4, fourRows);
	const packedEnd = packed + room;
	const above = packedEnd + fourRows + slackBytes;
	return {
		wasm,
		memory: new Uint8Array(memoryUpTo(above + room + longestRow + fourRows + slackBytes, wasm)),
		longestRow,
		input,
		packed,
		packedEnd,
		above
	};
}
/** Rows brought back, of which the last one is then above those to come; undefined where there is no such filter. */
function unfiltered(places, from, rowBytes, rows, bytesPerPixel) {
	const { wasm, memory, above } = places;
	const start = above + rowBytes;
	const end = start + rows * rowBytes;
	if (!wasm.unfilterRows(from, rowBytes, rows, bytesPerPixel, start)) return void 0;
	memory.copyWithin(above, end - rowBytes, end);
	return memory.subarray(start, end);
}
/** How far back copies may begin, by the first two bytes of a stream; nothing if they are not the usual. */
function reachOf(first, second) {
	return (first & 15) === 8 && first >> 4 <= 7 && (second & 32) === 0 && (first * 256 + second) % 31 === 0 ? 256 << (first >> 4) : void 0;
}
function feeder(parts) {
	let left = parts.reduce((sum, { length }) => sum + length, 0);
	let [part, at] = [0, 0];
	return {
		left: () => left,
		into(place) {
			let filled = 0;
			while (filled < place.length && left > 0) {
				const piece = parts[part].subarray(at, at + place.length - filled);
				place.set(piece, filled);
				filled += piece.length;
				left -= piece.length;
				at += piece.length;
				if (at === parts[part].length) [part, at] = [part + 1, 0];
			}
			return filled;
		}
	};
}
var longestRow, keptBytes, inputBytes, pieceBytes$4, windowBytes, slackBytes, together, isFull, needsInput, isDone, Inflating;
var init_inflate_wasm = __esmMin((() => {
	init_memory$1();
	init_inflate_reference();
	longestRow = 1 << 22;
	keptBytes = 16777216;
	inputBytes = 65536;
	pieceBytes$4 = 196608;
	windowBytes = 32768;
	slackBytes = 512;
	together = 4;
	isFull = 0;
	needsInput = 1;
	isDone = 2;
	Inflating = class {
		#places;
		#feed;
		#rowBytes;
		#size;
		/** The samples as bytes. */
		#bytes;
		#isDeep;
		/** Where the input at hand ends, where unpacked bytes end, where rows begin that are not back yet. */
		#inputEnd;
		#to;
		#rowsFrom;
		#rowsDone = 0;
		#checksum = 1;
		constructor(places, feed, rowBytes, size, samples) {
			this.#places = places;
			this.#feed = feed;
			this.#rowBytes = rowBytes;
			this.#size = size;
			this.#bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
			this.#isDeep = samples.BYTES_PER_ELEMENT === 2;
			this.#inputEnd = places.input;
			this.#to = places.packed;
			this.#rowsFrom = places.packed;
		}
		all(height) {
			const { wasm, memory, input, packed, packedEnd, above } = this.#places;
			memory.fill(0, above, above + this.#rowBytes);
			this.#refill(input);
			const reach = reachOf(memory[input], memory[input + 1]);
			if (reach === void 0) return false;
			wasm.beginInflate(this.#isDeep ? 12 : 11);
			wasm.continueInflate(input + 2, this.#to);
			for (;;) {
				const answer = wasm.inflate(this.#inputEnd, this.#feed.left() > 0 ? 1 : 0, packed, packedEnd, reach);
				if (answer === needsInput) {
					this.#refill(wasm.inflateFrom.value);
					wasm.continueInflate(input, wasm.inflateTo.value);
				} else if (answer === isFull || answer === isDone) {
					if (!this.#finishRows(wasm.inflateTo.value, height)) return false;
					if (answer === isDone) return this.#endsWell(height);
					wasm.continueInflate(wasm.inflateFrom.value, this.#to);
				} else return false;
			}
		}
		/** More of the stream, behind what has not been read. */
		#refill(from) {
			const { memory, input } = this.#places;
			memory.copyWithin(input, from, this.#inputEnd);
			this.#inputEnd = input + Math.max(this.#inputEnd - from, 0);
			this.#inputEnd += this.#feed.into(memory.subarray(this.#inputEnd, input + inputBytes));
			memory.fill(0, this.#inputEnd, this.#inputEnd + 64);
		}
		/** Brings back the rows that are whole, in fours while there are more to come, and makes room. */
		#finishRows(to, height) {
			const { wasm, memory, packed } = this.#places;
			this.#checksum = wasm.adler32(this.#to, to - this.#to, this.#checksum) >>> 0;
			this.#to = to;
			const left = height - this.#rowsDone;
			const whole = Math.floor((to - this.#rowsFrom) / (this.#rowBytes + 1));
			if (whole > left) return false;
			const rows = whole === left ? whole : whole - whole % together;
			if (rows > 0) {
				const found = unfiltered(this.#places, this.#rowsFrom, this.#rowBytes, rows, this.#size);
				if (!found) return false;
				if (this.#isDeep) wasm.swapBytes(found.byteOffset, found.length);
				this.#bytes.set(found, this.#rowsDone * this.#rowBytes);
				this.#rowsDone += rows;
				this.#rowsFrom += rows * (this.#rowBytes + 1);
			}
			const keptFrom = Math.max(Math.min(this.#rowsFrom, to - windowBytes), packed);
			memory.copyWithin(packed, keptFrom, to);
			this.#to -= keptFrom - packed;
			this.#rowsFrom -= keptFrom - packed;
			return true;
		}
		/** Whether there were all rows and nothing else, and four bytes are left, which are the checksum. */
		#endsWell(height) {
			const { wasm, memory, input } = this.#places;
			if (this.#rowsDone !== height || this.#rowsFrom !== this.#to) return false;
			this.#refill(wasm.inflateFrom.value - wasm.bytesAhead());
			if (this.#feed.left() > 0 || this.#inputEnd - input !== 4) return false;
			return new DataView(memory.buffer).getUint32(input) === this.#checksum;
		}
	};
}));
// src/codec/png/kernels.ts
var filterKernels, inflateKernels;
var init_kernels = __esmMin((() => {
	init_instance();
	init_filter_reference();
	init_filter_wasm();
	init_inflate_reference();
	init_inflate_wasm();
	filterKernels = kernelsOf(() => wasmFilter(instantiate), referenceFilter);
	inflateKernels = kernelsOf(() => wasmInflate(instantiate), referenceInflate);
}));
// src/codec/png/huffman.ts
/**
* How many bits each symbol's code has, so that the whole is short: 1 to `mostBits` where a symbol occurs, 0 where it does not. The
* code is complete: there is no pattern of bits that means nothing. At least two symbols must occur.
*
* Huffman's method on sorted counts; codes that become too long are cut and others made longer for it, which costs hardly anything
* where few symbols are that rare.
*/
function codeLengths(counts, mostBits) {
	const rising = new Float64Array(counts.length);
	let used = 0;
	for (let symbol = 0; symbol < counts.length; symbol++) if (counts[symbol] !== 0) rising[used++] = counts[symbol] * symbolsAtMost + symbol;
	const sorted = rising.subarray(0, used).sort();
	const depths = depthsOf(sorted.map((entry) => Math.floor(entry / symbolsAtMost)));
	limit(depths, mostBits);
	const lengths = new Uint8Array(counts.length);
	for (let i = 0; i < used; i++) lengths[sorted[i] % symbolsAtMost] = depths[i];
	return lengths;
}
/**
* The depths of the leaves of Huffman's tree over rising weights. Joined pairs come out in rising order as well, so that the two
* lightest are always at the front of one of two queues.
*/
function depthsOf(weights) {
	const leaves = weights.length;
	const joined = new Float64Array(leaves - 1);
	const parents = new Uint16Array(2 * leaves - 2);
	let [leaf, pair] = [0, 0];
	for (let next = 0; next < leaves - 1; next++) for (let child = 0; child < 2; child++) {
		const takesLeaf = leaf < leaves && (pair === next || weights[leaf] <= joined[pair]);
		joined[next] += takesLeaf ? weights[leaf] : joined[pair];
		parents[takesLeaf ? leaf++ : leaves + pair++] = next;
	}
	const depthsOfPairs = new Uint8Array(leaves - 1);
	for (let i = leaves - 3; i >= 0; i--) depthsOfPairs[i] = depthsOfPairs[parents[leaves + i]] + 1;
	const depths = new Uint8Array(leaves);
	for (let i = 0; i < leaves; i++) depths[i] = depthsOfPairs[parents[i]] + 1;
	return depths;
}
/** Cuts depths, given from the rarest to the most frequent, and makes the code complete again: the sum of 2^−depth is 1. */
function limit(depths, mostBits) {
	const all = 1 << mostBits;
	let used = 0;
	for (let i = 0; i < depths.length; i++) {
		depths[i] = Math.min(depths[i], mostBits);
		used += 1 << mostBits - depths[i];
	}
	for (let i = 0; used > all; i++) while (depths[i] < mostBits && used > all) used -= 1 << mostBits - ++depths[i];
	for (let i = depths.length - 1; used < all; i--) while (used + (1 << mostBits - depths[i]) <= all) used += 1 << mostBits - depths[i]--;
}
var symbolsAtMost;
var init_huffman = __esmMin((() => {
	symbolsAtMost = 1024;
}));
// src/codec/png/deflate-runs.ts
/** The code in which a piece of 1 byte or more is shortest. */
function runCode(piece) {
	const counts = symbolCounts(filterKernels().countRuns(piece));
	const lengths = codeLengths(counts, mostBits);
	let bits = 0;
	for (let symbol = 0; symbol < symbolCount; symbol++) bits += counts[symbol] * (lengths[symbol] + bitsBeside(symbol));
	return {
		lengths,
		bits
	};
}
/** Parts that are handed out belong to whoever asked for them. */
function zlibWriter() {
	const rows = filterKernels();
	let [rest, checksum] = [{
		bits: 0,
		count: 0
	}, 1];
	let opening = [streamHeader];
	const behindOpening = (parts) => {
		const all = [...opening, ...parts];
		opening = [];
		return all;
	};
	return {
		addRuns(piece, { lengths }) {
			checksum = rows.adler32(piece, checksum);
			const codes = canonicalCodes(lengths);
			const header = bitsBehind(rest, (put) => putBlockHeader(put, lengths));
			const coded = rows.writeRuns(piece, packedCodes(codes, lengths), header.rest);
			const end = bitsBehind(coded.rest, (put) => put(codes[endOfBlock], lengths[endOfBlock]));
			rest = end.rest;
			return behindOpening([
				header.bytes,
				copyOf(coded.bytes),
				end.bytes
			]);
		},
		addDeflated(piece, deflated) {
			checksum = rows.adler32(piece, checksum);
			const aligned = rest.count === 0 ? [] : [emptyStoredBlock(rest)];
			rest = {
				bits: 0,
				count: 0
			};
			return behindOpening([...aligned, deflated]);
		},
		end: () => behindOpening([streamEnd(rest, checksum)])
	};
}
/** A copy in memory that is not filled with zeros first, as that of `slice` is: writing 16-bit grey took 1.1 of the CPU time with it. */
function copyOf(bytes) {
	const copy = Buffer.allocUnsafeSlow(bytes.length);
	copy.set(bytes);
	return copy;
}
/** A block of no bytes, which begins and ends at a whole byte: so the next block does (RFC 1951, 3.2.4). */
function emptyStoredBlock(rest) {
	const { bytes } = bitsBehind(rest, (put) => {
		put(0, 3);
		put(0, 7);
	});
	return Uint8Array.of(...bytes.subarray(0, Math.ceil((rest.count + 3) / 8)), 0, 0, 255, 255);
}
/** A last block with nothing in it, in the fixed code, in which the end of a block is seven zeros; then the checksum. */
function streamEnd(rest, checksum) {
	const { bytes } = bitsBehind(rest, (put) => {
		put(3, 3);
		put(0, 7);
		put(0, 7);
	});
	const end = Math.ceil((rest.count + 10) / 8);
	return Uint8Array.of(...bytes.subarray(0, end), checksum >>> 24, checksum >>> 16, checksum >>> 8, checksum);
}
/** What stands behind the code of a run: which length of its group, and the distance. */
function bitsBeside(symbol) {
	if (symbol <= endOfBlock) return 0;
	return (symbol < 265 || symbol === 285 ? 0 : symbol - 261 >> 2) + 1;
}
function symbolCounts(counts) {
	const symbols = new Uint32Array(symbolCount);
	symbols.set(counts.subarray(0, 256));
	symbols[endOfBlock] = 1;
	for (let length = 8; length <= 258; length++) symbols[runSymbols[length].symbol] += counts[256 + length];
	return symbols;
}
/** The code of each symbol, first bit lowest, as its length alone decides it (RFC 1951, 3.2.2). */
function canonicalCodes(lengths) {
	const next = firstCodes(lengths);
	const codes = new Uint16Array(lengths.length);
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const length = lengths[symbol];
		if (length > 0) codes[symbol] = reversed(next[length]++, length);
	}
	return codes;
}
/** The lowest code of each length. */
function firstCodes(lengths) {
	const counts = /* @__PURE__ */ new Uint16Array(13);
	for (const length of lengths) if (length > 0) counts[length]++;
	const first = /* @__PURE__ */ new Uint16Array(13);
	for (let length = 1; length < mostBits; length++) first[length + 1] = first[length] + counts[length] << 1;
	return first;
}
function reversed(bits, count) {
	return (reversedBytes[bits & 255] << 8 | reversedBytes[bits >> 8]) >> 16 - count;
}
/** The codes of bytes and of runs with all that belongs to them: which length of the group, and the distance, which is one zero. */
function packedCodes(codes, lengths) {
	const packed = /* @__PURE__ */ new Uint32Array(515);
	for (let byte = 0; byte < 256; byte++) packed[byte] = packedCode(codes[byte], lengths[byte]);
	for (let length = 8; length <= 258; length++) {
		const { symbol, extra, extraBits } = runSymbols[length];
		packed[256 + length] = packedCode(codes[symbol] | extra << lengths[symbol], lengths[symbol] + extraBits + 1);
	}
	return packed;
}
/**
* The header of a block with a code of its own (RFC 1951, 3.2.7). The lengths are themselves written in a code, which is always the same
* here: four bits for each of 0 to 13 and of the two kinds of repeated zeros, for the best one would save 50 bytes a block.
*/
function putBlockHeader(put, lengths) {
	put(4, 3);
	put(29, 5);
	put(distanceLengths.length - 1, 5);
	put(lengthLengths.length - 4, 4);
	for (const length of lengthLengths) put(length, 3);
	const all = new Uint8Array(lengths.length + distanceLengths.length);
	all.set(lengths);
	all.set(distanceLengths, lengths.length);
	for (let at = 0; at < all.length;) {
		const zeros = zerosAt(all, at);
		if (zeros < 3) putLength(put, all[at]);
		else if (zeros <= 10) putZeros(put, shortZeros, zeros - 3, 3);
		else putZeros(put, longZeros, zeros - 11, 7);
		at += zeros < 3 ? 1 : zeros;
	}
}
function putLength(put, length) {
	put(reversed(length, 4), 4);
}
function putZeros(put, code, extra, extraBits) {
	put(reversed(code, 4), 4);
	put(extra, extraBits);
}
/** How many zeros follow each other there, at most as many as can be said at once. */
function zerosAt(lengths, at) {
	let zeros = 0;
	while (zeros < 138 && lengths[at + zeros] === 0) zeros++;
	return zeros;
}
/** What is put behind bits that are carried over: the bytes that become whole, and the rest. */
function bitsBehind(carried, fill) {
	const bytes = [];
	let { bits, count } = carried;
	fill((more, moreCount) => {
		bits |= more << count;
		count += moreCount;
		for (; count >= 8; count -= 8, bits >>>= 8) bytes.push(bits & 255);
	});
	return {
		bytes: Uint8Array.from(bytes),
		rest: {
			bits,
			count
		}
	};
}
var streamHeader, endOfBlock, symbolCount, mostBits, runSymbols, reversedBytes, distanceLengths, lengthLengths, shortZeros, longZeros;
var init_deflate_runs = __esmMin((() => {
	init_filter();
	init_huffman();
	init_kernels();
	streamHeader = Uint8Array.of(120, 1);
	endOfBlock = 256;
	symbolCount = 286;
	mostBits = 12;
	runSymbols = Array.from({ length: 259 }, (_, length) => {
		if (length < 3) return {
			symbol: 0,
			extra: 0,
			extraBits: 0
		};
		if (length === 258) return {
			symbol: 285,
			extra: 0,
			extraBits: 0
		};
		const beyond = length - 3;
		const extraBits = Math.max(Math.floor(Math.log2(Math.max(beyond, 1))) - 2, 0);
		return {
			symbol: 257 + 4 * extraBits + (beyond >> extraBits),
			extra: beyond & 2 ** extraBits - 1,
			extraBits
		};
	});
	reversedBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
		let turned = 0;
		for (let bit = 0; bit < 8; bit++) turned |= (byte >> bit & 1) << 7 - bit;
		return turned;
	});
	distanceLengths = [1, 1];
	lengthLengths = [
		0,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		4,
		0,
		4
	];
	shortZeros = 14;
	longZeros = 15;
}));
// src/codec/png/writer.ts
/** The same in parts, so that they need not be copied. */
function encodePngInParts(raster, samples, before, behind, effort) {
	const { add, end } = pngWriter(raster, samples, before, behind, effort);
	return [...add(raster), ...end()];
}
/** As `encodePng`, for pictures that are never whole in memory. */
function pngWriter(shape, samples, before, behind, effort = 1) {
	const rows = rowCoder(shape, samples, effort);
	const data = dataChunks();
	let opening = [
		pngSignature,
		header(shape, samples),
		...before
	];
	return {
		add(strip) {
			const parts = [...opening, ...data.add(rows.add(strip))];
			opening = [];
			return parts;
		},
		end: () => [
			...opening,
			...data.add(rows.end()),
			...data.end(),
			...behind,
			ending
		],
		rowsAtOnce: rowsAtOnce(shape)
	};
}
function dataChunks() {
	let [waiting, bytes] = [[], 0];
	const taken = () => {
		const chunks = bytes > 0 ? chunkParts("IDAT", waiting) : [];
		[waiting, bytes] = [[], 0];
		return chunks;
	};
	return {
		add: (parts) => parts.flatMap((part) => {
			waiting.push(part);
			bytes += part.length;
			return bytes >= dataChunkBytes ? taken() : [];
		}),
		end: taken
	};
}
function rowCoder(shape, { bitDepth }, effort) {
	const stream = zlibWriter();
	const { filters, levels } = pngEfforts[effort] ?? pngEfforts[1];
	const matches = matcher(levels);
	let above;
	return {
		add(strip) {
			const parts = [];
			for (const rows of bitDepth < 8 ? packedPieces(strip, bitDepth) : filteredPieces(strip, rowsAtOnce(shape), filters, above)) for (const piece of cut(rows)) parts.push(...addShortest(stream, piece, runCode(piece), matches));
			above = strip.samples.slice(-shape.width * shape.channels);
			return parts;
		},
		end: () => stream.end()
	};
}
/** So many rows are filtered and compressed together. */
function rowsAtOnce({ width, channels, maxSample }) {
	const rowBytes = width * channels * (maxSample === 255 ? 1 : 2) + 1;
	return Math.max(Math.floor(pieceBytes$3 / rowBytes), 1);
}
/** The rows as they are to be compressed, a piece at a time. Each is gone when the next is asked for. */
function* filteredPieces(strip, rowsOfPiece, filters, above) {
	for (let y = 0; y < strip.height; y += rowsOfPiece) {
		const filtered = (filter) => filterKernels().filterRows(strip, y, Math.min(rowsOfPiece, strip.height - y), filter === "best", above);
		if (filters.length === 1) yield filtered(filters[0]);
		else {
			const bits = filters.map((filter) => [...cut(filtered(filter))].reduce((sum, piece) => sum + runCode(piece).bits, 0));
			yield filtered(filters[bits.indexOf(Math.min(...bits))]);
		}
	}
}
function* cut(bytes) {
	for (let start = 0; start < bytes.length; start += pieceBytes$3) yield bytes.subarray(start, start + pieceBytes$3);
}
function addShortest(stream, piece, code, matches) {
	const deflated = matches(piece);
	if (deflated && deflated.length * 8 < code.bits) return stream.addDeflated(piece, deflated);
	return stream.addRuns(piece, code);
}
function matcher(levels) {
	if (levels.length === 0) return () => void 0;
	const options = {
		memLevel: 9,
		strategy: node_zlib.constants.Z_FILTERED,
		finishFlush: node_zlib.constants.Z_SYNC_FLUSH,
		chunkSize: 1 << 17
	};
	let dictionary;
	return (piece) => {
		const known = dictionary ? { dictionary } : {};
		const found = levels.map((level) => (0, node_zlib.deflateRawSync)(piece, {
			...options,
			...known,
			level
		}));
		dictionary = Buffer.concat([dictionary ?? Buffer.alloc(0), piece]).subarray(-32768);
		return found.reduce((best, candidate) => candidate.length < best.length ? candidate : best);
	};
}
/**
* How the raster's samples are written. Colour is always full: what was a palette is RGB, or RGBA where it was transparent.
* Grey that was read with 1, 2 or 4 bits goes back into as many when every sample is one of the levels that these have,
* and into 8 bits otherwise.
*/
function pngSamplesFor(raster, bitsRead) {
	const colourType = colourTypes[raster.channels];
	if (raster.maxSample === 65535) return {
		colourType,
		bitDepth: 16
	};
	return {
		colourType,
		bitDepth: greyBits(raster, bitsRead)
	};
}
function header({ width, height }, { colourType, bitDepth }) {
	const fields = Buffer.alloc(13);
	fields.writeUInt32BE(width, 0);
	fields.writeUInt32BE(height, 4);
	fields[8] = bitDepth;
	fields[9] = colourType;
	return chunk$1("IHDR", fields);
}
/** Rows of 1, 2 or 4 bits a sample, first pixel in the highest bits, each row after a 0: not filtered, which is best for few bits. */
function packedPieces({ width, height, samples }, bits) {
	const rowBytes = Math.ceil(width * bits / 8) + 1;
	const rows = new Uint8Array(rowBytes * height);
	for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
		const bit = x * bits;
		const at = y * rowBytes + 1 + (bit >> 3);
		rows[at] = rows[at] | samples[y * width + x] >> 8 - bits << 8 - bits - (bit & 7);
	}
	return [rows];
}
var ending, dataChunkBytes, pngEfforts, pieceBytes$3, colourTypes;
var init_writer = __esmMin((() => {
	init_encoding();
	init_chunks$1();
	init_deflate_runs();
	init_kernels();
	ending = chunk$1("IEND", /* @__PURE__ */ new Uint8Array(0));
	dataChunkBytes = 1 << 20;
	pngEfforts = [
		void 0,
		{
			filters: ["paeth"],
			levels: []
		},
		{
			filters: ["paeth", "best"],
			levels: []
		},
		{
			filters: ["paeth", "best"],
			levels: [3]
		},
		...[
			4,
			5,
			6,
			7,
			8,
			9
		].map((level) => ({
			filters: ["paeth", "best"],
			levels: [3, level]
		}))
	];
	pieceBytes$3 = 262144;
	colourTypes = {
		1: 0,
		2: 4,
		3: 2,
		4: 6
	};
}));
// src/codec/png/bands.ts
function isPlain({ interlaced, bitsPerSample, colourType, shape }) {
	return !interlaced && bitsPerSample >= 8 && colourType === colourTypes[shape.channels];
}
/** The file with one empty chunk for all of the picture's data, and where that is. */
function takeApart(file) {
	const parts = [pngSignature];
	const data = [];
	let [keptBytes, dataEnd] = [0, 0];
	for (let position = 8; position + 12 <= file.size;) {
		const head = Buffer.from(file.piece(position, 8));
		const bytes = head.readUInt32BE(0);
		const type = head.toString("latin1", 4);
		const end = position + 12 + bytes;
		if (end > file.size) break;
		if (type === "IDAT") {
			if (data.length === 0) parts.push(chunk$1("IDAT", /* @__PURE__ */ new Uint8Array(0)));
			else if (dataEnd !== position) break;
			data.push({
				start: position + 8,
				bytes
			});
			dataEnd = end;
		} else {
			keptBytes += bytes;
			if (keptBytes > mostKeptBytes$1) break;
			parts.push(file.piece(position, end - position));
		}
		if (type === "IEND") return {
			kept: Buffer.concat(parts),
			data
		};
		position = end;
	}
	throw new UnfitForBands();
}
async function* readBands(file, data, shape, rowsOfBand) {
	const { width, height, channels, maxSample } = shape;
	const bytesPerPixel = channels * (maxSample === 255 ? 1 : 2);
	const rowBytes = width * bytesPerPixel;
	const memory = Buffer.alloc(rowBytes * Math.min(rowsOfBand, height));
	let above = new Uint8Array(rowBytes);
	let row = 0;
	const { unfilterRows } = inflateKernels();
	for await (const filtered of inPieces(inflated(file, data), (rowBytes + 1) * rowsOfBand)) {
		const rows = filtered.length / (rowBytes + 1);
		const band = memory.subarray(0, rowBytes * rows);
		if (!Number.isInteger(rows) || row + rows > height || !unfilterRows(filtered, rowBytes, bytesPerPixel, above, band)) throw new UnfitForBands();
		above = Uint8Array.from(band.subarray(-rowBytes));
		yield {
			...shape,
			height: rows,
			samples: samplesIn(band, shape)
		};
		row += rows;
	}
	if (row < height) throw new UnfitForBands();
}
/** Parts as pieces of one length, only the last of which may be shorter. A piece is gone when the next one is asked for. */
async function* inPieces(parts, bytes) {
	const piece = new Uint8Array(bytes);
	let filled = 0;
	for await (const part of parts) for (let taken = 0; taken < part.length;) {
		const more = part.subarray(taken, taken + bytes - filled);
		piece.set(more, filled);
		filled += more.length;
		taken += more.length;
		if (filled < bytes) continue;
		yield piece;
		filled = 0;
	}
	if (filled > 0) yield piece.subarray(0, filled);
}
/** Samples as they are used here, which take the place of bytes of which the high one comes first. */
function samplesIn(bytes, { maxSample }) {
	if (maxSample === 255) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
	bytes.swap16();
	return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}
/** The picture's data, decompressed part by part. */
async function* inflated(file, data) {
	const inflate = (0, node_zlib.createInflate)({ chunkSize: pieceBytes$2 });
	(0, node_stream.pipeline)(node_stream.Readable.from(compressed(file, data), { highWaterMark: 1 }), inflate, () => {});
	try {
		yield* inflate;
	} catch (error) {
		throw isOfZlib(error) ? new UnfitForBands() : error;
	}
	if (inflate.bytesWritten < data.reduce((sum, { bytes }) => sum + bytes, 0)) throw new UnfitForBands();
}
function isOfZlib(error) {
	return codeOf(error)?.startsWith("Z_") === true;
}
/** The chunks' content, checked, in larger pieces than most encoders cut it into. */
function* compressed(file, data) {
	let [piece, filled] = [new Uint8Array(pieceBytes$2), 0];
	for (const { start, bytes } of data) {
		let checksum = (0, node_zlib.crc32)(file.piece(start - 4, 4));
		for (let at = 0; at < bytes;) {
			const part = file.piece(start + at, Math.min(bytes - at, pieceBytes$2 - filled));
			if (part.length === 0) throw new UnfitForBands();
			checksum = (0, node_zlib.crc32)(part, checksum);
			piece.set(part, filled);
			filled += part.length;
			at += part.length;
			if (filled < pieceBytes$2) continue;
			yield piece;
			[piece, filled] = [new Uint8Array(pieceBytes$2), 0];
		}
		if (Buffer.from(file.piece(start + bytes, 4)).readUInt32BE() !== checksum) throw new UnfitForBands();
	}
	if (filled > 0) yield piece.subarray(0, filled);
}
var mostKeptBytes$1, pieceBytes$2, pngBands;
var init_bands = __esmMin((() => {
	init_errors();
	init_format_codec();
	init_chunks$1();
	init_kernels();
	init_writer();
	mostKeptBytes$1 = 16 << 20;
	pieceBytes$2 = 262144;
	pngBands = {
		open(source) {
			const { kept, data } = takeApart(source);
			const file = parsePng(kept);
			if (!isPlain(file)) throw new UnfitForBands();
			return {
				file,
				keptBytes: kept.length,
				bands: (rows) => readBands(source, data, file.shape, rows)
			};
		},
		writer(kept, effort) {
			const samples = {
				colourType: colourTypes[kept.shape.channels],
				bitDepth: kept.shape.maxSample === 255 ? 8 : 16
			};
			const { before, behind } = chunksFor(kept, samples);
			return pngWriter(kept.shape, samples, before, behind, effort);
		}
	};
}));
// src/codec/png/reader.ts
/**
* The pixels of a PNG of 8 or 16 bits a sample, neither with a palette nor interlaced, of which everything is as it should be: all
* checksums, the order of chunks, the length of the data. Nothing for any other: then sharp reads it, or says what is wrong with it.
*
* Reads in 0.56 to 0.89 of the time that libvips takes; `unpack-wasm.ts` has the figures.
*/
function readPng(file) {
	const parts = plainPicture$1(file);
	if (!parts) return void 0;
	const { width, height, channels, maxSample } = file.shape;
	if (width * height * channels * (maxSample === 255 ? 1 : 2) > 1100 * parts.reduce((sum, part) => sum + part.length, 0)) return void 0;
	const { raster, release } = lendRaster(file.shape);
	if (inflateKernels().readRows(parts, raster, raster.samples)) return {
		raster,
		release
	};
	release();
}
/** The data of the picture, if the file holds nothing that a decoder must know besides. */
function plainPicture$1({ chunks, colourType, interlaced, surplusBytes, bitsPerSample }) {
	const [header, ...rest] = chunks;
	const end = rest.pop();
	const [stretch, ...furtherStretches] = rest.filter(isPicture);
	const others = rest.filter((chunk) => !isPicture(chunk));
	if (!(colourType !== 3 && bitsPerSample >= 8 && !interlaced && header.data.subarray(10).every((way) => way === 0) && surplusBytes === 0 && end?.data.length === 0 && others.every(({ type }) => /^[a-z][A-Za-z][A-Z][A-Za-z]$/.test(type) && type !== "tRNS") && others.reduce((sum, { data }) => sum + data.length, 0) <= mostAncillaryBytes && furtherStretches.length === 0) || ![
		header,
		...others,
		end
	].every(isWhole)) return void 0;
	const picture = pictureChunks$1(stretch);
	return picture.every((chunk) => chunk.data.length > 0 && isWhole(chunk)) ? picture.map(({ data }) => data) : void 0;
}
function isPicture({ type }) {
	return type === "IDAT";
}
var mostAncillaryBytes;
var init_reader$1 = __esmMin((() => {
	init_buffer_pool();
	init_chunks$1();
	init_kernels();
	mostAncillaryBytes = 1 << 20;
}));
// src/codec/png/codec.ts
var codec_exports$2 = /* @__PURE__ */ __exportAll({ pngCodec: () => pngCodec });
var pngCodec;
var init_codec$2 = __esmMin((() => {
	init_exif();
	init_on_demand();
	init_bands();
	init_chunks$1();
	init_reader$1();
	init_writer();
	pngCodec = {
		parse: parsePng,
		peakFactors: {
			read: ({ interlaced, shape }) => (interlaced ? 1.2 : .3) + (shape.channels === 2 && shape.maxSample === 255 ? 2.2 : 0),
			write: ({ shape }) => shape.channels === 2 ? 3.3 : 1.25
		},
		decode: (bytes, file, maxPixels) => decodePages(bytes, file, {
			title: "PNG",
			maxPixels
		}),
		read: (_, file) => readPng(file),
		bands: pngBands,
		async rewrite([raster], file, { effort }) {
			const samples = pngSamplesFor(raster, file.bitsPerSample);
			const { before, behind } = chunksFor(file, samples);
			return encodePngInParts(raster, samples, before, behind, effort);
		},
		write: async ([raster], { bitsPerSample, metadata }, { effort }) => encodePngInParts(raster, pngSamplesFor(raster, bitsPerSample), chunksOf(metadata), [], effort),
		metadata: pngMetadata,
		orientations: (file) => exifOrientation(pngMetadata(file).exif),
		upright: uprightPng,
		stripped: strippedPng
	};
}));
// src/codec/png/format.ts
function leastSampleBytes$1(head, maxPixels) {
	if (head.length < 29) return 0;
	const fields = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const pixels = fields.getUint32(16) * fields.getUint32(20);
	if (pixels > maxPixels) return 0;
	const bytesPerSample = fields.getUint8(24) === 16 ? 2 : 1;
	return pixels * (leastChannels[fields.getUint8(25)] ?? 1) * bytesPerSample;
}
var png, leastChannels;
var init_format$2 = __esmMin((() => {
	init_format$6();
	png = {
		title: "PNG",
		endings: ["png", "apng"],
		magic: /^\x89PNG/,
		holds: {
			largestSide: 2 ** 31 - 1,
			cmyk: false,
			sixteenBits: true,
			transparency: true,
			animation: false
		},
		ignores: [
			"quality",
			"compression",
			"lossless",
			"codec"
		],
		leastSampleBytes: leastSampleBytes$1,
		load: once(async () => (await Promise.resolve().then(() => (init_codec$2(), codec_exports$2))).pngCodec)
	};
	leastChannels = {
		2: 3,
		3: 3,
		4: 2,
		6: 4
	};
}));
// src/codec/tiff/reader.ts
/**
* The pixels of a TIFF of one page in strips of LZW, of which everything is as it should be: 8 or 16 bits, grey or RGB, with alpha or
* without. Nothing for any other: then sharp reads it, or says what is wrong with it.
*
* Measured, RGB photographs: 4 to 5 ms of CPU a megapixel; libvips takes 10 to 12.
*/
function readTiffStrips(file, tiff) {
	const picture = plainPicture(file, tiff);
	if (!picture) return void 0;
	const { strips, rows, differences } = picture;
	const { raster, release } = lendRaster(tiff.shape);
	const stripSamples = rows * raster.width * raster.channels;
	if (strips.every((strip, index) => {
		const samples = raster.samples.subarray(index * stripSamples, (index + 1) * stripSamples);
		return lzwKernels().readStrip(strip, raster, differences, samples);
	})) return {
		raster,
		release
	};
	release();
}
function plainPicture(file, { pages, entries, shape, big, compression, tile, space }) {
	if (pages.length > 1 || compression !== "lzw" || tile || space) return void 0;
	const isDeep = shape.maxSample === 65535;
	if (isDeep && !readerOf(file).littleEndian) return void 0;
	if (!isOrderly(file, entries) || !entries.every((entry) => isUsual(entry, shape, big))) return void 0;
	const [offsets, lengths] = [numbersOf(entries, tags.stripOffsets), numbersOf(entries, tags.stripByteCounts)];
	const [rows = 0] = numbersOf(entries, tags.rowsPerStrip);
	const [predictor = 1] = numbersOf(entries, tags.predictor);
	const stripBytes = Math.min(rows, shape.height) * shape.width * shape.channels * (isDeep ? 2 : 1);
	if (!(rows > 0 && offsets.length === Math.ceil(shape.height / rows) && lengths.length === offsets.length && lengths.every((length, index) => length > 0 && offsets[index] + length <= file.length) && [
		tags.bitsPerSample,
		tags.samplesPerPixel,
		...shape.channels % 2 === 0 ? [tags.extraSamples] : []
	].every((tag) => entries.some((entry) => entry.tag === tag))) || Math.max(stripBytes, ...lengths) > mostStripBytes) return void 0;
	return {
		strips: offsets.map((offset, index) => file.subarray(offset, offset + lengths[index])),
		rows,
		differences: predictor === 2
	};
}
/** Whether the header is as it should be, every field of the directory could be read, and they stand in the order of their tags. */
function isOrderly(file, entries) {
	const { big, uint16, uint32, uint64 } = readerOf(file);
	if (big && (uint16(4) !== 8 || uint16(6) !== 0)) return false;
	const directory = big ? uint64(8) : uint32(4);
	const fields = big ? uint64(directory) : uint16(directory);
	return directory + (big ? 8 + fields * 20 + 8 : 2 + fields * 12 + 4) <= file.length && fields === entries.length && entries.every(({ tag }, index) => index === 0 || tag > entries[index - 1].tag);
}
/** Whether it is a field that decoders know, of a type that it may have, and says what it says of such a picture. */
function isUsual(entry, shape, big) {
	const { tag, type: kind, count } = entry;
	if (!usualTypes.get(tag)?.includes(kind) || kind >= type.long8 && !big) return false;
	const usual = usualValues(tag, shape);
	if (usual) return numbers(entry).join() === usual.join();
	const most = largest.get(tag);
	if (most !== void 0 && !(numbers(entry)[0] >= 1 && numbers(entry)[0] <= most)) return false;
	return kind === type.ascii || opaque.includes(kind) || manyNumbers.includes(tag) || count === (numbersIn.get(tag) ?? 1);
}
/** Of a picture in strips of LZW; nothing where it may be anything. */
function usualValues(tag, { channels, maxSample }) {
	const forEachChannel = (value) => Array(channels).fill(value);
	switch (tag) {
		case tags.newSubfileType: return [0];
		case tags.bitsPerSample: return forEachChannel(maxSample === 255 ? 8 : 16);
		case tags.compression: return [5];
		case tags.photometric: return [channels < 3 ? photometrics.blackIsZero : photometrics.rgb];
		case tags.samplesPerPixel: return [channels];
		case tags.fillOrder:
		case tags.planarConfiguration: return [1];
		case tags.extraSamples: return channels % 2 === 0 ? [2] : [];
		case tags.sampleFormat: return forEachChannel(1);
		default: return;
	}
}
var mostStripBytes, numbersIn, manyNumbers, largest, counting, opaque, usualTypes;
var init_reader = __esmMin((() => {
	init_buffer_pool();
	init_directory();
	init_kernels$1();
	mostStripBytes = 4 << 20;
	numbersIn = /* @__PURE__ */ new Map([
		[tags.pageNumber, 2],
		[tags.whitePoint, 2],
		[tags.primaryChromaticities, 6]
	]);
	manyNumbers = [
		tags.stripOffsets,
		tags.stripByteCounts,
		tags.iptc
	];
	largest = /* @__PURE__ */ new Map([
		[tags.orientation, 8],
		[tags.resolutionUnit, 3],
		[tags.predictor, 2]
	]);
	counting = [type.short, type.long];
	opaque = [type.byte, type.undefined];
	usualTypes = new Map([
		[tags.newSubfileType, [type.long]],
		...[
			tags.width,
			tags.height,
			tags.rowsPerStrip
		].map((tag) => [tag, counting]),
		...[tags.stripOffsets, tags.stripByteCounts].map((tag) => [tag, [...counting, type.long8]]),
		...[...[
			tags.bitsPerSample,
			tags.compression,
			tags.photometric,
			tags.fillOrder,
			tags.orientation,
			tags.samplesPerPixel
		], ...[
			tags.planarConfiguration,
			tags.resolutionUnit,
			tags.pageNumber,
			tags.predictor,
			tags.extraSamples,
			tags.sampleFormat
		]].map((tag) => [tag, [type.short]]),
		...[
			tags.xResolution,
			tags.yResolution,
			tags.whitePoint,
			tags.primaryChromaticities
		].map((tag) => [tag, [type.rational]]),
		...[
			269,
			tags.description,
			271,
			272,
			305,
			306,
			315,
			316,
			33432
		].map((tag) => [tag, [type.ascii]]),
		...[
			tags.xmp,
			tags.icc,
			tags.photoshop
		].map((tag) => [tag, opaque]),
		[tags.iptc, [...opaque, type.long]],
		[tags.exif, [
			type.long,
			type.ifd,
			type.ifd8
		]]
	]);
}));
// src/codec/tiff/rewrite.ts
/**
* A TIFF of encoded pages, each with the tags of the page it was made from, except those that say how pixels are stored.
*/
function withTiffTags(encoded, { pages }) {
	return chained(encoded.map((bytes, index) => ({
		bytes,
		added: tagsToKeep(pages[index])
	})));
}
function tagsToKeep({ entries, space }) {
	const extra = entries.find(({ tag }) => tag === tags.extraSamples);
	const unspecified = extra && numbers(extra)[0] === 0 ? [extra] : [];
	const lab = entries.filter(({ tag }) => tag === tags.photometric && space === "lab");
	return [
		...entries.filter(isDescriptive),
		...unspecified,
		...lab
	];
}
/** An encoded TIFF with metadata that came from another format. */
function withTiffMetadata(encoded, metadata) {
	const { icc, xmp, photoshop } = metadata;
	const own = [
		[
			tags.icc,
			icc,
			type.undefined
		],
		[
			tags.xmp,
			xmp,
			type.byte
		],
		[
			tags.photoshop,
			photoshop,
			type.byte
		],
		[
			tags.iptc,
			iptcRecords(metadata),
			type.undefined
		]
	].flatMap(([tag, data, kind]) => data ? [{
		tag,
		type: kind,
		count: data.length,
		data: Buffer.from(data)
	}] : []);
	return chained([{
		bytes: encoded,
		added: [
			...densityEntries(metadata.density),
			...exifEntries(metadata.exif),
			...own
		]
	}]);
}
/**
* One file of several: they stand one behind the other, and behind each a new directory of its own structural entries and the added
* ones. The old directories stay as bytes that nothing points to.
*/
function chained(pages) {
	const parts = [];
	const links = [];
	let length = 0;
	const append = (bytes) => {
		const padding = Buffer.alloc(-bytes.length & 7);
		parts.push(bytes, padding);
		length += bytes.length + padding.length;
	};
	const { big } = readerOf(pages[0].bytes);
	let link = big ? 8 : 4;
	for (const { bytes, added } of pages) {
		const own = readTiff(bytes).directories[0].filter((entry) => !isDescriptive(entry));
		const merged = new Map([...own.map((entry) => moved(entry, length, big)), ...added].map((entry) => [entry.tag, entry]));
		append(bytes);
		const { bytes: behind, directory } = serialize([...merged.values()], length, big);
		append(behind);
		links.push({
			at: link,
			to: directory
		});
		link = directory + (big ? 8 + merged.size * 20 : 2 + merged.size * 12);
	}
	if (!big && length >= 2 ** 32) throw unsupported(`the TIFF would have ${length} bytes; only a BigTIFF can have 4 GB and more`);
	return linked$1(Buffer.concat(parts), links, big);
}
/** Where pixels stand, in a file that itself stands further behind. */
function moved(entry, bytes, big) {
	if (bytes === 0 || entry.tag !== tags.stripOffsets && entry.tag !== tags.tileOffsets) return entry;
	const size = valueBytes[entry.type];
	const positions = Array.from({ length: entry.count }, (_, index) => entry.data.readUIntLE(index * size, Math.min(size, 6)) + bytes);
	return longEntry(entry.tag, positions, big);
}
function linked$1(file, links, big) {
	for (const { at, to } of links) if (big) file.writeBigUInt64LE(BigInt(to), at);
	else file.writeUInt32LE(to, at);
	return file;
}
function densityEntries(density) {
	if (!density) return [];
	const unit = density.unit === "inch" ? "inch" : "centimetre";
	const { x, y } = densityIn(unit, density) ?? density;
	const unitCode = density.unit === "aspect" ? 1 : unit === "inch" ? 2 : 3;
	return [
		{
			tag: tags.xResolution,
			type: type.rational,
			count: 1,
			data: rational(x)
		},
		{
			tag: tags.yResolution,
			type: type.rational,
			count: 1,
			data: rational(y)
		},
		shortEntry(tags.resolutionUnit, [unitCode])
	];
}
function rational(value) {
	const denominator = Number.isInteger(value) ? 1 : 1e3;
	const data = Buffer.alloc(8);
	data.writeUInt32LE(Math.round(value * denominator), 0);
	data.writeUInt32LE(denominator, 4);
	return data;
}
/** What a TIFF's tags say, for writing another format. */
function tiffMetadata({ entries }) {
	const dataOf = (tag) => entries.find((entry) => entry.tag === tag)?.data;
	return presentMetadata({
		icc: dataOf(tags.icc),
		xmp: dataOf(tags.xmp),
		photoshop: dataOf(tags.photoshop),
		iptc: dataOf(tags.iptc),
		exif: exifBlock(entries.filter((entry) => isDescriptive(entry) && !ownBlocks.has(entry.tag))),
		density: resolution(entries)
	});
}
function resolution(entries) {
	const [x] = numbersOf(entries, tags.xResolution);
	const [y] = numbersOf(entries, tags.yResolution);
	if (!x || !y || !Number.isFinite(x + y)) return void 0;
	const unit = [
		"inch",
		"aspect",
		"inch",
		"centimetre"
	][numbersOf(entries, tags.resolutionUnit)[0] ?? 2] ?? "inch";
	return unit === "aspect" && x === y ? void 0 : {
		x,
		y,
		unit
	};
}
/** The file without the tags that do not decide how a page is shown. */
function strippedTiff(file) {
	return withPages(file, (page) => ({
		...page,
		entries: strippedEntries(page.entries)
	}));
}
/** The file saying that its pages stand upright. */
function uprightTiff(file) {
	return withPages(file, (page) => ({
		...page,
		entries: uprightEntries(page.entries)
	}));
}
function withPages({ pages: [first, ...others] }, change) {
	const changed = change(first);
	return {
		...changed,
		pages: [changed, ...others.map(change)]
	};
}
/** The orientation that the tags of a page state: 1 upright … 8. */
function pageOrientation({ entries }) {
	return orientationOf(entries);
}
function strippedEntries(entries) {
	const isUneven = unevenDensity(resolution(entries)) !== void 0;
	return entries.filter((entry) => !isDescriptive(entry) || shownTags.has(entry.tag) || isUneven && resolutionTags.has(entry.tag));
}
function uprightEntries(entries) {
	const swapped = orientationOf(entries) >= 5;
	return entries.map((entry) => {
		if (entry.tag === tags.orientation) return {
			...entry,
			type: type.short,
			count: 1,
			data: Buffer.from([1, 0])
		};
		if (entry.tag === tags.xmp) return {
			...entry,
			data: Buffer.from(uprightXmp(entry.data))
		};
		if (swapped && entry.tag === tags.xResolution) return {
			...entry,
			tag: tags.yResolution
		};
		if (swapped && entry.tag === tags.yResolution) return {
			...entry,
			tag: tags.xResolution
		};
		return entry;
	});
}
var ownBlocks, shownTags, resolutionTags;
var init_rewrite = __esmMin((() => {
	init_container();
	init_exif();
	init_metadata();
	init_directory();
	ownBlocks = /* @__PURE__ */ new Set([
		tags.icc,
		tags.xmp,
		tags.iptc,
		tags.photoshop
	]);
	shownTags = /* @__PURE__ */ new Set([
		254,
		tags.orientation,
		297,
		301,
		318,
		319,
		tags.icc
	]);
	resolutionTags = /* @__PURE__ */ new Set([
		tags.xResolution,
		tags.yResolution,
		tags.resolutionUnit
	]);
}));
// src/codec/tiff/tags.ts
/** Takes a TIFF apart. What imgpar cannot give back is refused by name: camera raws, layers, floating point… */
function parseTiff(file) {
	const { big, directories, behindEnd } = readTiff(file);
	if (essentialTags.some((tag) => behindEnd.has(tag))) throw cutOff("the directory of a page goes on");
	refuseCameraRaw(file, directories);
	const [first, ...others] = directories.map((entries, index) => {
		try {
			refuseOtherPictures(entries, directories.length);
			const page = readPage(big, entries);
			requirePixels(file, page);
			return page;
		} catch (error) {
			if (!(error instanceof ImgparError) || directories.length === 1) throw error;
			throw new ImgparError(error.code, `page ${index + 1} of ${directories.length}: ${error.message}`, { cause: error });
		}
	});
	if (!first) throw corrupt("the TIFF has no page");
	return {
		...first,
		pages: [first, ...others]
	};
}
function cutOff(what) {
	return corrupt(`the TIFF is cut off: ${what} behind the end of the file`);
}
/** The decoder would say of a picture that is cut off whatever it stumbles over. */
function requirePixels(file, { entries, compression, shape, bitsPerSample }) {
	const find = (tag) => entries.find((entry) => entry.tag === tag);
	const offsets = find(tags.stripOffsets) ?? find(tags.tileOffsets);
	const lengths = find(tags.stripByteCounts) ?? find(tags.tileByteCounts);
	if (!offsets || !lengths) return;
	const samples = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
	const mostBytes = compression === "none" && offsets.count === 1 ? Math.ceil(shape.width * bitsPerSample * samples / 8) * shape.height : file.length;
	for (let index = 0; index < Math.min(offsets.count, lengths.count); index++) if (numberAt(offsets, index) + Math.min(numberAt(lengths, index), mostBytes) > file.length) throw cutOff("some of its pixels lie");
}
/**
* Raws are told by how a sensor's samples are stored; or, as those of most makers, by a small picture in front of the large one, which
* lies in a sub-directory. Where sub-directories hold smaller pictures, the large one is in front.
*/
function refuseCameraRaw(file, directories) {
	const has = (entries, wanted) => entries.some(({ tag }) => tag === wanted);
	const isDng = directories.some((entries) => has(entries, tags.dngVersion));
	const [first] = directories;
	const hasSmallFirst = first && has(first, tags.subDirectories) && ((numbersOf(first, tags.newSubfileType)[0] ?? 0) & 1) !== 0;
	const isRaw = directories.some((entries) => isOfSensor(entries) || subDirectories(file, entries).some(isOfSensor));
	if (isDng || hasSmallFirst || isRaw) throw unsupported(`the image is a camera raw file${isDng ? " (DNG)" : ""}; expected a developed picture`);
}
function isOfSensor(entries) {
	const [photometric = -1] = numbersOf(entries, tags.photometric);
	const [compression = 1] = numbersOf(entries, tags.compression);
	return rawPhotometrics.includes(photometric) || rawCompressions.includes(compression);
}
/** The directories that hang below a page's; none where one cannot be read. */
function subDirectories(file, entries) {
	const positions = numbersOf(entries, tags.subDirectories).slice(0, mostSubDirectories);
	try {
		const reader = readerOf(file);
		return positions.map((position) => readDirectory(reader, position, /* @__PURE__ */ new Set()));
	} catch {
		return [];
	}
}
function readPage(big, entries) {
	const value = (tag, otherwise) => numbersOf(entries, tag)[0] ?? otherwise;
	const photometric = value(tags.photometric, -1);
	const compression = value(tags.compression, 1);
	const width = value(tags.width, 0);
	const height = value(tags.height, 0);
	if (width === 0 || height === 0) throw corrupt("the TIFF does not state its size");
	const bitsPerSample = readBits(entries, photometric);
	const space = photometric === photometrics.separated ? "cmyk" : isLab(photometric) ? "lab" : void 0;
	return {
		big,
		entries,
		bitsPerSample: photometric === photometrics.palette ? 8 : bitsPerSample,
		shape: {
			width,
			height,
			channels: readChannels(entries, photometric),
			maxSample: bitsPerSample === 16 ? 65535 : 255
		},
		fullChroma: photometric !== photometrics.yCbCr || value(tags.chromaSubsampling, 2) === 1,
		...space ? { space } : {},
		compression: compressionToWrite(compression),
		whiteIsZero: photometric === photometrics.whiteIsZero,
		tile: entries.some(({ tag }) => tag === tags.tileWidth) ? {
			width: value(tags.tileWidth, 0),
			height: value(tags.tileLength, 0)
		} : void 0
	};
}
/** The file with pages in Lab called RGB: so the decoder gives L, a and b as they are stored, where it would convert or refuse them. */
function withLabCalledRgb(file, { pages }) {
	const fields = pages.filter(({ space }) => space === "lab").flatMap(({ entries }) => entries.filter(({ tag }) => tag === tags.photometric).map(({ valueAt }) => valueAt));
	if (fields.length === 0) return file;
	const copy = Buffer.from(file);
	for (const at of fields) copy.set(file[0] === 73 ? [photometrics.rgb, 0] : [0, photometrics.rgb], at);
	return copy;
}
function isLab(photometric) {
	return photometric === photometrics.cieLab || photometric === photometrics.iccLab;
}
function compressionToWrite(compression) {
	const readable = readableCompressions[compression];
	if (readable) return readable;
	throw unsupported(`the TIFF is compressed by ${refusedCompressions[compression] ?? `method ${compression}`}; expected none, LZW, Deflate, PackBits, JPEG or CCITT fax`);
}
function refuseOtherPictures(entries, pages) {
	const has = (tag) => entries.some((entry) => entry.tag === tag);
	if (has(tags.subDirectories)) throw unsupported("the TIFF holds further images (sub-directories); expected one");
	if (has(tags.photoshopLayers)) throw unsupported("the TIFF holds Photoshop layers, which would still show the old picture; expected a flattened image");
	const planes = entries.find(({ tag }) => tag === tags.metamorphPlanes)?.count ?? 1;
	const description = entries.find(({ tag }) => tag === tags.description)?.data.toString("latin1") ?? "";
	const slices = description.startsWith("ImageJ=") ? /^images=(\d{1,9})/m.exec(description) : void 0;
	const images = Math.max(planes, Number(slices?.[1] ?? 1));
	if (images > pages) throw unsupported(`the TIFF is a stack of ${images} images in ${pages} pages; expected a page for each`);
	if (pages > 1 && ((numbersOf(entries, tags.newSubfileType)[0] ?? 0) & 4) !== 0) throw unsupported("it is the transparency mask of another page; expected transparency as an alpha channel");
}
function readBits(entries, photometric) {
	const bits = numbersOf(entries, tags.bitsPerSample);
	const first = bits[0] ?? 1;
	if (bits.some((count) => count !== first)) throw unsupported(`the TIFF has channels of ${bits.join(", ")} bits; expected the same for all`);
	const kind = [
		"",
		"",
		"signed integers",
		"floating point",
		"of no stated kind",
		"complex integers",
		"complex numbers"
	][numbersOf(entries, tags.sampleFormat)[0] ?? 1];
	if (kind) throw unsupported(`the TIFF's samples are ${first}-bit ${kind}; expected unsigned integers of at most 16 bits: scale them to these first`);
	const isGrey = photometric === photometrics.blackIsZero || photometric === photometrics.whiteIsZero || photometric === photometrics.palette;
	if (first !== 8 && first !== 16 && !(isGrey && (first === 1 || first === 2 || first === 4))) throw unsupported(`the TIFF has ${first} bits a sample; expected 8 or 16, or 1, 2 or 4 of grey`);
	return first;
}
function readChannels(entries, photometric) {
	const refused = refusedPhotometrics[photometric];
	if (refused) throw unsupported(`the image is ${refused}; expected grey, RGB, CMYK or CIELab`);
	if (photometric < 0) throw corrupt("the TIFF does not say what its samples mean (no PhotometricInterpretation)");
	const channels = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
	if ((photometric === photometrics.whiteIsZero || photometric === photometrics.blackIsZero || photometric === photometrics.mask) && (channels === 1 || channels === 2)) return channels;
	if (photometric === photometrics.palette && channels === 1) return 3;
	if (photometric === photometrics.separated && channels === 4 && (numbersOf(entries, tags.inkSet)[0] ?? 1) === 1) return 3;
	if (isLab(photometric) && channels === 3) return 1;
	if ((photometric === photometrics.rgb || photometric === photometrics.yCbCr) && (channels === 3 || channels === 4)) return channels;
	if (photometric === photometrics.separated) throw unsupported(`the TIFF has ${channels} inks or channels; expected C, M, Y and K`);
	throw unsupported(`the TIFF has ${channels} channels; expected grey or RGB, each with at most one alpha channel`);
}
var essentialTags, rawPhotometrics, rawCompressions, mostSubDirectories, refusedPhotometrics, readableCompressions, refusedCompressions;
var init_tags = __esmMin((() => {
	init_errors();
	init_container();
	init_directory();
	essentialTags = [...[
		tags.width,
		tags.height,
		tags.bitsPerSample,
		tags.compression,
		tags.photometric,
		tags.samplesPerPixel,
		tags.sampleFormat
	], ...[
		tags.stripOffsets,
		tags.stripByteCounts,
		tags.tileOffsets,
		tags.tileByteCounts,
		tags.colourMap,
		tags.jpegTables
	]];
	rawPhotometrics = [32803, 34892];
	rawCompressions = [
		32767,
		32770,
		34713,
		65e3,
		65535
	];
	mostSubDirectories = 16;
	refusedPhotometrics = {
		10: "ITULab",
		32844: "LogL",
		32845: "LogLuv"
	};
	readableCompressions = {
		1: "none",
		2: "ccittfax4",
		3: "ccittfax4",
		4: "ccittfax4",
		5: "lzw",
		7: "jpeg",
		8: "deflate",
		32773: "packbits",
		32946: "deflate"
	};
	refusedCompressions = {
		6: "old-style JPEG",
		9: "JBIG",
		10: "JBIG",
		32766: "NeXT",
		32771: "CCITT RLE with word alignment",
		32809: "ThunderScan",
		34661: "JBIG",
		34676: "SGI Log",
		34677: "SGI Log",
		34712: "JPEG 2000",
		34887: "LERC",
		34925: "LZMA",
		5e4: "Zstandard",
		50001: "WebP",
		50002: "JPEG XL",
		52546: "JPEG XL"
	};
}));
// src/codec/tiff/codec.ts
var codec_exports$1 = /* @__PURE__ */ __exportAll({ tiffCodec: () => tiffCodec });
async function encodePage(raster, coding) {
	return encodeTiffStrips(raster, coding) ?? encodeTiff(raster, coding);
}
/** Stored as it was, or as is asked for. The sides of tiles must be multiples of 16; others become strips. */
function tiffCoding(raster, page, { compression, quality }) {
	const { whiteIsZero, big, bitsPerSample, tile, space } = page;
	const bitdepth = greyBits(raster, bitsPerSample);
	const isRegular = tile && tile.width % 16 === 0 && tile.height % 16 === 0 && Math.max(tile.width, tile.height) <= 32768;
	return {
		compression: compression === "keep" ? compressionAsRead(raster, page, bitdepth) : chosenCompression(raster, page, compression),
		quality,
		bitdepth,
		whiteIsZero,
		big,
		tile: isRegular ? tile : void 0,
		...space ? { space } : {}
	};
}
/** Fax coding knows black and white only, and JPEG no alpha: what cannot be written again becomes LZW. */
function compressionAsRead(raster, { compression, space }, bitdepth) {
	return compression === "ccittfax4" && bitdepth !== 1 || compression === "jpeg" && !fitsJpeg(raster, space) ? "lzw" : compression;
}
function chosenCompression(raster, { space }, compression) {
	if (compression === "jpeg" && !fitsJpeg(raster, space)) throw unsupported("JPEG compression holds grey, RGB and CMYK of 8 bits only; choose lzw or deflate for what has alpha, Lab or 16 bits");
	return compression;
}
function fitsJpeg({ channels, maxSample }, space) {
	return maxSample === 255 && space !== "lab" && (space === "cmyk" || channels % 2 === 1);
}
var tiffCodec;
var init_codec$1 = __esmMin((() => {
	init_container();
	init_encoding();
	init_on_demand();
	init_reader();
	init_rewrite();
	init_strips();
	init_tags();
	tiffCodec = {
		parse: parseTiff,
		peakFactors: {
			read: ({ space }) => .25 + (space === "cmyk" ? 1.5 : 0),
			write: ({ space }, again, compression) => {
				if (space === "cmyk") return 5.1;
				return again?.pages.every((page) => page.compression === "none") && (compression === "keep" || compression === "none") ? 2.4 : 3.2;
			},
			held: () => 2.8
		},
		decode: (bytes, file, maxPixels) => decodePages(withLabCalledRgb(bytes, file), file, {
			title: "TIFF",
			maxPixels,
			forgivesTags: true
		}),
		read: readTiffStrips,
		rewrite: async (rasters, file, coding) => withTiffTags(await inTurn(rasters, (raster, page) => encodePage(raster, tiffCoding(raster, file.pages[page], coding))), file),
		async write([raster], { bitsPerSample, space, metadata }, coding) {
			return withTiffMetadata(await encodePage(raster, tiffCoding(raster, {
				compression: "deflate",
				whiteIsZero: false,
				big: false,
				tile: void 0,
				bitsPerSample,
				...space ? { space } : {}
			}, coding)), metadata);
		},
		metadata: tiffMetadata,
		orientations: ({ pages }) => pages.map(pageOrientation),
		upright: uprightTiff,
		stripped: strippedTiff
	};
}));
// src/codec/tiff/format.ts
var tiff;
var init_format$1 = __esmMin((() => {
	init_format$6();
	tiff = {
		title: "TIFF",
		endings: ["tif", "tiff"],
		magic: /^(II[*+]\0|MM\0[*+])/,
		holds: {
			largestSide: 2 ** 31 - 1,
			cmyk: true,
			sixteenBits: true,
			transparency: true,
			animation: false
		},
		ignores: [
			"effort",
			"lossless",
			"codec"
		],
		load: once(async () => (await Promise.resolve().then(() => (init_codec$1(), codec_exports$1))).tiffCodec)
	};
}));
// src/codec/webp/chunks.ts
/** Takes a WebP apart. A cut one is refused. */
function parseWebp(file) {
	const declared = file.readUInt32LE(4) + 8;
	if (declared > file.length + 1) throw corrupt(`the WebP is cut off: it says ${declared} bytes, the file has ${file.length}`);
	const chunks = readChunks(file.subarray(0, declared), 12);
	count(chunks);
	const animated = chunks.find(({ type }) => type === "ANIM");
	return {
		...animated ? readAnimation(chunks, animated.data) : {
			...readPicture(chunks),
			animation: void 0
		},
		chunks: chunks.filter(({ type }) => !pictureChunks.includes(type))
	};
}
/** Refuses too many frames, and enormous metadata. */
function count(chunks) {
	const limits = new MetadataLimits();
	for (const { type, data } of chunks) if (type === "ANMF") limits.addPage();
	else if (type === "ICCP") limits.addProfile(data.length);
	else if (!pictureChunks.includes(type)) limits.add(data.length);
}
function readPicture(chunks) {
	const picture = chunks.find(({ type }) => type === "VP8 " || type === "VP8L");
	if (!picture) throw corrupt("the WebP holds no picture");
	const lossless = picture.type === "VP8L";
	const { width, height, alpha } = lossless ? losslessHeader(picture.data) : lossyHeader(picture.data);
	return {
		shape: {
			width,
			height,
			channels: alpha || chunks.some(({ type }) => type === "ALPH") ? 4 : 3,
			maxSample: 255
		},
		bitsPerSample: 8,
		fullChroma: lossless,
		lossless
	};
}
function readAnimation(chunks, loop) {
	const extended = chunks.find(({ type }) => type === "VP8X")?.data;
	if (!extended) throw corrupt("the WebP is animated but does not state its size");
	const hasAlpha = (extended.readUInt8(0) & alphaFlag) !== 0;
	const shape = {
		...sizeAt(extended, 4),
		channels: hasAlpha ? 4 : 3,
		maxSample: 255
	};
	const frames = chunks.filter(({ type }) => type === "ANMF").map(({ data }) => readFrame(data));
	if (frames.length === 0) throw corrupt("the WebP is animated but has no frames");
	const covers = ({ width, height }) => width === shape.width && height === shape.height;
	const isBare = (frame, before) => !covers(frame) && (before?.cleared ?? true);
	if (!hasAlpha && frames.some((frame, index) => isBare(frame, frames[index - 1]))) throw unsupported("the WebP has frames that are smaller than its canvas and says it has no transparency; expected frames that fill it");
	const lossless = frames.every((frame) => frame.lossless);
	const header = {
		shape,
		bitsPerSample: 8,
		fullChroma: lossless
	};
	return {
		...header,
		...frames.length > 1 ? { pages: frames.map(() => header) } : {},
		lossless,
		animation: {
			plays: loop.readUInt16LE(4),
			delaysMs: frames.map(({ delayMs }) => delayMs)
		}
	};
}
function readFrame(data) {
	const { lossless } = readPicture(readChunks(data, frameHeadBytes));
	return {
		...sizeAt(data, 6),
		delayMs: data.readUIntLE(12, 3),
		cleared: (data.readUInt8(15) & 1) === 1,
		lossless
	};
}
function sizeAt(data, at) {
	return {
		width: data.readUIntLE(at, 3) + 1,
		height: data.readUIntLE(at + 3, 3) + 1
	};
}
function readChunks(file, start) {
	const chunks = [];
	const limits = new MetadataLimits();
	for (let position = start; position + 8 <= file.length;) {
		const end = position + 8 + file.readUInt32LE(position + 4);
		if (end > file.length) throw corrupt("the WebP is cut off within a chunk, or a length in it is wrong");
		limits.add(0);
		const padded = Math.min(end + end % 2, file.length);
		const type = file.toString("latin1", position, position + 4);
		chunks.push({
			type,
			bytes: file.subarray(position, padded),
			data: file.subarray(position + 8, end)
		});
		position = end + end % 2;
	}
	return chunks;
}
function losslessHeader(data) {
	const bits = data.readUInt32LE(1);
	return {
		width: (bits & 16383) + 1,
		height: (bits >>> 14 & 16383) + 1,
		alpha: (bits >>> 28 & 1) === 1
	};
}
function lossyHeader(data) {
	const width = data.readUInt16LE(6) & 16383;
	const height = data.readUInt16LE(8) & 16383;
	if (width === 0 || height === 0) throw corrupt("the WebP states a size of 0");
	return {
		width,
		height,
		alpha: false
	};
}
/** Encoded frames as one WebP, with everything but the pictures of the file they were made from, byte for byte. */
function withWebpChunks(encoded, { chunks, animation }) {
	return assembled(encoded, chunks, animation);
}
/** Encoded frames as one WebP, with metadata that came from another format. Comments and Photoshop's resources have no place in it. */
function withWebpMetadata(encoded, { icc, exif, xmp }, animation) {
	return assembled(encoded, Object.entries({
		ICCP: icc,
		EXIF: exif,
		"XMP ": xmp
	}).flatMap(([type, data]) => data ? [chunk(type, data)] : []), animation);
}
/** Profile first, then the pictures, then the rest; the order is prescribed. */
function assembled(encoded, kept, animation) {
	const [first] = encoded;
	if (kept.length === 0 && !animation) return first;
	const pictures = animation ? animated(encoded, animation) : codedPicture(first);
	const profile = kept.filter(({ type }) => type === "ICCP");
	const rest = kept.filter(({ type }) => type !== "ICCP");
	const chunks = [
		extendedHeader(encoded, kept, animation),
		...profile,
		...pictures,
		...rest
	];
	const body = Buffer.concat(chunks.flatMap(({ bytes }) => [bytes, Buffer.alloc(bytes.length % 2)]));
	const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
	head.writeUInt32LE(body.length + 4, 4);
	return Buffer.concat([head, body]);
}
function codedPicture(encoded) {
	return readChunks(encoded, 12).filter(({ type }) => [
		"ALPH",
		"VP8 ",
		"VP8L"
	].includes(type));
}
/** Frames that each fill the canvas and replace the one before. libwebp would join frames that are the same into one. */
function animated(encoded, { plays, delaysMs }) {
	const loop = Buffer.alloc(6);
	loop.writeUInt16LE(Math.min(plays, 65535), 4);
	const frames = encoded.map((bytes, index) => {
		const { width, height } = parseWebp(bytes).shape;
		const head = Buffer.alloc(frameHeadBytes);
		head.writeUIntLE(width - 1, 6, 3);
		head.writeUIntLE(height - 1, 9, 3);
		head.writeUIntLE(Math.min(delaysMs[index] ?? 0, 16777215), 12, 3);
		head[15] = doNotBlend;
		return chunk("ANMF", Buffer.concat([head, ...codedPicture(bytes).map((part) => part.bytes)]));
	});
	return [chunk("ANIM", loop), ...frames];
}
function extendedHeader(encoded, kept, animation) {
	const shapes = encoded.map((bytes) => parseWebp(bytes).shape);
	const { width, height } = shapes[0];
	const data = Buffer.alloc(10);
	const pictureFlags = (shapes.some(({ channels }) => channels === 4) ? alphaFlag : 0) | (animation ? animationFlag : 0);
	data[0] = kept.reduce((flags, { type }) => flags | (flagOf[type] ?? 0), pictureFlags);
	data.writeUIntLE(width - 1, 4, 3);
	data.writeUIntLE(height - 1, 7, 3);
	return chunk("VP8X", data);
}
function chunk(type, data) {
	const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
	head.writeUInt32LE(data.length, 4);
	const bytes = Buffer.concat([
		head,
		data,
		Buffer.alloc(data.length % 2)
	]);
	return {
		type,
		bytes,
		data: bytes.subarray(8, 8 + data.length)
	};
}
/** What a WebP's chunks say, for writing another format. */
function webpMetadata({ chunks }) {
	const dataOf = (type) => chunks.find((candidate) => candidate.type === type)?.data;
	const exif = dataOf("EXIF");
	return presentMetadata({
		icc: dataOf("ICCP"),
		exif: exif?.toString("latin1", 0, 6) === exifPrefix ? exif.subarray(6) : exif,
		xmp: dataOf("XMP ")
	});
}
/** The file with its profile and its orientation only. */
function strippedWebp(file) {
	const orientation = orientationExif(webpMetadata(file).exif);
	const profile = file.chunks.filter(({ type }) => type === "ICCP");
	return {
		...file,
		chunks: [...profile, ...orientation ? [chunk("EXIF", orientation)] : []]
	};
}
/** The file saying that its picture stands upright. */
function uprightWebp(file) {
	return {
		...file,
		chunks: file.chunks.map(uprightChunk)
	};
}
function uprightChunk(candidate) {
	const { type, data } = candidate;
	if (type === "XMP ") return chunk(type, uprightXmp(data));
	if (type !== "EXIF") return candidate;
	const head = data.toString("latin1", 0, 6) === exifPrefix ? 6 : 0;
	return chunk(type, Buffer.concat([data.subarray(0, head), uprightExif(data.subarray(head))]));
}
var pictureChunks, frameHeadBytes, doNotBlend, alphaFlag, animationFlag, flagOf, exifPrefix;
var init_chunks = __esmMin((() => {
	init_container();
	init_exif();
	init_metadata();
	init_metadata_limits();
	pictureChunks = [
		"VP8 ",
		"VP8L",
		"ALPH",
		"VP8X",
		"ANIM",
		"ANMF"
	];
	frameHeadBytes = 16;
	doNotBlend = 2;
	alphaFlag = 16;
	animationFlag = 2;
	flagOf = {
		ICCP: 32,
		EXIF: 8,
		"XMP ": 4
	};
	exifPrefix = "Exif\0\0";
}));
// src/codec/webp/codec.ts
var codec_exports = /* @__PURE__ */ __exportAll({ webpCodec: () => webpCodec });
/** Nearly lossless coding would change alpha as well, so what is transparent is coded without any loss. */
function webpCoding(raster, { lossless, quality, effort }, wasLossless) {
	const wanted = lossless === "keep" ? wasLossless ? "yes" : "no" : lossless;
	return {
		quality,
		effort,
		lossless: wanted === "near" && hasTransparency$1(raster) ? "yes" : wanted
	};
}
var webpCodec;
var init_codec = __esmMin((() => {
	init_encoding();
	init_exif();
	init_memory();
	init_on_demand();
	init_chunks();
	webpCodec = {
		parse: parseWebp,
		peakFactors: {
			read: ({ pages }) => pages ? 1.3 : 2.75,
			write: (picture, again) => (again?.lossless ? 14.5 : 3) * asColour(picture),
			held: (again) => again?.lossless ? 2.8 : .8
		},
		decode: (bytes, file, maxPixels) => decodeFrames(bytes, file, {
			title: "WebP",
			maxPixels
		}),
		rewrite: async (rasters, file, coding) => withWebpChunks(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, coding, file.lossless))), file),
		write: async (rasters, { animation, metadata }, coding) => withWebpMetadata(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, coding, false))), metadata, animation),
		metadata: webpMetadata,
		animation: ({ animation }) => animation,
		orientations: (file) => exifOrientation(webpMetadata(file).exif),
		upright: uprightWebp,
		stripped: strippedWebp
	};
}));
// src/codec/webp/format.ts
var webp;
var init_format = __esmMin((() => {
	init_format$6();
	webp = {
		title: "WebP",
		endings: ["webp"],
		magic: /^RIFF[\s\S]{4}WEBP/,
		holds: {
			largestSide: 16383,
			cmyk: false,
			sixteenBits: false,
			transparency: true,
			animation: true
		},
		ignores: ["compression", "codec"],
		load: once(async () => (await Promise.resolve().then(() => (init_codec(), codec_exports))).webpCodec)
	};
}));
// src/codec/formats.ts
/** The format with that ending of file names, in lower case and without the dot. */
function formatWithEnding(ending) {
	return imageFormats.find((format) => formats[format].endings.includes(ending));
}
var formats, imageFormats;
var init_formats = __esmMin((() => {
	init_format$5();
	init_format$4();
	init_format$3();
	init_format$2();
	init_format$1();
	init_format();
	formats = {
		jpeg,
		png,
		webp,
		tiff,
		avif,
		gif
	};
	imageFormats = Object.keys(formats);
}));
// src/codec/holdings.ts
/** Refuses another format that could not hold the image: nothing is lost that was not asked for. */
function refuseLoss({ title, holds }, picture, rasters) {
	const [raster] = rasters;
	const { width, height } = raster;
	if (rasters.length > 1 && !(holds.animation && picture.animation && picture.shape.maxSample === 255)) throw unsupported(`the image has ${rasters.length} pages or frames, and ${title} would be written with one; keep the format`);
	if (Math.max(width, height) > holds.largestSide) throw unsupported(`the image has ${width} × ${height} pixels; ${title} holds at most ${holds.largestSide} a side`);
	if (picture.space === "lab") throw unsupported("the image is CIELab, which is written as TIFF only; keep the format");
	if (picture.space === "cmyk" && !holds.cmyk) throw unsupported(`the image is CMYK, which ${title} cannot hold; choose ${formatsThatHold("cmyk")}`);
	if (raster.maxSample === 65535 && !holds.sixteenBits) throw unsupported(`the image has ${picture.bitsPerSample} bits a sample, which ${title} cannot hold; choose ${formatsThatHold("sixteenBits")}`);
	if (!holds.transparency && picture.space !== "cmyk" && hasTransparency$1(raster)) throw unsupported(`the image is transparent, which ${title} cannot hold; choose ${formatsThatHold("transparency")}`);
}
function formatsThatHold(what) {
	const names = imageFormats.filter((name) => formats[name].holds[what] && !formats[name].writesOnlyItself);
	return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
var init_holdings = __esmMin((() => {
	init_container();
	init_encoding();
	init_formats();
}));
// src/codec/kept-metadata.ts
/** The file with what is kept of it besides the pixels: everything, or what the options leave. */
function keptFile(codec, file, { strip, dropGainMap }) {
	if (file.gainMap && !dropGainMap) throw unsupported("the image has an HDR gain map, which would no longer fit it; leave it out with --drop-gainmap");
	const plain = file.gainMap && codec.withoutGainMap ? codec.withoutGainMap(file) : file;
	return strip ? codec.stripped(plain) : plain;
}
var init_kept_metadata = __esmMin((() => {
	init_container();
}));
// src/codec/sniff.ts
/** Whether the ending of a name is that of a picture, of a format that is read or of another. */
function isNamedLikeImage(name) {
	const [, ending = ""] = /\.([^.\\/]+)(?:\.gz)?$/.exec(name.toLowerCase()) ?? [];
	return formatWithEnding(ending) !== void 0 || otherEndings.has(ending);
}
/** What is said of a picture that is not read. */
function notSupported(name) {
	return `${name} is not supported; ${expectedFormats}`;
}
/** What is said of a file that is no picture, or none that is known. */
function notAnImage(name) {
	return `this is ${name}; ${expectedFormats}`;
}
/** What a file is, from its first bytes (`headBytes` of them, or all it has). */
function sniff(head, known = formats) {
	if (head.length === 0) return {
		kind: "not-an-image",
		name: "an empty file"
	};
	const start = latin1(head, 16);
	const alike = valueFor(start, lookalikes);
	if (alike) return {
		kind: "unsupported-image",
		name: alike
	};
	const format = formatWhere(known, ({ magic }) => magic?.test(start));
	if (format) return {
		kind: "image",
		format
	};
	const text = latin1(head, 4096);
	if (/^\0+$/.test(text)) return {
		kind: "not-an-image",
		name: "a file that begins with zero bytes"
	};
	if (text.slice(4, 8) === "ftyp") return sniffBrands(text, known);
	const other = valueFor(text, otherImages) ?? (text.startsWith("DICM", 128) ? "DICOM" : void 0);
	if (other) return {
		kind: "unsupported-image",
		name: other
	};
	return {
		kind: "not-an-image",
		name: valueFor(text, notImages) ?? (isVolume(text) ? volume : nameOfText(text))
	};
}
function formatWhere(known, fits) {
	for (const name in known) if (fits(known[name])) return name;
}
/** What the samples of a file with this head take at least, as far as that is known; see `Format`. */
function leastSampleBytes(head, maxPixels) {
	const found = sniff(head);
	return found.kind === "image" ? formats[found.format].leastSampleBytes?.(head, maxPixels) ?? 0 : 0;
}
/** What a table holds for the first of its patterns that fits. */
function valueFor(text, table) {
	return table.find(([pattern]) => pattern.test(text))?.[1];
}
function latin1(head, mostBytes) {
	return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, mostBytes)).toString("latin1");
}
/** Files that begin with a `ftyp` box (ISO base media): pictures and videos alike; the brands tell. */
function sniffBrands(text, known) {
	const boxBytes = Math.max(16, text.charCodeAt(2) * 256 + text.charCodeAt(3));
	const brands = `${text.slice(8, 12)} ${text.slice(16, Math.min(boxBytes, text.length)).replace(/[\s\S]{4}/g, "$& ")}`.split(" ");
	const format = formatWhere(known, (candidate) => candidate.brands?.some((brand) => brands.includes(brand)));
	if (format) return {
		kind: "image",
		format
	};
	if (brands.some((brand) => /^he[iv][cmsx]$/.test(brand))) return {
		kind: "unsupported-image",
		name: "HEIC"
	};
	if (brands.some((brand) => /^(mif\d|msf1|miaf|j2ki|jpeg)$/.test(brand))) return {
		kind: "unsupported-image",
		name: "HEIF"
	};
	if (brands[0] === "crx") return {
		kind: "unsupported-image",
		name: "a camera raw file"
	};
	return {
		kind: "not-an-image",
		name: "a video or sound file"
	};
}
/** Whether it begins with the length of a header, in whose 20th number, that of dimensions, is one that is possible. */
function isVolume(text) {
	const dimensions = text.slice(40, 42);
	if (text.startsWith("\\\0\0")) return /^[\x01-\x07]\0$/.test(dimensions);
	return text.startsWith("\0\0\\") && /^\0[\x01-\x07]$/.test(dimensions);
}
function nameOfText(text) {
	const plain = (text.startsWith("ï»¿") ? text.slice(3) : text).trimStart();
	const document = documentTypeOf(plain);
	if (document === "svg") return "an SVG drawing";
	if (htmlElements.includes(document)) return "an HTML page";
	if (/^<(\?xml|!doctype)/i.test(plain)) return "an XML document";
	if (/^[[{]\s*["[\]{}]/.test(plain)) return "JSON";
	return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? "data of an unknown kind" : "text";
}
/** The name of a document's type or, where none is stated, of its first element: what stands behind declarations and comments. */
function documentTypeOf(text) {
	let rest = text;
	while (true) {
		const closing = rest.startsWith("<!--") ? "-->" : rest.startsWith("<?") ? "?>" : void 0;
		if (!closing) return /^<(?:!doctype )?([a-z]+)/.exec(rest.slice(0, 100).toLowerCase())?.[1];
		const end = rest.indexOf(closing, 2);
		if (end < 0) return void 0;
		rest = rest.slice(end + closing.length).trimStart();
	}
}
var otherEndings, titles, expectedFormats, lookalikes, otherImages, volume, notImages, htmlElements;
var init_sniff = __esmMin((() => {
	init_formats();
	otherEndings = new Set("bmp dib ico cur pcx tga icb vda vst ras sgi xbm xpm pnm pbm pgm ppm pam pfm qoi dds ktx ktx2 mng jng flif bpg djvu heic heif heics heifs hif jxl jp2 j2k j2c jpc jpf jpx jpm jls jxr wdp hdp mpo jps pjpeg pjpg pjp psd psb xcf kra exr fits fts dcm dicom dic nii nrrd mha mhd czi lif nd2 svs ndpi scn btf tf8 dng nef nrw cr2 cr3 crw arw srf sr2 srw orf rw2 rwl raf pef x3f 3fr fff iiq mos mef erf kdc dcr mrw".split(" "));
	titles = imageFormats.map((format) => formats[format].title);
	expectedFormats = `expected ${titles.slice(0, -1).join(", ")} or ${titles.at(-1)}`;
	lookalikes = [[/^\xff\xd8\xff\xf7/, "JPEG-LS"], [/^(II[*+]\0|MM\0[*+])[\s\S]{4}CR\x02/, "a camera raw file"]];
	otherImages = [
		[/^\xff\x0a|^\0{3}\x0cJXL \r\n/, "JPEG XL"],
		[/^\0{3}\x0cjP {2}\r\n|^\xff\x4f\xff\x51/, "JPEG 2000"],
		[/^II\xbc/, "JPEG XR"],
		[/^FUJIFILMCCD-RAW|^IIR[OS]|^MMOR|^IIU\0|^FOVb/, "a camera raw file"],
		[/^BM[\s\S]{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}/, "BMP"],
		[/^8BPS\0[\x01\x02]/, "Photoshop (PSD)"],
		[/^\0\0[\x01\x02]\0[^\0]\0/, "ICO"],
		[/^P[1-7][\s#]/, "PNM"],
		[/^P[Ff]\s/, "PFM"],
		[/^SIMPLE {2}=/, "FITS"],
		[/^#\?(RADIANCE|RGBE)/, "Radiance HDR"],
		[/^\x76\x2f\x31\x01/, "OpenEXR"],
		[/^qoif/, "QOI"],
		[/^DDS /, "DDS"],
		[/^[\x8a\x8b][MJ]NG\r\n/, "MNG"],
		[/^FLIF/, "FLIF"],
		[/^BPG\xfb/, "BPG"],
		[/^gimp xcf/, "GIMP (XCF)"],
		[/^\x01\xda[\0\x01][\x01\x02]\0[\x01-\x03]/, "SGI"],
		[/^\x0a[\0-\x05]\x01[\x01\x02\x04\x08]/, "PCX"],
		[/^AT&TFORM/, "DjVu"],
		[/^\xabKTX/, "KTX"]
	];
	volume = "a NIfTI or Analyze volume";
	notImages = [
		[/^%PDF-/, "a PDF document"],
		[/^%!PS|^\xc5\xd0\xd3\xc6/, "a PostScript document"],
		[/^version https:\/\/git-lfs/, "a Git LFS pointer, its content not fetched"],
		[/^\x1f\x8b/, "a gzip archive"],
		[/^PK\x03\x04|^7z\xbc\xaf|^Rar!/, "an archive"],
		[/^\x93NUMPY/, "a NumPy array"],
		[/^\x89HDF\r\n/, "an HDF5 file"],
		[/^\0\x05\x16\x07/, "what macOS keeps beside a file (AppleDouble)"],
		[/^RIFF[\s\S]{4}(WAVE|AVI )|^\x1aE\xdf\xa3|^ID3|^OggS|^\0\0\x01\xba/, "a video or sound file"],
		[/^(\x1c\x02\0\0|\0\0\x02\x1c)n\+2\0/, volume],
		[/^[\x02\x08]\0[\s\S]\0([A-Z][A-Z]|[\s\S][\0\x01]\0\0)/, "DICOM without its preamble"],
		[/^[\s\S](\0[\x02\x03\x0a\x0b]\0{5}|\x01[\x01\x09][\s\S]{4}[\x0f\x10\x18\x20])[\s\S]{4}(\0[^\0]|[^\0][\s\S])(\0[^\0]|[^\0][\s\S])[\x08\x0f\x10\x18\x20]/, "a TGA image"]
	];
	htmlElements = [
		"html",
		"head",
		"body",
		"title",
		"meta",
		"script"
	];
}));
// src/codec/open.ts
var open_exports = /* @__PURE__ */ __exportAll({
	openImage: () => openImage,
	probeImage: () => probeImage,
	refuseTooLarge: () => refuseTooLarge
});
/**
* A file taken apart and decoded. Throws an `ImgparError`: `not-an-image`, `unsupported-format`, `corrupt`, `too-large`. The
* messages do not name the file.
*/
async function openImage(bytes, options = {}) {
	const known = options.formats ?? formats;
	const content = bufferOf(bytes);
	const format = formatOf(content, known);
	const codec = await known[format].load();
	const target = options.intent?.format ?? "keep";
	return open$1({
		known,
		format,
		codec,
		targetCodec: target === "keep" || target === format ? codec : await known[target].load(),
		options
	}, content);
}
/** What a file is and what its header says. Throws as `openImage` does, for all that a header can tell. */
async function probeImage(bytes) {
	const content = bufferOf(bytes);
	const format = formatOf(content, formats);
	const file = parsed(formats[format].title, await formats[format].load(), content);
	const { shape, bitsPerSample, fullChroma, space } = file;
	return {
		format,
		shape,
		shapes: pagesOf(file).map((page) => page.shape),
		bitsPerSample,
		fullChroma,
		...space ? { space } : {}
	};
}
function bufferOf({ buffer, byteOffset, byteLength }) {
	return Buffer.from(buffer, byteOffset, byteLength);
}
function formatOf(content, known) {
	const sniffed = sniff(content, known);
	if (sniffed.kind === "not-an-image") throw new ImgparError("not-an-image", notAnImage(sniffed.name));
	if (sniffed.kind === "unsupported-image") throw unsupported(notSupported(sniffed.name));
	return sniffed.format;
}
async function open$1(opening, content) {
	const { known, format, codec, options } = opening;
	const file = parsed(known[format].title, codec, content);
	const maxPixels = options.maxPixels ?? 268402689;
	refuseTooLarge(file, maxPixels);
	const decoded = async (heldBytes = 0) => {
		const need = needOf(opening, file);
		options.admit?.({
			...need,
			rasterBytes: need.rasterBytes + heldBytes
		});
		return imageOf(opening, file, await codec.decode(content, file, maxPixels));
	};
	return byComponents(opening, content, file, decoded) ?? byReader(opening, content, file) ?? decoded();
}
function parsed(title, codec, content) {
	try {
		return codec.parse(content);
	} catch (error) {
		if (isError(error) && error.name === "RangeError") throw corrupt(`the ${title} is cut off, or a position in it is wrong`, error);
		throw error;
	}
}
/** All pages are held in memory at once, so their sum counts. */
function refuseTooLarge(file, maxPixels) {
	const pages = pagesOf(file);
	const pixels = pages.reduce((sum, { shape }) => sum + shape.width * shape.height, 0);
	const { width, height } = file.shape;
	const size = pages.length === 1 ? `${width} × ${height} pixels` : `${pages.length} pages or frames, the first of ${width} × ${height} pixels`;
	if (pixels > maxPixels) throw new ImgparError("too-large", `the image has ${size}, ${pixels} pixels in all; allowed are ${maxPixels}`);
}
/** The memory that a file takes beside its own bytes if it is decoded to its pixels. */
function needOf({ codec, targetCodec, options }, file) {
	const pages = pagesOf(file);
	const compression = options.intent?.compression ?? defaultEncode.compression;
	const isSame = targetCodec === codec;
	const writeFactor = isSame ? codec.peakFactors.write(file, file, compression) : targetCodec.peakFactors.write(file, void 0, compression);
	const heldFactor = isSame ? codec.peakFactors.held?.(file) : targetCodec.peakFactors.held?.(void 0);
	const need = codecNeed(codec.peakFactors.read(file), writeFactor, heldFactor ?? 1.2, pages.map(rasterBytesOf));
	return {
		shapes: pages.map(({ shape }) => shape),
		...need
	};
}
/** CMYK is decoded as four channels and Lab as three, whatever methods see. */
function rasterBytesOf({ shape, space }) {
	return sampleBytes(space ? {
		...shape,
		channels: space === "lab" ? 3 : 4
	} : shape);
}
/** The image by its components, if these will do and can be had. So both ways accept and refuse the same files. */
function byComponents({ format, codec, options }, content, file, decoded) {
	const { intent, autoOrient, admit } = options;
	const by = codec.components;
	if (!by || !intent || autoOrient || options.codec === "sharp") return void 0;
	if (intent.format !== "keep" && intent.format !== format) return void 0;
	if (!by.suits(file, intent)) return void 0;
	const need = by.need(file);
	admit?.(need);
	const components = by.decode(content, file);
	if (!components) return void 0;
	return {
		format,
		pictures: [components.picture],
		...encoders(async (options) => {
			const kept = keptFile(codec, file, options);
			const encoded = components.encode(kept, {
				...options,
				quality: qualityOf(options, () => codec.estimateQuality?.(file))
			});
			if (encoded) return {
				parts: inParts(encoded),
				codec: by.name
			};
			const pixels = await decoded(need.rasterBytes + need.encodeBytes);
			pixels.pictures[0].replacePlanes("luma", [components.luma]);
			return pixels.encodeInParts(options);
		}),
		release: components.release
	};
}
/** What a reader of our own can read; everything else is left to the decoder. */
function byReader(opening, content, file) {
	const { codec, options } = opening;
	if (!codec.read || !options.intent || options.codec === "sharp") return void 0;
	options.admit?.(needOf(opening, file));
	const found = codec.read(content, file);
	return found && {
		...imageOf(opening, file, [found.raster]),
		release: found.release
	};
}
function imageOf(opening, file, rasters) {
	return opening.options.autoOrient ? uprightImage(opening, file, rasters) : decodedImage(opening, file, rasters);
}
function uprightImage(opening, file, rasters) {
	const { codec } = opening;
	const orientations = codec.orientations(file);
	const orientationOf = (page) => typeof orientations === "number" ? orientations : orientations[page] ?? 1;
	const swapped = (header, page) => swapsSides(orientationOf(page)) ? withSidesSwapped(header) : header;
	const stated = codec.upright(file, swapsSides(orientationOf(0)));
	const pages = stated.pages && { pages: stated.pages.map(swapped) };
	const [first, ...others] = rasters.map((raster, page) => orientRaster(raster, orientationOf(page)));
	return decodedImage(opening, {
		...swapped(stated, 0),
		...pages
	}, [first, ...others]);
}
/** The header of a page whose sides have changed places. */
function withSidesSwapped(header) {
	const { width, height } = header.shape;
	return {
		...header,
		shape: {
			...header.shape,
			width: height,
			height: width
		}
	};
}
function decodedImage(opening, file, rasters) {
	const headers = pagesOf(file);
	return {
		format: opening.format,
		pictures: rasters.map((raster, page) => pictureOf(raster, headers[page])),
		...encoders(async (options) => ({
			parts: inParts(await encode(opening, file, rasters, options)),
			codec: "sharp"
		})),
		release: () => {}
	};
}
function pictureOf(raster, { space }) {
	if (space === "cmyk") return cmykPicture(raster);
	return space === "lab" ? labPicture(raster) : rasterPicture(raster);
}
async function encode({ known, format, codec }, file, rasters, options) {
	const kept = keptFile(codec, file, options);
	const target = options.format === "keep" ? format : options.format;
	if (target === format) return codec.rewrite(rasters, kept, {
		...options,
		quality: qualityOf(options, () => codec.estimateQuality?.(kept))
	});
	const picture = {
		...kept,
		animation: codec.animation?.(kept),
		metadata: codec.metadata(kept)
	};
	refuseLoss(known[target], picture, rasters);
	return (await known[target].load()).write(rasters, picture, {
		...options,
		quality: qualityOf(options, () => void 0)
	});
}
function qualityOf({ quality }, estimate) {
	return quality === "auto" ? estimate() ?? 90 : quality;
}
function inParts(encoded) {
	return node_util.types.isUint8Array(encoded) ? [encoded] : encoded;
}
var init_open = __esmMin((() => {
	init_errors();
	init_orient();
	init_cmyk_picture();
	init_lab_picture();
	init_raster_picture();
	init_raster();
	init_codec$6();
	init_container();
	init_formats();
	init_holdings();
	init_kept_metadata();
	init_memory();
	init_sniff();
}));
// src/values/nearest.ts
init_open();
/** The candidate that is most likely meant by a misspelt word: at most two edits, and less than half of the word, away. */
function nearest(word, candidates) {
	const limit = Math.min(2, Math.floor((word.length - 1) / 2));
	let best;
	let bestDistance = limit + 1;
	for (const candidate of candidates) {
		const distance = editDistance(word, candidate);
		if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
	}
	return best;
}
/** Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other (optimal string alignment). */
function editDistance(from, to) {
	const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
	for (let i = 1; i <= from.length; i++) {
		const row = [i];
		for (let j = 1; j <= to.length; j++) {
			const substitution = rows[i - 1][j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
			const swap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? rows[i - 2][j - 2] + 1 : Number.POSITIVE_INFINITY;
			row.push(Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, substitution, swap));
		}
		rows.push(row);
	}
	return rows[from.length][to.length];
}
// src/values/wording.ts
init_errors();
/** A `usage` error: the name of what was given, the value received, and the values expected. */
function unexpected(name, value, expected) {
	return new ImgparError("usage", `${name} is ${shown(value)}, expected ${expected}`);
}
function shown(value) {
	if (typeof value === "string") return JSON.stringify(value);
	return (0, node_util.inspect)(value, {
		depth: 0,
		maxArrayLength: 3,
		maxStringLength: 100,
		breakLength: Number.POSITIVE_INFINITY
	});
}
// src/values/arguments.ts
init_errors();
/** A text as it is, or the URL of a file as its path. */
function textOrUrl(expected) {
	return (value, name) => {
		if (typeof value === "string") return value;
		if (!isUrl(value)) throw unexpected(name, value, `${expected}, or the URL of a file`);
		try {
			return (0, node_url.fileURLToPath)(value.href);
		} catch (cause) {
			throw new ImgparError("usage", `${name} is ${value.href}, expected ${expected}, or the URL of a file (file:///…)`, { cause });
		}
	};
}
const text$1 = (value, name) => {
	if (typeof value === "string") return value;
	throw unexpected(name, value, "a string");
};
const number$1 = (value, name) => {
	if (typeof value === "number") return value;
	throw unexpected(name, value, "a number");
};
const boolean = (value, name) => {
	if (typeof value === "boolean") return value;
	throw unexpected(name, value, "true or false");
};
/** Goes by what it has: Jest and others have a class of their own. */
function isUrl(value) {
	return typeof value === "object" && value !== null && "protocol" in value && "href" in value && typeof value.href === "string";
}
// src/values/kinds.ts
const any = () => true;
/** One of a few words. */
function oneOf(words) {
	const wordOf = (text) => words.find((word) => word === text);
	return {
		expected: `one of: ${words.join(", ")}`,
		words,
		fromCaller: (value, name) => text$1(value, name),
		allows: (value) => words.includes(value),
		fromText: wordOf,
		toText: String
	};
}
/** A whole number in a range, both ends included. */
function whole(min, max = Number.MAX_SAFE_INTEGER) {
	const allows = (value) => Number.isSafeInteger(value) && value >= min && value <= max;
	return {
		expected: max === Number.MAX_SAFE_INTEGER ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
		fromCaller: number$1,
		allows,
		fromText: (text) => only(allows, /^\d+$/.test(text) ? Number(text) : NaN),
		toText: String
	};
}
/** A number in a range, both ends included. */
function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY) {
	const allows = (value) => Number.isFinite(value) && value >= min && value <= max;
	return {
		expected: rangeOf$1(min, max),
		fromCaller: number$1,
		allows,
		fromText: (text) => only(allows, decimal(text)),
		toText: String
	};
}
function rangeOf$1(min, max) {
	if (Number.isFinite(min) && Number.isFinite(max)) return `a number from ${min} to ${max}`;
	return Number.isFinite(min) ? `a number from ${min} on` : Number.isFinite(max) ? `a number up to ${max}` : "a number";
}
/** Text that is written as numbers are: digits with or without a point, and a sign before them. */
function decimal(text) {
	return /^-?(\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
}
function only(allows, value) {
	return allows(value) ? value : void 0;
}
/** Yes or no, said on the command line by its name alone. */
const onOff = {
	expected: "true or false",
	isSwitch: true,
	fromCaller: boolean,
	allows: any,
	fromText: (text) => text === "true" ? true : text === "false" ? false : void 0,
	toText: String
};
const text = {
	expected: "a text",
	fromCaller: text$1,
	allows: any,
	fromText: (given) => given === "" ? void 0 : given,
	toText: String
};
pathOr("a path");
/** @param expected what messages call it */
function pathOr(expected) {
	return {
		...text,
		expected,
		fromCaller: textOrUrl(expected)
	};
}
text.fromText;
// src/values/parameters.ts
/** A parameter whose values are of this kind. */
function parameter(kind, byDefault, help, details) {
	return {
		kind,
		default: byDefault,
		help,
		...details
	};
}
/** What holds where nothing is given. */
function defaultsOf(rows) {
	return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default]));
}
/** Every parameter of a method. Of those that a user's own method only gives a default for, that is all that is known. */
function parametersOf({ defaults, parameters }) {
	const rows = Object.entries(defaults).map(([name, value]) => [name, {
		default: value,
		kind: kindLike(value)
	}]);
	return {
		...Object.fromEntries(rows),
		...parameters
	};
}
/** The value that was given for a parameter: as it is, or what a text says. @throws {ImgparError} `usage`, if it is not possible */
function parameterValue(method, name, given) {
	const kind = kindOf(parametersOf(method)[name]);
	const called = `${name} of method '${method.name}'`;
	const value = typeof given === "string" ? kind.fromText(given) : kind.fromCaller(given, called);
	if (value === void 0 || !kind.allows(value)) throw unexpected(called, given, kind.expectedText ?? kind.expected);
	return value;
}
const maxDefaultLength = 100;
/** What the help tells of the parameters of a method. */
function helpOf(method) {
	return Object.entries(parametersOf(method)).filter(([, row]) => !row.isInternal).map(([name, row]) => {
		const kind = kindOf(row);
		const expected = row.kind ? "" : kind.expected;
		return {
			name,
			help: [row.help ?? "", expected].filter(Boolean).join(": "),
			default: (row.defaultText ?? kind.toText(row.default)).slice(0, maxDefaultLength)
		};
	});
}
/** What values a parameter can have. */
function kindOf(row) {
	if (row.kind) return row.kind;
	if (typeof row.default === "boolean") return onOff;
	if (typeof row.default === "number") return row.whole ? whole(row.min ?? Number.MIN_SAFE_INTEGER, row.max) : number(row.min, row.max);
	if (typeof row.default === "string") return row.words ? oneOf(row.words) : text;
	return kindLike(row.default);
}
/** Values of which only the default is known: any, and text is read as what is like it. The method itself checks them. */
function kindLike(example) {
	return {
		expected: "a value that the method takes",
		fromCaller: (value) => value,
		allows: () => true,
		fromText: (given) => like(example, given) ?? given,
		toText: (value) => typeof value === "string" ? value : JSON.stringify(value) ?? String(value)
	};
}
function like(example, given) {
	if (typeof example === "string") return given;
	if (typeof example === "boolean") return onOff.fromText(given);
	if (typeof example === "number") return number().fromText(given);
	try {
		return JSON.parse(given);
	} catch {
		return;
	}
}
// src/pixels/methods/parts.ts
init_histogram();
init_table();
/**
* The levels cut into parts, each equalised onto itself: a part from level a to level b sends v to a + round((b − a) · share of the
* part's pixels at or below v), halves rounded up. The first part starts at 0; `lastLevels` are the b of each, in ascending order,
* ending with the largest sample. A part without pixels stays as it is.
*/
function equalizeParts(histogram, lastLevels) {
	const sums = cumulative(histogram);
	const table = identityTable(histogram.length);
	let first = 0;
	for (const last of lastLevels) {
		spread$1(table, sums, first, last);
		first = last + 1;
	}
	return table;
}
function spread$1(table, sums, first, last) {
	const below = first === 0 ? 0 : sums[first - 1];
	const pixels = sums[last] - below;
	if (pixels === 0) return;
	for (let level = first; level <= last; level++) table[level] = first + Math.round((last - first) * (sums[level] - below) / pixels);
}
// src/pixels/methods/bbhe.ts
/**
* Brightness preserving bi-histogram equalisation. The levels up to the mean (rounded down) and those above it are equalised each
* onto their own side. Source: Y.-T. Kim, Contrast enhancement using brightness preserving bi-histogram equalization, IEEE
* Transactions on Consumer Electronics 43(1), 1997.
*/
const bbhe = {
	kind: "table",
	name: "bbhe",
	summary: "equalises below and above the mean separately, which keeps the brightness (Kim 1997)",
	defaults: {},
	table: (histogram) => equalizeParts(histogram, [meanLevel(histogram), histogram.length - 1])
};
/** The whole part of the mean; 0 when nothing was counted. */
function meanLevel(histogram) {
	let pixels = 0;
	let sum = 0;
	for (let level = 0; level < histogram.length; level++) {
		pixels += histogram[level];
		sum += level * histogram[level];
	}
	return pixels === 0 ? 0 : Math.floor(sum / pixels);
}
// src/pixels/methods/bright.ts
init_histogram();
/**
* Local region stretch: the levels are cut where a third and two thirds of the pixels are reached, and each of the three bands is
* equalised within its own range. A level is never torn: the one that reaches a third belongs to the dark band as a whole, so bands
* hold a third each as nearly as the levels allow. A level that reaches both thirds leaves the middle band empty.
*/
const bright = {
	kind: "table",
	name: "bright",
	summary: "equalises the dark, middle and light third of the pixels separately, each within its own range",
	defaults: {},
	table(histogram) {
		const sums = cumulative(histogram);
		return equalizeParts(histogram, [
			quantile(sums, 1, 3),
			quantile(sums, 2, 3),
			histogram.length - 1
		]);
	}
};
// src/pixels/methods/clahe-skimage.ts
init_table();
init_clahe_grid();
/**
* `exposure.equalize_adapthist` of scikit-image for grey, sample for sample: levels are first spread over 14 bits and put into
* bins, tiles are equalised with the limit as a part of their samples (0 for no limit), and the result is spread over the full
* range again. With `tiles`, a tile is ⌊size / tiles⌋ samples long and at least one, as in scikit-image's default for 8×8; what is
* left over makes one more tile. Where the mask is 0, samples are not counted; scikit-image has no masks.
* Source: skimage/exposure/_adapthist.py and exposure.py of scikit-image 0.19.
*/
function claheSkimage(plane, { tiles, clipLimit }, mask) {
	const range = rangeOf(plane.samples, mask);
	if (!range) return {
		...plane,
		samples: plane.samples.slice()
	};
	const bins = binOfLevel(plane.maxSample, range);
	const x = axis(plane.width, tiles.columns);
	const y = axis(plane.height, tiles.rows);
	const maps = tileMaps(plane, bins, x, y, clipLimit, mask);
	const blended = blend(plane.samples, bins, x, y, maps);
	return {
		...plane,
		samples: spread(blended, plane.maxSample, rangeOf(blended, mask))
	};
}
/** The memory that it needs beside the plane and its result. */
function claheSkimageScratchBytes({ width, height }, tiles) {
	return width * height * 2 + axis(width, tiles.columns).tiles * axis(height, tiles.rows).tiles * binCount * 2;
}
const highestGrey = 2 ** 14 - 1;
const binCount = 256;
const greysOfBin = 1 + Math.floor((highestGrey + 1) / binCount);
/** Of the counted samples; undefined when none is counted. */
function rangeOf(samples, mask) {
	let [lowest, highest] = [65536, -1];
	for (let at = 0; at < samples.length; at++) {
		if (mask?.samples[at] === 0) continue;
		const level = samples[at];
		if (level < lowest) lowest = level;
		if (level > highest) highest = level;
	}
	return highest < 0 ? void 0 : {
		lowest,
		highest
	};
}
/** Levels as 16 bits (8-bit ones times 257), spread over 14 bits, in bins of 65. A single level is not spread but clipped. */
function binOfLevel(maxSample, { lowest, highest }) {
	const factor = 65535 / maxSample;
	const [low, high] = [lowest * factor, highest * factor];
	return Uint8Array.from({ length: maxSample + 1 }, (_, level) => {
		const wide = Math.min(Math.max(level * factor, low), high);
		const grey = low === high ? Math.min(wide, highestGrey) : roundHalfToEven((wide - low) / (high - low) * highestGrey);
		return Math.floor(grey / greysOfBin);
	});
}
function axis(size, tiles) {
	const tileSize = Math.max(Math.floor(size / tiles), 1);
	return {
		size,
		tileSize,
		tiles: Math.ceil(size / tileSize)
	};
}
/** What each tile makes of each bin, 0..16,383: row by row, 256 numbers a tile. */
function tileMaps(plane, bins, x, y, clipLimit, mask) {
	const maps = new Uint16Array(x.tiles * y.tiles * binCount);
	for (let row = 0; row < y.tiles; row++) for (let column = 0; column < x.tiles; column++) {
		const histogram = tileHistogram(plane, bins, x, y, column, row, mask);
		maps.set(mapOf(histogram, clipLimit), (row * x.tiles + column) * binCount);
	}
	return maps;
}
function tileHistogram({ samples }, bins, x, y, tileColumn, tileRow, mask) {
	const histogram = new Uint32Array(binCount);
	for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
		const rowStart = mirrored(row, y.size) * x.size;
		for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
			const at = rowStart + mirrored(column, x.size);
			if (mask?.samples[at] !== 0) histogram[bins[samples[at]]]++;
		}
	}
	return histogram;
}
/** A tile without a counted sample leaves the middle of each bin where it is. */
function mapOf(histogram, clipLimit) {
	const counted = histogram.reduce((sum, count) => sum + count, 0);
	if (counted === 0) return Uint16Array.from(histogram, (_, bin) => Math.min(bin * greysOfBin + (greysOfBin >> 1), highestGrey));
	clip(histogram, clipLimit > 0 ? Math.max(Math.floor(clipLimit * counted), 1) : counted);
	const scale = highestGrey / counted;
	let sum = 0;
	return Uint16Array.from(histogram, (count) => {
		sum += count;
		return Math.min(Math.floor(sum * scale), highestGrey);
	});
}
/** Cuts bins at the limit and gives what was cut to the others, as far as they have room, the last of it one by one. */
function clip(histogram, limit) {
	let excess = 0;
	for (let bin = 0; bin < binCount; bin++) {
		excess += Math.max(histogram[bin] - limit, 0);
		histogram[bin] = Math.min(histogram[bin], limit);
	}
	const share = Math.floor(excess / binCount);
	const upper = limit - share;
	for (let bin = 0; bin < binCount; bin++) {
		if (histogram[bin] < upper) {
			histogram[bin] += share;
			excess -= share;
		}
		if (histogram[bin] >= upper) {
			excess -= limit - histogram[bin];
			histogram[bin] = limit;
		}
	}
	spreadRest(histogram, limit, excess);
}
/** One each for bins below the limit, so far apart that it lasts for all, starting one bin later every time. */
function spreadRest(histogram, limit, excess) {
	for (let before = -1; excess > 0 && excess !== before;) {
		before = excess;
		for (let first = 0; first < binCount && excess > 0; first++) {
			const roomy = histogram.reduce((count, bin) => bin < limit ? count + 1 : count, 0);
			const step = Math.max(Math.floor(roomy / excess), 1);
			for (let bin = first; bin < binCount; bin += step) {
				if (histogram[bin] >= limit) continue;
				histogram[bin]++;
				excess--;
			}
		}
	}
}
/**
* Mixes what the four tiles around each sample make of its bin. Every product is rounded to 32 bits before it is added, which
* decides the last grey once the fraction is cut off.
*/
function blend(samples, bins, x, y, maps) {
	const blended = new Uint16Array(samples.length);
	const columns = Array.from({ length: x.size }, (_, column) => neighbours(column, x));
	for (let row = 0, at = 0; row < y.size; row++) {
		const { near: above, far: below, farShare: lower } = neighbours(row, y);
		const [upperMaps, lowerMaps] = [above * x.tiles, below * x.tiles];
		const upper = 1 - lower;
		for (let column = 0; column < x.size; column++, at++) {
			const { near, far, farShare: right } = columns[column];
			const left = 1 - right;
			const bin = bins[samples[at]];
			let grey = Math.fround(maps[(upperMaps + near) * binCount + bin] * (left * upper));
			grey = Math.fround(grey + Math.fround(maps[(upperMaps + far) * binCount + bin] * (right * upper)));
			grey = Math.fround(grey + Math.fround(maps[(lowerMaps + near) * binCount + bin] * (left * lower)));
			blended[at] = Math.fround(grey + Math.fround(maps[(lowerMaps + far) * binCount + bin] * (right * lower)));
		}
	}
	return blended;
}
/** The two tiles that a position stands between, and the share of the farther one. */
function neighbours(position, { tileSize, tiles }) {
	const fromMiddle = position + Math.floor(tileSize / 2);
	const block = Math.floor(fromMiddle / tileSize);
	return {
		near: Math.max(block - 1, 0),
		far: Math.min(block, tiles - 1),
		farShare: fromMiddle % tileSize / tileSize
	};
}
/** Spreads greys over the full range. A single grey is clipped to 0..1, and so becomes black or white. */
function spread(blended, maxSample, { lowest, highest }) {
	const levels = maxSample === 255 ? new Uint8Array(highestGrey + 1) : new Uint16Array(highestGrey + 1);
	for (let grey = 0; grey <= highestGrey; grey++) {
		const clipped = Math.min(Math.max(grey, lowest), highest);
		const share = lowest === highest ? Math.min(clipped, 1) : (clipped - lowest) / (highest - lowest);
		levels[grey] = roundHalfToEven(share * maxSample);
	}
	const samples = maxSample === 255 ? new Uint8Array(blended.length) : blended;
	for (let at = 0; at < samples.length; at++) samples[at] = levels[blended[at]];
	return samples;
}
// src/pixels/methods/clahe.ts
init_kernels$2();
init_clahe_wasm();
/**
* OpenCV's own default is 40, which hardly limits anything; 2 to 4 is what is used. That of scikit-image is its own: with its 256
* bins it means 2.56 times the mean.
*/
const defaultClipLimits = {
	opencv: 3,
	skimage: .01
};
/** Written columns before rows: `8x8`. */
const tilesKind = {
	expected: "columns and rows, both whole numbers from 1 on",
	expectedText: "columns and rows such as 8x8",
	fromCaller(value, name) {
		if (areTiles(value)) return value;
		throw unexpected(name, value, tilesKind.expected);
	},
	allows: areTiles,
	fromText(text) {
		const [, columns, rows] = /^(\d{1,9})x(\d{1,9})$/.exec(text) ?? [];
		const tiles = {
			columns: Number(columns),
			rows: Number(rows)
		};
		return areTiles(tiles) ? tiles : void 0;
	},
	toText: ({ columns, rows }) => `${columns}x${rows}`
};
/**
* How much contrast is allowed, from 0 on; 0 sets no limit, and null takes the default of the dialect. For `opencv` in multiples
* of the mean bin of a tile's histogram, for `skimage` as a part of all samples of a tile.
*/
const clipLimitKind = {
	...number(0, 1e6),
	fromCaller: (value, name) => value === null ? null : number().fromCaller(value, name),
	allows: (value) => value === null || Number.isFinite(value) && value >= 0,
	expected: "a number from 0 on",
	toText: String
};
const tiles = parameter(tilesKind, {
	columns: 8,
	rows: 8
}, "columns and rows of tiles");
const parameters$3 = {
	dialect: parameter(oneOf(Object.keys(defaultClipLimits)), "opencv", "whose definition"),
	tiles,
	clipLimit: parameter(clipLimitKind, null, "how much contrast may grow; 0 is no limit", { defaultText: String(defaultClipLimits.opencv) })
};
const aheParameters = { tiles };
/** Contrast limited adaptive histogram equalisation: every tile has its own table, and samples between tiles mix those around. */
const clahe = {
	kind: "plane",
	name: "clahe",
	summary: "adaptive equalisation tile by tile, with the contrast limited",
	defaults: defaultsOf(parameters$3),
	parameters: parameters$3,
	colour: ({ dialect }) => dialect === "opencv" ? "ycrcb" : "hsv",
	scratchBytes(shape, { dialect, tiles }) {
		return dialect === "opencv" ? claheScratchBytes(shape, tiles) : claheSkimageScratchBytes(shape, tiles);
	},
	settled: (params) => ({
		...params,
		clipLimit: clipLimitOf(params)
	}),
	equalize(plane, params, mask, to) {
		const options = {
			tiles: params.tiles,
			clipLimit: clipLimitOf(params)
		};
		return params.dialect === "opencv" ? kernels().clahe(plane, options, mask, to) : claheSkimage(plane, options, mask);
	}
};
function clipLimitOf({ dialect, clipLimit }) {
	return clipLimit ?? defaultClipLimits[dialect];
}
/** Adaptive histogram equalisation: CLAHE, as OpenCV defines it, without a limit. */
const ahe = {
	kind: "plane",
	name: "ahe",
	summary: "adaptive equalisation tile by tile, without a limit: brings out noise too",
	defaults: defaultsOf(aheParameters),
	parameters: aheParameters,
	scratchBytes: (shape, { tiles }) => claheScratchBytes(shape, tiles),
	equalize: (plane, { tiles }, mask, to) => kernels().clahe(plane, {
		tiles,
		clipLimit: 0
	}, mask, to)
};
function areTiles(tiles) {
	if (typeof tiles !== "object" || tiles === null || !("columns" in tiles) || !("rows" in tiles)) return false;
	return [tiles.columns, tiles.rows].every((count) => Number.isSafeInteger(count) && Number(count) >= 1);
}
// src/pixels/methods/dsihe.ts
init_histogram();
/**
* Dualistic sub-image histogram equalisation. The levels up to the median and those above it are equalised each onto their own
* side. The median, the lowest level with half of the pixels at it or below, belongs to the lower side. Source: Y. Wan, Q. Chen,
* B. Zhang, Image enhancement based on equal area dualistic sub-image histogram equalization method, IEEE Transactions on Consumer
* Electronics 45(1), 1999.
*/
const dsihe = {
	kind: "table",
	name: "dsihe",
	summary: "equalises the darker and the lighter half of the pixels separately (Wan, Chen, Zhang 1999)",
	defaults: {},
	table: (histogram) => equalizeParts(histogram, [quantile(cumulative(histogram), 1, 2), histogram.length - 1])
};
// src/pixels/methods/he-dialects.ts
init_histogram();
init_table();
/** Whose definition of global histogram equalisation: what each program makes of a level, and of colour. */
const heDialects = {
	opencv: {
		colour: "ycrcb",
		formula: opencv
	},
	pillow: {
		colour: "rgb",
		formula: pillow
	},
	skimage: {
		colour: "pooled",
		formula: skimage$1
	},
	imagemagick: {
		colour: "intensity",
		formula: imagemagick
	},
	vips: {
		colour: "rgb",
		formula: vips
	},
	notebook: {
		colour: "rgb",
		formula: notebook
	}
};
/** The dialect's table for a plane with this histogram of 256 or 65,536 levels. When nothing was counted, nothing changes. */
function heTable(dialect, histogram, channels = [histogram]) {
	if (!histogram.some((count) => count > 0)) return identityTable(histogram.length);
	return heDialects[dialect].formula(histogram, channels);
}
/**
* `cv2.equalizeHist`: the lowest used level becomes 0, the others their share of the pixels above it. OpenCV computes in 32-bit
* floats and rounds halves to even; `Math.fround` at the same places gives the same table, and the same formula serves 16 bits.
* Source: modules/imgproc/src/histogram.cpp of OpenCV 4.
*/
function opencv(histogram) {
	const sums = cumulative(histogram);
	const atLowest = histogram[quantile(sums, 0, 1)];
	const above = sums[sums.length - 1] - atLowest;
	if (above === 0) return identityTable(histogram.length);
	const maxSample = histogram.length - 1;
	const scale = Math.fround(maxSample / Math.fround(above));
	return tableOf(histogram.length, (level) => {
		const higher = Math.max(sums[level] - atLowest, 0);
		return Math.min(roundHalfToEven(Math.fround(Math.fround(higher) * scale)), maxSample);
	});
}
/**
* Pillow's `ImageOps.equalize`: one level up every `step` pixels, in whole numbers, counting the pixels *below* a level. With
* fewer pixels than levels below the highest used one there is no step, and nothing changes.
* Source: src/PIL/ImageOps.py of Pillow 9.4; there only 8 bits exist.
*/
function pillow(histogram) {
	const maxSample = histogram.length - 1;
	const sums = cumulative(histogram);
	const belowHighest = sums[maxSample] - histogram[highestUsed(histogram)];
	const step = Math.floor(belowHighest / maxSample);
	if (step === 0) return identityTable(histogram.length);
	const half = Math.floor(step / 2);
	return tableOf(histogram.length, (level) => Math.min(Math.floor((half + sums[level] - histogram[level]) / step), maxSample));
}
/**
* scikit-image's `exposure.equalize_hist`: the share of pixels at or below a level. scikit-image gives a float from 0 to 1; the
* level is that float × the largest sample, rounded half to even as `numpy.round` does.
* Source: skimage/exposure/exposure.py of scikit-image 0.19.
*/
function skimage$1(histogram) {
	const maxSample = histogram.length - 1;
	const sums = cumulative(histogram);
	return tableOf(histogram.length, (level) => roundHalfToEven(sums[level] / sums[maxSample] * maxSample));
}
/**
* ImageMagick's `-equalize`: the share among the pixels that are not *black*, whether black is the lowest used level or not. It
* computes in 16 bits; `-depth 8` then keeps the whole part of value / 257.
* Source: EqualizeImage in magick/enhance.c of ImageMagick 6.9.11 (Q16).
*/
function imagemagick(histogram) {
	const sums = cumulative(histogram);
	const black = sums[0];
	const above = sums[sums.length - 1] - black;
	if (above === 0) return identityTable(histogram.length);
	const reduced = histogram.length === 256 ? 257 : 1;
	return tableOf(histogram.length, (level) => {
		const quantum = Math.floor(65535 * (sums[level] - black) / above + .5);
		return Math.floor(quantum / reduced);
	});
}
/**
* libvips' `hist_equal`: the share of pixels at or below a level, in 32-bit floats, truncated. With 16 bits the histogram of
* libvips ends at the highest used level of all channels, and so do the new levels.
* Source: libvips/histogram/hist_equal.c, hist_norm.c and arithmetic/linear.c of libvips 8.14.
*/
function vips(histogram, channels) {
	const top = histogram.length === 256 ? 255 : Math.max(...channels.map(highestUsed));
	const sums = cumulative(histogram);
	const scale = Math.fround(top / sums[sums.length - 1]);
	return tableOf(histogram.length, (level) => Math.floor(Math.fround(scale * Math.fround(sums[level]))));
}
/** The formula of many a notebook and lecture: the whole part of (L − 1) · cdf(v) / N, with cdf counting the level itself. */
function notebook(histogram) {
	const maxSample = histogram.length - 1;
	const sums = cumulative(histogram);
	return tableOf(histogram.length, (level) => Math.floor(sums[level] * maxSample / sums[maxSample]));
}
function highestUsed(histogram) {
	let level = histogram.length - 1;
	while (level > 0 && histogram[level] === 0) level--;
	return level;
}
const parameters$2 = { dialect: parameter(oneOf(Object.keys(heDialects)), "opencv", "whose definition") };
/** Global histogram equalisation: every level moves to its rank among the pixels. */
const he = {
	kind: "table",
	name: "he",
	summary: "histogram equalisation: spreads the levels of the whole image evenly",
	defaults: defaultsOf(parameters$2),
	parameters: parameters$2,
	colour: ({ dialect }) => heDialects[dialect].colour,
	table: (histogram, { dialect }, _plane, histograms) => heTable(dialect, histogram, histograms)
};
// src/pixels/methods/match.ts
init_errors();
init_histogram();
init_table();
/** Whose definition of histogram matching. */
const matchDialects = {
	textbook,
	skimage
};
const parameters$1 = {
	reference: parameter({
		expected: "histograms",
		fromCaller: (value) => value,
		allows: () => true,
		fromText: () => void 0,
		toText: () => ""
	}, [], "the histograms of the reference", { isInternal: true }),
	dialect: parameter(oneOf(Object.keys(matchDialects)), "textbook", "whose definition")
};
/**
* Histogram matching: a level becomes the level of the reference that has the same rank. When either has no pixel that counts,
* nothing changes.
*/
const match = {
	kind: "table",
	name: "match",
	summary: "gives the image the histogram of a reference image",
	defaults: defaultsOf(parameters$1),
	parameters: parameters$1,
	check({ reference }) {
		if (!Array.isArray(reference) || reference.length === 0) throw noReference();
	},
	colour: ({ dialect }) => dialect === "skimage" ? "rgb" : void 0,
	table(histogram, { reference, dialect }, plane = 0) {
		const wanted = reference[plane] ?? reference[0];
		if (!wanted) throw noReference();
		const ranks = ranksOf(histogram);
		const wantedRanks = ranksOf(rebinned(wanted, histogram.length));
		if (!ranks || !wantedRanks) return identityTable(histogram.length);
		return matchDialects[dialect](ranks, wantedRanks);
	}
};
function noReference() {
	return new ImgparError("usage", `method 'match' needs a reference: give --reference an image, or statistics that --save-stats wrote`);
}
/** The share of pixels at or below each level, 0..1. Equal shares are equal numbers, however many pixels there are. */
function ranksOf(histogram) {
	const sums = cumulative(histogram);
	const pixels = sums[sums.length - 1];
	return pixels === 0 ? void 0 : sums.map((sum) => sum / pixels);
}
/** The histogram with another number of levels: v / 257 rounded from 16 bits to 8, v · 257 from 8 to 16. */
function rebinned(histogram, levels) {
	if (histogram.length === levels) return histogram;
	const scale = (levels - 1) / (histogram.length - 1);
	const changed = new Float64Array(levels);
	for (let level = 0; level < histogram.length; level++) changed[Math.round(level * scale)] += histogram[level];
	return changed;
}
/** The lowest level of the reference whose rank is at least that of v: the inverse of a cumulative distribution in steps. */
function textbook(ranks, wanted) {
	let level = 0;
	return tableOf(ranks.length, (v) => {
		while (wanted[level] < ranks[v]) level++;
		return level;
	});
}
/**
* scikit-image's `exposure.match_histograms`: `numpy.interp` between the used levels of the reference, rounded half to even. The
* float that scikit-image gives for grey is rounded as it says; with `channel_axis` it cuts the fraction off instead, so its colour
* is up to one level darker. Source: skimage/exposure/histogram_matching.py of scikit-image 0.19.
*/
function skimage(ranks, wanted) {
	const used = usedLevels(wanted);
	let i = 0;
	return tableOf(ranks.length, (v) => {
		const rank = ranks[v];
		while (i < used.length && wanted[used[i]] <= rank) i++;
		if (i === 0) return used[0];
		const below = used[i - 1];
		const above = used[i] ?? below;
		if (wanted[below] === rank || above === below) return below;
		return roundHalfToEven((above - below) / (wanted[above] - wanted[below]) * (rank - wanted[below]) + below);
	});
}
function usedLevels(ranks) {
	return [...ranks.keys()].filter((level) => ranks[level] > (ranks[level - 1] ?? 0));
}
// src/pixels/methods/stretch.ts
init_histogram();
init_table();
const expected = "two numbers [low, high] with 0 <= low < high <= 100";
const parameters = { percentiles: parameter({
	expected,
	expectedText: "two numbers from 0 to 100, the smaller one first, such as 1,99",
	fromCaller(value, name) {
		if (arePercentiles(value)) return value;
		throw unexpected(name, value, expected);
	},
	allows: arePercentiles,
	fromText(text) {
		const numbers = text.split(",").map(decimal);
		return arePercentiles(numbers) ? numbers : void 0;
	},
	toText: (value) => value.join(",")
}, [.35, 99.65], "the levels that become black and white") };
/**
* Contrast stretching: linear from the low percentile, which becomes 0, to the high one, which becomes the largest sample; halves
* are rounded up, and what lies outside is clamped. When both are the same level, nothing changes.
*/
const stretch = {
	kind: "table",
	name: "stretch",
	summary: "stretches the levels between two percentiles linearly over the full range",
	defaults: defaultsOf(parameters),
	parameters,
	table(histogram, { percentiles }) {
		const sums = cumulative(histogram);
		const [black, white] = percentiles.map((percent) => percentile(sums, percent));
		if (black === white) return identityTable(histogram.length);
		const maxSample = histogram.length - 1;
		return tableOf(histogram.length, (level) => {
			const within = Math.min(Math.max(level, black), white) - black;
			return Math.round(within * maxSample / (white - black));
		});
	}
};
/** In whole millionths: 0.07 · 100 is 7.000000000000001 in floats, and a level that holds just 7 would be missed. */
function percentile(sums, percent) {
	return quantile(sums, Math.round(percent * 1e4), 1e6);
}
function arePercentiles(value) {
	if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return false;
	const [low, high] = value;
	return 0 <= low && low < high && high <= 100;
}
// src/pixels/methods/methods.ts
init_errors();
/** Every method, in the order in which they are listed. */
const methods = [
	he,
	clahe,
	ahe,
	bbhe,
	dsihe,
	bright,
	stretch,
	match
];
/** Throws an ImgparError of code `usage` when there is none of that name. */
function methodNamed(name) {
	const method = methods.find((candidate) => candidate.name === name);
	if (method) return method;
	throw new ImgparError("usage", `unknown method '${name}', expected one of: ${methods.map((known) => known.name).join(", ")}`);
}
/**
* The method's defaults with what was given in their place. Throws an ImgparError of code `usage` for a parameter that the method
* does not have, or a value that it cannot use. Text is read as the command line says it: `8x8`, `1,99`.
*/
function methodParams(method, given = {}) {
	const params = {
		...method.defaults,
		...readParams(method, given)
	};
	method.check?.(params);
	return params;
}
/** What was given, each value checked by itself, and text read. @throws {ImgparError} `usage`, as `methodParams` */
function readParams(method, given) {
	const values = Object.entries(given).map(([name, value]) => {
		if (!Object.hasOwn(method.defaults, name)) throw unknownParameter(method, name);
		return [name, parameterValue(method, name, value)];
	});
	return Object.fromEntries(values);
}
function unknownParameter({ name, defaults }, given) {
	const known = Object.keys(defaults);
	const meant = nearest(given, known);
	const advice = meant === void 0 ? `, it takes: ${known.join(", ") || "none"}` : `, did you mean '${meant}'?`;
	return new ImgparError("usage", `method '${name}' has no parameter '${given}'${advice}`);
}
// src/pixels/strength.ts
/** The table that goes the part `strength` of the way: round(v + strength · (table(v) − v)), halves up. Order is kept. */
function blendTable(table, strength) {
	if (strength === 1) return table.slice();
	return table.map((level, v) => blended(v, level, strength));
}
/** The same sample by sample, between two planes of one size and depth. Changes `after` in place. */
function blendPlane(before, after, strength) {
	if (strength === 1) return;
	const from = before.samples;
	const to = after.samples;
	for (let i = 0; i < to.length; i++) to[i] = blended(from[i], to[i], strength);
}
function blended(before, after, strength) {
	return Math.round(before + strength * (after - before));
}
// src/pixels/equalize.ts
init_errors();
init_masks();
/**
* Decides what the operation leaves open. What is possible for any method (`strength`, `nodata`, `roi`) was checked before.
*
* @throws {ImgparError} `usage`, unless the method is known, has these parameters, and can use their values
*/
function resolveOperation(operation) {
	const method = methodOf(operation);
	const params = methodParams(method, givenParams(operation));
	const { strength = 1, nodata, roi, applyInside = false } = operation;
	return {
		method,
		params,
		on: treatmentOf(operation),
		strength,
		nodata,
		roi,
		applyInside
	};
}
/** What an operation does to colour: what it says, else what the program of an explicit dialect does, else luma. */
function treatmentOf(operation) {
	if (operation.on) return operation.on;
	const given = givenParams(operation);
	if (given.dialect === void 0) return "luma";
	const method = methodOf(operation);
	return method.colour?.({
		...method.defaults,
		...given
	}) ?? "luma";
}
function methodOf({ method }) {
	return typeof method === "string" ? methodNamed(method) : method;
}
function givenParams({ params, dialect }) {
	return dialect === void 0 ? { ...params } : {
		...params,
		dialect
	};
}
/**
* Changes the picture in place. Counted are the pixels that are not fully transparent, are in the mask and in the region, and hold
* data; when none is, nothing changes.
*
* @throws {ImgparError} `unsupported-format` when mask or region do not fit the picture
*/
function equalize(picture, operation, mask) {
	if (operation.strength === 0) return;
	const { method } = operation;
	if (method.kind === "plane") equalizePlanes(picture, method, operation, mask);
	else apply(picture, operation, tablesOf(operation, measure(picture, operation, mask)), mask);
}
/**
* Changes pictures of one depth by the same tables, drawn from all of them: frames that must not flicker.
*
* @throws {ImgparError} as `equalize`; `usage` as well when the method has no tables
*/
function equalizeTogether(pictures, operation, mask) {
	const sums = [];
	for (const picture of pictures) addHistograms(sums, measure(picture, operation, mask));
	const tables = tablesOf(operation, sums);
	for (const picture of pictures) apply(picture, operation, tables, mask);
}
/** What the operation counts of the picture: one histogram for each table. The sums of those of many pictures give one table for all. */
function measure(picture, counting, mask) {
	return picture.histograms(counting.on, chosenPixels(picture, counting, mask));
}
/**
* Adds histograms to those in `sums`, plane by plane; an empty list takes them as they are. Sums are exact, and the same in any order.
*
* @throws {ImgparError} `unsupported-format` when depth or number of planes are others than before
*/
function addHistograms(sums, histograms) {
	if (sums.length === 0) sums.push(...histograms.map(({ length }) => new Float64Array(length)));
	requireSame$2(sums, histograms);
	histograms.forEach((histogram, plane) => {
		const sum = sums[plane];
		for (let level = 0; level < sum.length; level++) sum[level] += histogram[level];
	});
}
/**
* The tables that the operation draws from what was measured, with its strength.
*
* @throws {ImgparError} `usage` when the method has no tables
*/
function tablesOf({ method, params, strength }, histograms) {
	if (method.kind === "plane") throw withoutTables(method);
	return histograms.map((histogram, plane) => blendTable(method.table(histogram, params, plane, histograms), strength));
}
/** Sends the picture, in place, through tables that were drawn for the same operation from pictures of the same depth and planes. */
function apply(picture, operation, tables, mask) {
	if (operation.strength === 0) return;
	picture.applyTables(operation.on, tables, changingPixels(picture, operation, mask));
}
function equalizePlanes(picture, method, operation, mask) {
	const { params, on, strength } = operation;
	const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
	const changing = changingPixels(picture, operation, mask);
	const inPlace = changing === void 0 && strength === 1;
	const planes = picture.planes(on, inPlace).map((before) => {
		const after = method.equalize(before, params, counted, inPlace ? before.samples : void 0);
		blendPlane(before, after, strength);
		return after;
	});
	picture.replacePlanes(on, planes, changing);
}
/** The pixels that mask, region and no-data value leave; undefined when that is all of them. */
function chosenPixels(picture, { roi, nodata }, mask) {
	if (mask) requireFitting(mask, picture.shape);
	return intersection([
		mask,
		roi && regionMask(picture.shape, roi),
		nodata === void 0 ? void 0 : dataPixels(picture, nodata)
	]);
}
/** The pixels that change; undefined when all do. */
function changingPixels(picture, operation, mask) {
	if (operation.applyInside) return intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
	return operation.nodata === void 0 ? void 0 : dataPixels(picture, operation.nodata);
}
function withoutTables({ name }) {
	return new ImgparError("usage", `method '${name}' looks at where a pixel stands, so there is no table that several images could share`);
}
function requireSame$2(sums, histograms) {
	const shape = (all) => `${all.length} × ${all[0]?.length ?? 0} levels`;
	if (shape(sums) === shape(histograms)) return;
	throw new ImgparError("unsupported-format", `images that share a table must have one depth and as many planes: received ${shape(histograms)}, expected ${shape(sums)}`);
}
// src/storage/reasons.ts
init_errors();
const reasons = {
	EACCES: "permission denied",
	EPERM: "not permitted",
	EROFS: "the file system is read-only",
	ENOSPC: "the disk is full",
	EDQUOT: "the disk quota is used up",
	EFBIG: "the file is larger than allowed (ulimit -f)",
	ENAMETOOLONG: "the name is too long for the file system",
	EMFILE: "too many open files; raise the limit (ulimit -n) or lower --workers",
	ENFILE: "the system has too many open files",
	EISDIR: "a folder stands there",
	ENOTDIR: "a part of the path is not a folder",
	ENOTEMPTY: "a folder stands there",
	EEXIST: "a file stands where a folder is needed",
	ELOOP: "too many symbolic links",
	EIO: "input/output error of the device",
	ENXIO: "not a regular file",
	EBUSY: "the file is in use",
	ENOMEM: "the system has no memory left, or a limit (ulimit -v) allows no more"
};
const notUtf8 = "its name is not valid UTF-8; rename the file";
/** The cause of an error of the file system, in words. */
function reasonOf(error, path) {
	if (!isSystemError(error)) return messageOf(error);
	if (error.code === "ENOENT") return path?.includes("�") ? notUtf8 : "no such file or folder";
	return reasons[error.code] ?? error.code;
}
function isSystemError(error) {
	return codeOf(error) !== void 0;
}
/** Whether it says that nothing stands at a path. */
function isMissing(error) {
	return isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
// src/storage/undecodable.ts
/** Whether a path holds a name that `decodeName` could not decode, and so leads nowhere, or to another file. */
function isUndecodable(path) {
	return /[\udc80-\udcff]/u.test(path);
}
// src/storage/file.ts
init_errors();
/**
* Opens a regular file. Pipes, devices and folders are refused, not waited for.
*
* @param throughLink whether a link is followed. Default: true
* @throws {ImgparError} `unreadable`
*/
function openSource(path, { throughLink = true } = {}) {
	if (isUndecodable(path)) throw new ImgparError("unreadable", `cannot read: ${notUtf8}`);
	const flags = node_fs.constants.O_RDONLY | nonBlocking | (throughLink ? 0 : node_fs.constants.O_NOFOLLOW ?? 0);
	const descriptor = reading(path, () => (0, node_fs.openSync)(path, flags));
	const close = () => (0, node_fs.closeSync)(descriptor);
	try {
		const stat = reading(path, () => (0, node_fs.fstatSync)(descriptor));
		if (!stat.isFile()) throw new ImgparError("unreadable", "not a regular file");
		const read = (room, offset = 0) => reading(path, () => readFully(descriptor, room, offset));
		const { size, mtimeMs } = stat;
		const piece = (offset, length) => read(freshRoom(Math.min(length, size - offset)), offset);
		return {
			descriptor,
			size,
			ino: stat.ino,
			dev: stat.dev,
			links: stat.nlink,
			mode: stat.mode & 4095,
			mtimeMs,
			uid: stat.uid,
			gid: stat.gid,
			head: (length) => piece(0, length),
			piece,
			readAll: (roomFor = freshRoom) => read(roomFor(readableSize(size))),
			close
		};
	} catch (error) {
		close();
		throw error;
	}
}
const nonBlocking = node_fs.constants.O_NONBLOCK ?? 0;
/** One call reads no more, and neither would the decoders. */
const maxFileBytes = 2 ** 31 - 1;
function readableSize(size) {
	if (size <= maxFileBytes) return size;
	throw new ImgparError("too-large", `the file has ${size} bytes; at most ${maxFileBytes} can be read`);
}
const freshRoom = (bytes) => Buffer.allocUnsafeSlow(bytes);
/** What fits into the room, or less where the file ends. */
function readFully(descriptor, room, offset) {
	let filled = 0;
	while (filled < room.length) {
		const count = (0, node_fs.readSync)(descriptor, room, filled, room.length - filled, offset + filled);
		if (count === 0) break;
		filled += count;
	}
	return room.subarray(0, filled);
}
/** Whether anything stands at a path: a file, a folder, or a link, dangling or not. */
function exists(path) {
	try {
		return (0, node_fs.lstatSync)(path, { throwIfNoEntry: false }) !== void 0;
	} catch {
		return false;
	}
}
/** What is found at a path, by default of a link the link itself; undefined if nothing is, or it may not be seen. */
function look(path, { throughLinks = false } = {}) {
	try {
		const found = (throughLinks ? node_fs.statSync : node_fs.lstatSync)(path, { throwIfNoEntry: false });
		return found && {
			isFile: found.isFile(),
			size: found.size,
			mtimeMs: found.mtimeMs
		};
	} catch {
		return;
	}
}
function reading(path, read) {
	try {
		return read();
	} catch (error) {
		throw new ImgparError("unreadable", `cannot read: ${reasonOf(error, path)}`, { cause: error });
	}
}
// src/storage/folders.ts
init_errors();
/** Makes a folder and those above it. @throws {ImgparError} `unwritable` */
function makeFolder(path, options = {}) {
	try {
		makeFolders(path, options);
	} catch (error) {
		throw new ImgparError("unwritable", `cannot make the folder ${path}: ${reasonOf(error)}`, { cause: error });
	}
}
/**
* The same, throwing what the system says. Node's own way to do that never ends where a file system says "no such folder" of one that
* is there, as /proc does.
*
* @param durable whether the name of each folder that is made outlives a failure of power
*/
function makeFolders(path, { durable = false } = {}) {
	try {
		(0, node_fs.mkdirSync)(path);
	} catch (error) {
		if (isFolder(path)) return;
		if (!isSystemError(error) || error.code !== "ENOENT" || exists((0, node_path.dirname)(path))) throw error;
		makeFolders((0, node_path.dirname)(path), { durable });
		makeFolders(path, { durable });
		return;
	}
	if (durable) syncFolder((0, node_path.dirname)(path));
}
function isFolder(path) {
	try {
		return (0, node_fs.statSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
	} catch {
		return false;
	}
}
/** Makes the names in a folder outlive a failure of power. Windows cannot, and need not, open a folder for it. */
function syncFolder(path) {
	if (process.platform === "win32") return;
	const descriptor = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY);
	try {
		(0, node_fs.fsyncSync)(descriptor);
	} finally {
		(0, node_fs.closeSync)(descriptor);
	}
}
// src/storage/anchor.ts
init_errors();
/**
* By root, the last folder of this thread: images of a folder mostly follow each other. Asking whether it has moved takes 2 % of the time
* of thumbnails.
*/
const held = /* @__PURE__ */ new Map();
/** Sources, destination and backup have a root each; in place there may be many sources. */
const maxHeld = 8;
const descriptorsFolder = process.platform === "linux" ? "/proc/self/fd" : void 0;
/**
* The folder of a file that is to be written, made if it is missing. Refused if it is, or lies behind, a link that leads out of
* `root`: whoever made the link would decide what is overwritten. The root itself may be a link, as the user named it.
*
* @param durable whether the names of folders that are made outlive a failure of power
* @throws {ImgparError} `unwritable`
*/
function anchorOf(file, root, durable = false) {
	const folder = (0, node_path.dirname)(file);
	const last = held.get(root);
	if (last?.folder === folder && placeOf(last.descriptor) === last.real) return last;
	letGo(root);
	try {
		const opened = openAnchor(file, folder, root, durable);
		if (!opened) return plainAnchor(file, folder, root, durable);
		held.set(root, opened);
		for (const longest of held.keys()) if (held.size > maxHeld) letGo(longest);
		return opened;
	} catch (error) {
		if (error instanceof ImgparError) throw error;
		throw new ImgparError("unwritable", `cannot write ${file}: ${reasonOf(error)}`, { cause: error });
	}
}
/** Forgets the folder that is held open below a root, as after it was found to be removed. */
function letGo(root) {
	const last = held.get(root);
	if (last) (0, node_fs.closeSync)(last.descriptor);
	held.delete(root);
}
/** Undefined where the system offers no such thing, or does not let the folder be read. */
function openAnchor(file, folder, root, durable) {
	if (descriptorsFolder === void 0) return void 0;
	const descriptor = openFolder(file, folder, root, durable);
	if (descriptor === void 0) return void 0;
	const real = placeOf(descriptor);
	if (real === void 0) {
		(0, node_fs.closeSync)(descriptor);
		return;
	}
	try {
		requireBelow(file, real, node_fs.realpathSync.native(root));
		return {
			folder,
			root,
			descriptor,
			real,
			path: `${descriptorsFolder}/${descriptor}`
		};
	} catch (error) {
		(0, node_fs.closeSync)(descriptor);
		throw error;
	}
}
/** A missing folder is made in the one above it, held in the same way. */
function openFolder(file, folder, root, durable) {
	try {
		return (0, node_fs.openSync)(folder, node_fs.constants.O_RDONLY | node_fs.constants.O_DIRECTORY);
	} catch (error) {
		if (isSystemError(error) && error.code === "EACCES") return void 0;
		if (!isSystemError(error) || error.code !== "ENOENT") throw error;
	}
	if (folder === root || !folder.startsWith(withSeparator(root))) {
		makeFolders(folder, { durable });
		return (0, node_fs.openSync)(folder, node_fs.constants.O_RDONLY | node_fs.constants.O_DIRECTORY);
	}
	const above = openAnchor(file, (0, node_path.dirname)(folder), root, durable);
	if (!above) return void 0;
	try {
		const name = `${above.path}/${(0, node_path.basename)(folder)}`;
		try {
			(0, node_fs.mkdirSync)(name);
			if (durable) syncFolder(above.path);
		} catch (error) {
			if (!isSystemError(error) || error.code !== "EEXIST") throw error;
		}
		return (0, node_fs.openSync)(name, node_fs.constants.O_RDONLY | node_fs.constants.O_DIRECTORY);
	} finally {
		(0, node_fs.closeSync)(above.descriptor);
	}
}
/** Where the folder of a descriptor is now; undefined where /proc does not tell. */
function placeOf(descriptor) {
	try {
		return (0, node_fs.readlinkSync)(`${descriptorsFolder}/${descriptor}`);
	} catch {
		return;
	}
}
function plainAnchor(file, folder, root, durable) {
	if (folder !== root) {
		const real = existing(folder);
		const realRoot = existing(root);
		if (!(realRoot.startsWith(withSeparator(real)) && isAbove(folder, root))) requireBelow(file, real, realRoot);
	}
	makeFolders(folder, { durable });
	return { path: folder };
}
function requireBelow(file, realFolder, realRoot) {
	if (realFolder === realRoot || realFolder.startsWith(withSeparator(realRoot))) return;
	throw new ImgparError("unwritable", `cannot write ${file}: a folder on the way is a link that leads out of the destination, to ${realFolder}; remove the link`);
}
/** The true name of the deepest folder on the way that exists. */
function existing(path) {
	try {
		return node_fs.realpathSync.native(path);
	} catch {
		const above = (0, node_path.dirname)(path);
		return above === path ? path : existing(above);
	}
}
function withSeparator(path) {
	return path.endsWith(node_path.sep) ? path : path + node_path.sep;
}
function isAbove(folder, root) {
	return (0, node_path.relative)(folder, root) !== "" && !(0, node_path.relative)(folder, root).startsWith("..");
}
/** The path of a name in an anchored folder. */
function nameIn({ path }, file) {
	return (0, node_path.join)(path, (0, node_path.basename)(file));
}
// src/storage/drafts.ts
/**
* A name under which the bytes of a file are gathered: in the folder of the file, so that the renaming stays on one file system; short
* and hidden, so that it fits where the file's own name fills the limit; and not to be foretold, so that nobody can lay a link there.
*/
function newDraftName({ token, id }) {
	return `.imgpar-${token}-${id}-${(0, node_crypto.randomUUID)().slice(-12)}.draft`;
}
/** Removes a draft if it is there. Never throws: it runs where something has failed already. */
function removeDraft(draft) {
	try {
		(0, node_fs.rmSync)(draft, { force: true });
	} catch {}
}
// src/storage/write-atomic.ts
init_errors();
/**
* Makes a file appear whole or not at all: writes a draft and renames it. Missing folders are made. What stood at the
* destination is replaced; a link there is replaced, not followed. A failure leaves no draft.
*
* @param content the bytes, also in parts that are made as they are written
* @throws {ImgparError} `unwritable`
*/
function writeAtomic(destination, content, options) {
	const draft = openDraft(destination, options);
	try {
		for (const part of node_util.types.isUint8Array(content) ? [content] : content) draft.write(part);
		return draft.appear();
	} catch (error) {
		draft.giveUp();
		throw error instanceof ImgparError ? error : unwritable(destination, error);
	}
}
/**
* The same for a file that is written part by part as it is made.
*
* @throws {ImgparError} `unwritable`; and whatever making the parts throws
*/
async function writePartsAtomic(destination, parts, options) {
	const draft = openDraft(destination, options);
	try {
		for await (const part of parts) draft.write(part);
		return draft.appear();
	} catch (error) {
		draft.giveUp();
		throw error instanceof ImgparError || !isSystemError(error) ? error : unwritable(destination, error);
	}
}
/** @throws {ImgparError} `unwritable` */
function openDraft(destination, options) {
	try {
		return new Draft(destination, options);
	} catch (error) {
		throw error instanceof ImgparError ? error : unwritable(destination, error);
	}
}
function unwritable(destination, error) {
	return new ImgparError("unwritable", `cannot write ${destination}: ${reasonOf(error)}`, { cause: error });
}
/** A file that is being written, until it gets its name or is given up. */
var Draft = class {
	#options;
	#folder;
	#destination;
	#path;
	#descriptor;
	#isOpen = true;
	constructor(destination, options) {
		this.#options = options;
		[this.#folder, this.#path, this.#descriptor] = openIn(destination, options);
		this.#destination = nameIn(this.#folder, destination);
	}
	write(bytes) {
		let written = 0;
		while (written < bytes.byteLength) written += (0, node_fs.writeSync)(this.#descriptor, bytes, written);
	}
	/** Gives it what it is to have besides its content, and its name. */
	appear() {
		const { traits, durable = false, beforeAppearing } = this.#options;
		if (traits) setTraits(this.#descriptor, traits);
		const { mtimeMs, uid, gid, ino } = (0, node_fs.fstatSync)(this.#descriptor);
		beforeAppearing?.({
			descriptor: this.#descriptor,
			mtimeMs,
			uid,
			gid
		}, this.#folder);
		if (durable) (0, node_fs.fsyncSync)(this.#descriptor);
		this.#close();
		this.#rename(ino);
		if (!durable) return { mtimeMs };
		try {
			syncFolder(this.#folder.path);
			return { mtimeMs };
		} catch (error) {
			return {
				mtimeMs,
				notDurable: error
			};
		}
	}
	/** Never throws: it is called where something has failed already. */
	giveUp() {
		try {
			this.#close();
		} catch {}
		removeDraft(this.#path);
	}
	#rename(ino) {
		try {
			(0, node_fs.renameSync)(this.#path, this.#destination);
		} catch (error) {
			if (!isNow(this.#destination, ino) || isNow(this.#path, ino)) throw error;
		}
	}
	#close() {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		(0, node_fs.closeSync)(this.#descriptor);
	}
};
/** A new file in the folder of the destination, which is made if it is missing. */
function openIn(destination, { root, owner, durable = false }) {
	const name = newDraftName(owner);
	const openNew = (folder) => {
		const path = (0, node_path.join)(folder.path, name);
		return [
			folder,
			path,
			(0, node_fs.openSync)(path, newFile, 438)
		];
	};
	const anchored = () => root === void 0 ? { path: (0, node_path.dirname)(destination) } : anchorOf(destination, root, durable);
	try {
		return openNew(anchored());
	} catch (error) {
		if (!isSystemError(error) || error.code !== "ENOENT") throw error;
		if (root !== void 0) letGo(root);
		makeFolders((0, node_path.dirname)(destination), { durable });
		return openNew(anchored());
	}
}
/** A file that is not there yet: nothing that somebody has laid under its name is written to. */
const newFile = node_fs.constants.O_WRONLY | node_fs.constants.O_CREAT | node_fs.constants.O_EXCL | (node_fs.constants.O_NOFOLLOW ?? 0);
function isNow(path, ino) {
	try {
		return (0, node_fs.lstatSync)(path).ino === ino;
	} catch {
		return false;
	}
}
const hasPermissions = process.platform !== "win32";
/** Gives an open file traits. Owner and group stay as they are where the system does not let them be given away. */
function setTraits(descriptor, { mode, mtimeMs, uid, gid }) {
	if (hasPermissions && uid !== void 0 && gid !== void 0) giveTo(descriptor, uid, gid);
	if (hasPermissions && mode !== void 0) (0, node_fs.fchmodSync)(descriptor, mode);
	if (mtimeMs === void 0) return;
	(0, node_fs.futimesSync)(descriptor, Date.now() / 1e3, mtimeMs < 0 ? new Date(mtimeMs) : mtimeMs / 1e3);
}
function giveTo(descriptor, uid, gid) {
	const now = (0, node_fs.fstatSync)(descriptor);
	if (now.uid === uid && now.gid === gid) return;
	if (tried(() => (0, node_fs.fchownSync)(descriptor, uid, gid))) return;
	if (now.gid !== gid) tried(() => (0, node_fs.fchownSync)(descriptor, now.uid, gid));
}
function tried(act) {
	try {
		act();
		return true;
	} catch {
		return false;
	}
}
// src/storage/stores.ts
init_errors();
/** Files of this machine, and what is mounted on it. Answers at once. */
const fileStore = {
	open: (path) => openSource(path),
	stat: (path) => look(path, { throughLinks: true }),
	list(folder) {
		try {
			return (0, node_fs.readdirSync)(folder);
		} catch {
			return [];
		}
	},
	read(path) {
		const file = openSource(path);
		try {
			return file.readAll();
		} finally {
			file.close();
		}
	},
	write: (path, parts, options) => Symbol.asyncIterator in parts ? writePartsAtomic(path, parts, options) : writeAtomic(path, parts, options),
	exists,
	remove(path) {
		try {
			(0, node_fs.rmSync)(path, { force: true });
		} catch (error) {
			throw unwritable(path, error);
		}
	}
};
/** All stores, by the scheme that a location begins with. A further one is a file that implements `Store`, and a line here. */
const stores = /* @__PURE__ */ new Map([["file", fileStore]]);
/**
* The store of a location: a path, or what begins with a scheme.
*
* @throws {ImgparError} `usage`, if there is no store for the scheme
*/
function storeOf(location) {
	const scheme = /^([a-z][a-z0-9+.-]+):/.exec(location)?.[1] ?? "file";
	const store = stores.get(scheme);
	if (store) return store;
	throw new ImgparError("usage", `cannot reach ${location}: there is no store for ${scheme}:, expected one of: ${[...stores.keys()].join(", ")}`);
}
/** Whether a location is a path of this machine, so that calls on files may be used for it. */
function isLocal(location) {
	return storeOf(location) === fileStore;
}
/** What the result has of its source, as far as the store of that knows it. */
function traitsOf({ mode, mtimeMs }) {
	return {
		mtimeMs,
		...mode !== void 0 && { mode: mode & 511 }
	};
}
// src/storage/hash.ts
/** The SHA-256 of bytes, in hexadecimal. */
function sha256(bytes) {
	return (0, node_crypto.hash)("sha256", bytes, "hex");
}
/** The same of bytes in parts. */
function sha256OfParts(parts) {
	if (parts.length === 1) return sha256(parts[0]);
	const hash = (0, node_crypto.createHash)("sha256");
	for (const part of parts) hash.update(part);
	return hash.digest("hex");
}
/** The same of a file that is open. */
function sha256OfSource(file) {
	const hash = (0, node_crypto.createHash)("sha256");
	for (let offset = 0; offset < file.size; offset += pieceBytes$1) hash.update(file.piece(offset, pieceBytes$1));
	return hash.digest("hex");
}
/** The SHA-256 of a file in any store. @throws {ImgparError} `unreadable` */
async function sha256In(location) {
	const file = await storeOf(location).open(location);
	try {
		const hash = (0, node_crypto.createHash)("sha256");
		for (let offset = 0; offset < file.size; offset += pieceBytes$1) hash.update(await file.piece(offset, pieceBytes$1));
		return hash.digest("hex");
	} finally {
		await file.close();
	}
}
/** Hands parts on, and tells their length and SHA-256 when all have passed. */
async function* stamped(parts, onEnd) {
	const hash = (0, node_crypto.createHash)("sha256");
	let size = 0;
	for await (const part of parts) {
		hash.update(part);
		size += part.length;
		yield part;
	}
	onEnd({
		size,
		sha256: hash.digest("hex")
	});
}
const pieceBytes$1 = 1 << 20;
// src/storage/retry.ts
init_errors();
/** Faults that may pass: a device or a network drive that stumbles, files that others hold, limits that others have used up. */
const passing = new Set("EIO EBUSY EAGAIN EINTR EMFILE ENFILE ENOMEM ETIMEDOUT ESTALE ENOLCK ECONNRESET ECONNABORTED ENETDOWN ENETUNREACH ENETRESET EHOSTDOWN EHOSTUNREACH EREMOTEIO".split(" "));
/** On Windows a virus scanner or an indexer that holds a file makes these of it. */
const passingOnWindows = /* @__PURE__ */ new Set(["EPERM", "EACCES"]);
/** The first wait; each further one is four times as long, up to the longest. */
const firstWaitMs = 50;
const longestWaitMs = 5e3;
/** Reads or writes; should that fail of something that may pass, again after a while, at most `retries` times. */
async function withRetries(retries, act) {
	for (let failed = 0;; failed++) try {
		return await act();
	} catch (error) {
		if (failed >= retries || !mayPass(error)) throw failed === 0 ? error : afterTries(error, failed + 1);
		await (0, node_timers_promises.setTimeout)(Math.min(firstWaitMs * 4 ** failed, longestWaitMs));
	}
}
function mayPass(error) {
	const code = error instanceof ImgparError ? codeOf(error.cause) : void 0;
	if (code === void 0) return false;
	return passing.has(code) || process.platform === "win32" && passingOnWindows.has(code);
}
function afterTries(error, tries) {
	return error instanceof ImgparError ? new ImgparError(error.code, `${error.message} (tried ${tries} times)`, { cause: error }) : error;
}
// src/worker/copy-other.ts
init_errors();
const pieceBytes = 1 << 20;
/**
* Copies a file that is no image, such as a label beside one, so that the destination holds all that the source does. It appears whole or
* not at all, under its own name.
*
* @throws {ImgparError} `unwritable`, also if another file stands there that may be a result
*/
async function copyOther(task, copyTo, { output, limits, token, destinationRoot }) {
	const store = storeOf(copyTo);
	if (!output.overwrite && await store.exists(copyTo)) return {
		status: "skipped",
		reason: "exists"
	};
	const source = await storeOf(task.source).open(task.source);
	try {
		if (output.format !== "keep" && !task.isCopied && await store.exists(copyTo)) await requireSame$1(copyTo, task.source);
		const { size, mtimeMs } = source;
		let copied = {
			size: 0,
			sha256: ""
		};
		const outputMtimeMs = await withRetries(limits.retries, async () => {
			const written = await store.write(copyTo, stamped(piecesOf(source), (stamp) => {
				copied = stamp;
			}), {
				owner: {
					token,
					id: task.id
				},
				root: destinationRoot,
				durable: output.durable,
				...output.preserve && { traits: traitsOf(source) }
			});
			if (written.notDurable !== void 0) throw unwritable(copyTo, written.notDurable);
			return written.mtimeMs;
		});
		return {
			status: "skipped",
			reason: "copied",
			stamps: {
				format: "other",
				input: {
					size,
					mtimeMs,
					sha256: copied.sha256
				},
				output: {
					...copied,
					mtimeMs: outputMtimeMs
				}
			}
		};
	} finally {
		await source.close();
	}
}
async function* piecesOf(source) {
	for (let offset = 0; offset < source.size; offset += pieceBytes) yield await source.piece(offset, pieceBytes);
}
async function requireSame$1(copyTo, source) {
	if (await isSame(copyTo, source)) return;
	throw new ImgparError("unwritable", `cannot copy it to ${copyTo}: another file stands there, perhaps the result of an image; rename one of them`);
}
async function isSame(one, other) {
	const [found, expected] = [await storeOf(one).stat(one), await storeOf(other).stat(other)];
	return found?.isFile === true && found.size === expected?.size && await sha256In(one) === await sha256In(other);
}
// src/options/method-path.ts
/** Whether a method is given as the path of a module rather than by name. */
function isModulePath(method) {
	return /[\\/]|\.[cm]?js$/i.test(method);
}
/**
* A colour mode, or what a program does to colour where no mode does the same:
*
* - `ycrcb`: Y of OpenCV's YCrCb in whole numbers, with Cr and Cb rounded on the way, as users of `cv2` do
* - `pooled`: one table from the sum of the histograms of R, G and B, for all three; their planes are those of `rgb`
* - `intensity`: one table from ImageMagick's intensity (`countIntensity`), for R, G and B; the plane is that of `joint`
*/
const colourTreatments = [
	...[
		"luma",
		"rgb",
		"joint",
		"lab",
		"hsv"
	],
	"ycrcb",
	"pooled",
	"intensity"
];
// src/worker/plugin.ts
init_errors();
/**
* A user's own method: the default export of a module, or its export named `method`. What it throws and what it answers is checked,
* so that its faults are told apart from those of imgpar.
*
* @param path absolute
* @throws {ImgparError} `usage`, if the module cannot be loaded or exports no method
*/
async function loadMethod(path) {
	const method = methodIn(await load$1(path), path);
	return method.kind === "table" ? guardedTable(method) : guardedPlane(method);
}
async function load$1(path) {
	try {
		return await import(
			/* webpackIgnore: true */
			/* @vite-ignore */
			(0, node_url.pathToFileURL)(path).href
);
	} catch (error) {
		throw new ImgparError("usage", `${path} cannot be loaded: ${sentenceOf(error)}`, { cause: error });
	}
}
/** The method as a plain object: its properties are read once, as a getter may answer differently the next time, or throw. */
function methodIn(module, path) {
	let fault;
	try {
		const method = propertiesOf(module.default ?? module.method);
		fault = faultIn(method);
		if (fault === void 0) return method;
	} catch (error) {
		throw new ImgparError("usage", `the method of ${path} cannot be read: ${sentenceOf(error)}`, { cause: error });
	}
	throw new ImgparError("usage", `${path} exports no method; expected a default export { kind: 'table', name, summary, defaults, table(histogram, params) } or { kind: 'plane', name, summary, defaults, scratchBytes(shape, params), equalize(plane, params, mask) }; ${fault}`);
}
function propertiesOf(exported) {
	const { kind, name, summary, defaults, parameters, table, equalize, scratchBytes, check, colour } = Object(exported);
	const bound = (value) => typeof value === "function" ? value.bind(exported) : value;
	return {
		kind,
		name,
		summary,
		...defaultsAndParameters(defaults, parameters),
		table: bound(table),
		equalize: bound(equalize),
		scratchBytes: bound(scratchBytes),
		check: bound(check),
		colour: bound(colour)
	};
}
/** A parameter may have a row, or only a default. */
function defaultsAndParameters(defaults, parameters) {
	const given = typeof defaults === "object" && defaults !== null ? { ...defaults } : defaults;
	if (parameters === void 0) return { defaults: given };
	if (typeof parameters !== "object" || parameters === null) return {
		defaults: given,
		parameters
	};
	const rows = Object.fromEntries(Object.entries(parameters).map(([name, row]) => [name, rowOf(row)]));
	const byRows = Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default]));
	return {
		defaults: given === void 0 || typeof given === "object" ? {
			...byRows,
			...given
		} : given,
		parameters: rows
	};
}
/** What is read of a row: a kind of value is imgpar's own. */
function rowOf(row) {
	const { default: byDefault, help, min, max, whole, words } = Object(row);
	const known = {
		help,
		min,
		max,
		whole,
		words: Array.isArray(words) ? [...words] : words
	};
	return {
		default: byDefault,
		...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== void 0))
	};
}
function faultInParameters(parameters) {
	if (parameters === void 0) return void 0;
	if (typeof parameters !== "object" || parameters === null) return `parameters is ${described(parameters)}, expected an object`;
	for (const [name, row] of Object.entries(parameters)) {
		const { default: byDefault, help, min, max, whole, words } = rowOf(row);
		const fault = (key, value, expected) => `parameters.${name}.${key} is ${described(value)}, expected ${expected}`;
		if (byDefault === void 0) return fault("default", byDefault, "a value");
		if (help !== void 0 && !isText(help, 0, maxSummaryLength)) return fault("help", help, `up to ${maxSummaryLength} characters`);
		if (min !== void 0 && typeof min !== "number") return fault("min", min, "a number");
		if (max !== void 0 && typeof max !== "number") return fault("max", max, "a number");
		if (whole !== void 0 && typeof whole !== "boolean") return fault("whole", whole, "true or false");
		if (!(words === void 0 || Array.isArray(words) && words.every((word) => isText(word, 1, maxNameLength)))) return fault("words", words, "an array of texts");
	}
}
/** Both stand in messages of one line. */
const maxNameLength = 100;
const maxSummaryLength = 1e3;
function faultIn({ kind, name, summary, defaults, parameters, table, equalize, scratchBytes, check, colour }) {
	if (kind !== "table" && kind !== "plane") return `kind is ${described(kind)}`;
	if (!isText(name, 1, maxNameLength)) return `name is ${described(name)}, expected 1 to ${maxNameLength} characters`;
	if (summary !== void 0 && !isText(summary, 0, maxSummaryLength)) return `summary is ${described(summary)}, expected up to ${maxSummaryLength} characters`;
	if (typeof defaults !== "object" || defaults === null) return `defaults is ${described(defaults)}, expected an object`;
	const fault = faultInParameters(parameters);
	if (fault !== void 0) return fault;
	if (kind === "table" && typeof table !== "function") return `table is ${described(table)}, expected a function`;
	if (kind === "plane" && typeof equalize !== "function") return `equalize is ${described(equalize)}, expected a function`;
	const [option, value] = Object.entries({
		scratchBytes,
		check,
		colour
	}).find(([, value]) => value !== void 0 && typeof value !== "function") ?? [];
	return option && `${option} is ${described(value)}, expected a function`;
}
function isText(value, min, max) {
	return typeof value === "string" && value.length >= min && value.length <= max;
}
function guardedTable(method) {
	return {
		...guardedCommon(method),
		kind: "table",
		table: (histogram, params, plane, histograms) => answerOf(method, () => method.table(histogram, params, plane, histograms), (table) => faultInSamples(table, histogram.length, histogram.length))
	};
}
function guardedPlane(method) {
	const known = /* @__PURE__ */ new Map();
	const scratchBytes = (shape, params) => answerOf(method, () => method.scratchBytes?.(shape, params) ?? 0, faultInBytes);
	return {
		...guardedCommon(method),
		kind: "plane",
		scratchBytes(shape, params) {
			const key = JSON.stringify(shape);
			const bytes = known.get(key) ?? scratchBytes(shape, params);
			if (known.size >= maxShapesKnown) known.clear();
			known.set(key, bytes);
			return bytes;
		},
		equalize(plane, params, mask) {
			const { width, height, maxSample } = plane;
			return {
				width,
				height,
				maxSample,
				samples: answerOf(method, () => method.equalize(plane, params, mask)?.samples, (samples) => faultInSamples(samples, width * height, maxSample + 1))
			};
		}
	};
}
const maxShapesKnown = 1e3;
function guardedCommon(method) {
	const { name, summary, defaults, parameters } = method;
	return {
		name,
		summary,
		defaults,
		...parameters && { parameters },
		check(params) {
			try {
				method.check?.(params);
			} catch (error) {
				throw new ImgparError("usage", `method '${name}' refuses its parameters: ${sentenceOf(error)}`, { cause: error });
			}
		},
		colour: (params) => answerOf(method, () => method.colour?.(params), faultInColour)
	};
}
/** What the method answers, if that serves. @throws {ImgparError} `plugin` */
function answerOf({ name }, ask, faultIn) {
	let fault;
	let cause;
	try {
		const answer = ask();
		fault = faultIn(answer);
		if (fault === void 0) return answer;
	} catch (error) {
		fault = `threw: ${sentenceOf(error)}`;
		cause = error;
	}
	throw new ImgparError("plugin", `method '${name}' ${fault}`, { cause });
}
function faultInSamples(samples, length, levels) {
	const found = levels === 256 ? node_util.types.isUint8Array(samples) && samples : node_util.types.isUint16Array(samples) && samples;
	if (found && found.length === length) return void 0;
	return `returned ${described(samples)}, expected a ${levels === 256 ? "Uint8Array" : "Uint16Array"} of ${length}`;
}
function faultInBytes(bytes) {
	if (typeof bytes === "number" && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER) return void 0;
	return `says that its scratchBytes are ${described(bytes)}, expected a number of bytes from 0`;
}
function faultInColour(treatment) {
	if (treatment === void 0 || colourTreatments.some((known) => known === treatment)) return void 0;
	return `says that its colour is ${described(treatment)}, expected one of: ${colourTreatments.join(", ")}`;
}
/** What there is of a value to say in a message, whatever it is. */
function described(value) {
	if (typeof value === "string") return value.length > maxNameLength ? `a string of ${value.length}` : JSON.stringify(value);
	if (typeof value === "function") return "a function";
	if (typeof value !== "object" || value === null) return String(value);
	if (ArrayBuffer.isView(value) && "length" in value) return `a ${value.constructor.name} of ${value.length}`;
	return Array.isArray(value) ? `an array of ${value.length}` : node_util.types.isPromise(value) ? "a promise" : "an object";
}
const maxSentenceLength = 300;
/** The first line of what was thrown, which may be anything, and fight back. */
function sentenceOf(error) {
	try {
		return messageOf(error).slice(0, maxSentenceLength).split("\n", 1)[0];
	} catch {
		return "something that cannot be read";
	}
}
// src/version.ts
/** The version of this package. */
const version = "0.2.0";
// src/worker/statistics.ts
init_errors();
/** The version of the file, raised when its meaning changes. */
const formatVersion = 1;
/**
* Sums of the histograms of many images. Images of another depth, or with another number of planes (grey and colour under `rgb`),
* have sums of their own, as no one table fits both.
*/
var Statistics = class Statistics {
	#classes = /* @__PURE__ */ new Map();
	#images = 0;
	/** Images that were counted. */
	get images() {
		return this.#images;
	}
	/** Counts one more image, or sums of several. */
	add(histograms, images = 1) {
		this.#images += images;
		const key = classOf(histograms.length, histograms[0].length);
		const sums = this.#classes.get(key);
		if (!sums) this.#classes.set(key, histograms.map((histogram) => Float64Array.from(histogram)));
		else for (const [plane, sum] of sums.entries()) addTo(sum, histograms[plane]);
	}
	/** The sums that serve an image with this many planes of so many levels; undefined if none like it was counted. */
	histogramsFor(planes, levels) {
		return this.#classes.get(classOf(planes, levels));
	}
	/** The sums of the class of images that has the most pixels. @throws {ImgparError} `usage`, if nothing was counted */
	largestClass() {
		const pixels = (planes) => planes[0].reduce((sum, count) => sum + count, 0);
		const [largest] = [...this.#classes.values()].toSorted((a, b) => pixels(b) - pixels(a));
		if (largest) return largest;
		throw new ImgparError("usage", "the statistics are empty: no image was counted");
	}
	/** As JSON: a list of classes, each a list of planes. */
	toText() {
		const classes = [...this.#classes].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, planes]) => planes.map(sparse));
		return `${JSON.stringify({
			imgpar: version,
			statistics: formatVersion,
			images: this.#images,
			classes
		})}\n`;
	}
	/** @throws {ImgparError} `usage`, if the text is not what `toText` writes */
	static fromText(text, name) {
		const statistics = new Statistics();
		try {
			const { statistics: found, images, classes } = JSON.parse(text);
			if (found !== formatVersion) throw new Error(`version ${found}, expected ${formatVersion}`);
			for (const planes of classes) statistics.add(planes.map(dense), 0);
			statistics.#images = images;
		} catch (error) {
			const why = messageOf(error);
			throw new ImgparError("usage", `${name} holds no statistics of imgpar (${why}); expected a file that --save-stats wrote`, { cause: error });
		}
		return statistics;
	}
	/** @throws {ImgparError} `usage` */
	static read(path) {
		return Statistics.fromText(readText(path), path);
	}
};
let lastRead;
/** The statistics in a file. Images that follow each other mostly share the same ones. @throws {ImgparError} `usage` */
function statisticsIn(path) {
	if (lastRead?.path !== path) lastRead = {
		path,
		statistics: Statistics.read(path)
	};
	return lastRead.statistics;
}
function readText(path) {
	try {
		return (0, node_fs.readFileSync)(path, "utf8");
	} catch (error) {
		throw new ImgparError("usage", `cannot read ${path}; expected a file that --save-stats wrote`, { cause: error });
	}
}
const classOf = (planes, levels) => `${planes}x${levels}`;
function addTo(sum, histogram) {
	for (let level = 0; level < sum.length; level++) sum[level] += histogram[level];
}
function sparse(histogram) {
	const numbers = [histogram.length];
	for (let level = 0; level < histogram.length; level++) if (histogram[level] > 0) numbers.push(level, histogram[level]);
	return numbers;
}
/** @throws {Error} if it is none */
function dense([levels, ...pairs]) {
	if (levels !== 256 && levels !== 65536) throw new Error(`${levels} levels, expected 256 or 65536`);
	const histogram = new Float64Array(levels);
	for (let i = 0; i < pairs.length; i += 2) {
		const [level, count] = [pairs[i], pairs[i + 1]];
		if (!(Number.isInteger(level) && level >= 0 && level < levels && Number.isSafeInteger(count) && count >= 0)) throw new Error("a count is broken");
		histogram[level] = count;
	}
	return histogram;
}
// src/worker/prepare.ts
init_errors();
let last$2;
/**
* Loads what an operation names: a user's module, a reference. A worker is asked for the same operation again and again, so the
* last answer is kept.
*
* @throws {ImgparError} `usage`, if something that is named does not serve
*/
function prepare(options) {
	if (last$2?.options === options) return last$2.prepared;
	const key = JSON.stringify(options);
	last$2 = {
		options,
		key,
		prepared: last$2?.key === key ? last$2.prepared : load(options)
	};
	return last$2.prepared;
}
async function load({ reference, frames: _, autoOrient: __, ...named }) {
	const method = isModulePath(named.method) ? await loadMethod(named.method) : methodNamed(named.method);
	const operation = {
		...named,
		method
	};
	if (reference === void 0) return { operation: resolveOperation(operation) };
	if (!Object.hasOwn(method.defaults, "reference")) return {
		operation: resolveOperation(operation),
		statistics: Statistics.read(reference)
	};
	const model = await histogramsOf$1(reference, operation);
	return { operation: resolveOperation({
		...operation,
		params: {
			...operation.params,
			reference: model
		}
	}) };
}
/** The model of a reference: the histograms of an image, or of the class of images that most of a set's pixels belong to. */
async function histogramsOf$1(path, operation) {
	if (/\.json$/i.test(path)) return Statistics.read(path).largestClass();
	const { openImage } = await Promise.resolve().then(() => (init_open(), open_exports));
	const file = openSource(path);
	try {
		const { pictures } = await openImage(file.readAll());
		return measure(pictures[0], {
			on: treatmentOf(operation),
			roi: void 0,
			nodata: void 0
		});
	} catch (error) {
		const why = messageOf(error);
		throw new ImgparError("usage", `the reference ${path} cannot be used: ${why}`, { cause: error });
	} finally {
		file.close();
	}
}
/** The histograms, drawn from statistics, that take the place of those of an image. @throws {ImgparError} `unsupported-format` */
function histogramsFor(statistics, { channels, maxSample }, operation) {
	const planes = channels >= 3 && operation.on === "rgb" ? 3 : 1;
	const found = statistics.histogramsFor(planes, maxSample + 1);
	if (found) return found;
	const wanted = `${maxSample === 255 ? 8 : 16} bits and ${planes === 1 ? "one plane" : `${planes} planes`}`;
	throw new ImgparError("unsupported-format", `the statistics tell nothing of images of ${wanted}`);
}
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
// src/worker/file-room.ts
/**
* Room for the file of an image, and after it for that of the next one: a worker has one image at a time, and memory that is used again is
* neither fetched from the system nor collected as garbage. Large files get memory of their own.
*
* @returns `bytes` bytes, whose content means nothing; they are another's with the next call
*/
function fileRoom(bytes) {
	if (bytes > mostKeptBytes) return Buffer.allocUnsafeSlow(bytes);
	if (room.length < bytes) room = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(bytes)));
	return room.subarray(0, bytes);
}
let room = Buffer.allocUnsafeSlow(2 ** 16);
/** Most photographs are smaller. */
const mostKeptBytes = 8 * 2 ** 20;
// src/worker/masks.ts
init_errors();
init_masks();
/**
* The mask of an image: the picture of that name, or of the same name with another ending, as masks are often PNG where images are
* JPEG. White counts.
*
* @param path where a mask of the very name of the image would be
* @param admit asked with the memory that reading it takes; to refuse, it throws
* @throws {ImgparError} `unreadable`, if there is none; whatever opening it may throw
*/
async function readMask(path, admit = () => {}) {
	const found = await fileNamedLike(path);
	const file = await storeOf(found).open(found);
	try {
		const { size, mtimeMs } = file;
		admit(size);
		const bytes = await file.readAll();
		const { pictures } = await openImage(bytes, { admit: ({ rasterBytes, decodeBytes, shapes: [shape] }) => admit(size + rasterBytes + Math.max(decodeBytes, shape.width * shape.height)) });
		return {
			mask: maskFrom(pictures[0]),
			file: {
				path: found,
				size,
				mtimeMs,
				sha256: sha256(bytes)
			}
		};
	} catch (error) {
		if (error instanceof ImgparError) throw new ImgparError(error.code, `its mask ${found}: ${error.message}`, { cause: error });
		throw error;
	} finally {
		await file.close();
	}
}
async function fileNamedLike(path) {
	const stem = (name) => (0, node_path.basename)(name, (0, node_path.extname)(name));
	const names = await storeOf(path).list((0, node_path.dirname)(path));
	const found = names.find((name) => name === (0, node_path.basename)(path)) ?? names.find((name) => stem(name) === stem(path));
	if (found !== void 0) return (0, node_path.join)((0, node_path.dirname)(path), found);
	throw new ImgparError("unreadable", `it has no mask: expected ${path}, or the same name with another ending`);
}
// src/worker/memory.ts
/** Memory that one image takes at its peak: its file, its samples, and the largest of what reading, changing and writing take. */
function peakBytesOf(fileBytes, need, operation, { autoOrient, masked }) {
	const { rasterBytes, decodeBytes, encodeBytes, shapes } = need;
	const largest = Math.max(...shapes.map((shape) => changeBytesOf(shape, operation, masked)));
	const turned = autoOrient ? rasterBytes : 0;
	return fileBytes + rasterBytes + Math.max(decodeBytes, turned, largest, encodeBytes);
}
/** What changing the samples takes besides them. */
function changeBytesOf(shape, operation, hasMask) {
	const { channels, width, height, maxSample } = shape;
	const planeBytes = width * height * (maxSample === 255 ? 1 : 2);
	const { method, params, on: treatment } = operation;
	const colours = channels < 3 ? 1 : 3;
	const planes = treatment === "rgb" ? colours : 1;
	const masks = hasMask || channels % 2 === 0 || operation.nodata !== void 0 || operation.roi !== void 0 || operation.applyInside ? (hasMask ? 4 : 3) * width * height + channels * planeBytes : 0;
	if (method.kind === "table") return masks + (treatment === "rgb" || treatment === "luma" ? 0 : (colours + 1) * planeBytes);
	return masks + 2 * planes * planeBytes + method.scratchBytes(shape, params);
}
/** Unwinds to whoever was granted memory: at its peak, an image takes more. */
var NeedsMemory = class extends Error {
	peakBytes;
	isLeast;
	/** @param isLeast whether it is known only that it takes so much or more */
	constructor(peakBytes, isLeast) {
		super();
		this.peakBytes = peakBytes;
		this.isLeast = isLeast;
	}
};
/** @throws {NeedsMemory} */
function requireGrant(peakBytes, grantedBytes, isLeast = false) {
	if (peakBytes > grantedBytes) throw new NeedsMemory(peakBytes, isLeast);
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
// src/record/lines.ts
const beforeDestination = "{\"destination\":\"";
const beforeVersion = "{\"imgpar\":\"";
Buffer.from(beforeDestination);
Buffer.from(beforeVersion);
// src/record/image-record.ts
/**
* The record as a line of JSON with its end, in characters that do nothing to a terminal. The destination comes first, so that the
* line can be found by it without being parsed.
*/
function recordLine({ destination, status, ...rest }) {
	return `${harmless({
		destination,
		status,
		...rest
	})}\n`;
}
/** JSON in which also what `JSON.stringify` leaves as it is does nothing to a terminal: DEL, C1, separators, controls of direction. */
function harmless(value) {
	const json = JSON.stringify(value);
	if (plainText.test(json)) return json;
	return json.replace(/[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu, (character) => {
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}
/** As nearly all records are: looked for first, it saves a third of the time. */
const plainText = /^[ -~]*$/;
// src/record/manifest-file.ts
init_errors();
/** Neither a link is followed, which leads to a file of somebody else's, nor a pipe waited for. */
const careful = (node_fs.constants.O_NOFOLLOW ?? 0) | (node_fs.constants.O_NONBLOCK ?? 0);
/**
* Opens a manifest for appending; it and its folder are made if they are missing.
*
* @param durable whether the name of a new one outlives a failure of power
*/
function openForAppending(path, durable) {
	makeFolder((0, node_path.dirname)(path), { durable });
	const descriptor = openNewOrOld(path, durable);
	try {
		requireRegular(path, (0, node_fs.fstatSync)(descriptor));
		return descriptor;
	} catch (error) {
		(0, node_fs.closeSync)(descriptor);
		throw error;
	}
}
function openNewOrOld(path, durable) {
	const appending = node_fs.constants.O_WRONLY | node_fs.constants.O_APPEND | careful;
	try {
		return (0, node_fs.openSync)(path, appending);
	} catch (error) {
		if (isSystemError(error) && error.code === "ELOOP") requireRegular(path, (0, node_fs.lstatSync)(path));
		if (!isMissing(error)) throw error;
	}
	const descriptor = (0, node_fs.openSync)(path, appending | node_fs.constants.O_CREAT, 438);
	if (durable) syncFolder((0, node_path.dirname)(path));
	return descriptor;
}
function requireRegular(path, found) {
	if (found.isFile()) return;
	const what = found.isSymbolicLink() ? "a symbolic link, which is not followed; remove it, or name the file it leads to" : "not a regular file";
	throw new ImgparError("usage", `the manifest ${path} is ${what}`);
}
/** Whether the file of a descriptor has no name any more. */
function isGone(descriptor) {
	return (0, node_fs.fstatSync)(descriptor).nlink === 0;
}
function unwritableManifest(path, error) {
	if (error instanceof ImgparError && error.code === "usage") return error;
	return new ImgparError("unwritable", `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
}
// src/record/journal.ts
init_errors();
/** Writes ahead, from a worker, what is about to be done. The manifest must be there: the run has begun it. */
var Journal = class {
	#path;
	#durable;
	#descriptor;
	/** @throws {ImgparError} `unwritable` */
	constructor(path, durable) {
		this.#path = path;
		this.#durable = durable;
		try {
			this.#descriptor = openForAppending(path, durable);
		} catch (error) {
			throw unwritableManifest(path, error);
		}
	}
	/**
	* Appends a record, whole or, as on a full disk, torn: then what is written behind it is still found.
	*
	* @throws {ImgparError} `unwritable`, if it is not whole on record, or, if durable, not on the disk
	*/
	append(record) {
		try {
			if (isGone(this.#descriptor)) throw new ImgparError("unwritable", "it has been removed meanwhile; run again");
			this.#write(recordLine(record));
			if (this.#durable) (0, node_fs.fdatasyncSync)(this.#descriptor);
		} catch (error) {
			throw unwritableManifest(this.#path, error);
		}
	}
	/** In one piece, as other workers write, too: what is torn is written again as a whole, behind an end for what there is of it. */
	#write(line) {
		for (let text = line, tries = 0; tries < maxTries; text = `\n${line}`, tries++) {
			const bytes = Buffer.from(text);
			if ((0, node_fs.writeSync)(this.#descriptor, bytes) === bytes.length) return;
		}
		throw new ImgparError("unwritable", "it takes no whole line; is the disk full?");
	}
	close() {
		(0, node_fs.closeSync)(this.#descriptor);
	}
};
/** A disk that takes half a line so often is full. */
const maxTries = 20;
let last$1;
/** The journal of this thread, which writes to one manifest after the other. @throws {ImgparError} `unwritable` */
function journalOf(path, durable) {
	const key = `${durable} ${path}`;
	if (last$1?.key === key) return last$1.journal;
	last$1?.journal.close();
	last$1 = void 0;
	last$1 = {
		key,
		journal: new Journal(path, durable)
	};
	return last$1.journal;
}
// src/record/known-results.ts
function prefixOf(sha256) {
	return BigInt(`0x${sha256.slice(0, 16)}`);
}
/** Whether such a file names a content. It may do so wrongly once in 10^12 questions; who holds the manifest knows better. */
var KnownResults = class {
	#descriptor;
	#room = /* @__PURE__ */ new BigUint64Array(1);
	#count;
	constructor(path, count) {
		this.#descriptor = (0, node_fs.openSync)(path, "r");
		this.#count = count;
	}
	has(sha256) {
		const wanted = prefixOf(sha256);
		for (let low = 0, high = this.#count; low < high;) {
			const middle = Math.floor((low + high) / 2);
			const found = this.#at(middle);
			if (found === wanted) return true;
			if (found < wanted) low = middle + 1;
			else high = middle;
		}
		return false;
	}
	close() {
		(0, node_fs.closeSync)(this.#descriptor);
	}
	#at(index) {
		(0, node_fs.readSync)(this.#descriptor, this.#room, 0, 8, index * 8);
		return this.#room[0];
	}
};
// src/storage/attributes.ts
init_native_library();
let found;
const copyAttributes = (from, to) => {
	found ??= bind();
	return found(from, to);
};
function bind() {
	const foreign = process.platform === "linux" || process.platform === "darwin" ? foreignFunctions() : void 0;
	try {
		if (foreign) return process.platform === "linux" ? onLinux(foreign) : onMac(foreign);
	} catch {}
	return () => [];
}
/** The kernel allows names of 64 KiB together, and values as long. */
const mostBytes = 65536;
/** Access control lists are attributes there: `system.posix_acl_access`. */
function onLinux(foreign) {
	const library = foreign.load(null);
	const list = library.func("int64_t flistxattr(int fd, uint8_t *list, size_t size)");
	const get = library.func("int64_t fgetxattr(int fd, const char *name, uint8_t *value, size_t size)");
	const set = library.func("int fsetxattr(int fd, const char *name, const uint8_t *value, size_t size, int flags)");
	const room = new Uint8Array(mostBytes);
	return (from, to) => {
		const length = list(from, room, mostBytes);
		if (length <= 0) return [];
		return Buffer.from(room.subarray(0, length)).toString("utf8").split("\0").filter(Boolean).filter((name) => {
			const size = get(from, name, room, mostBytes);
			return size >= 0 && set(to, name, room, size, 0) !== 0 && !name.startsWith("security.");
		});
	};
}
/** COPYFILE_ACL and COPYFILE_XATTR of <copyfile.h>. */
const aclAndAttributes = 5;
function onMac(foreign) {
	const copy = foreign.load("/usr/lib/libSystem.B.dylib").func("int fcopyfile(int from, int to, void *state, uint32_t flags)");
	return (from, to) => copy(from, to, null, aclAndAttributes) === 0 ? [] : ["extended attributes"];
}
// src/storage/keep-original.ts
init_errors();
/**
* Keeps the content of a file under a second name: as a link where the file system can, as the file itself will be replaced and not
* be written into; else as a copy.
*
* @param path of the original, whose folder does not change meanwhile
* @param bytes its content
* @param original the same file, open
* @throws {ImgparError} `unwritable`, also if other content is there already, which is not replaced
*/
function keepOriginal(path, original, bytes, { backup, root, owner, durable = false }) {
	const folder = anchorOf(backup, root, durable);
	const place = nameIn(folder, backup);
	if (exists(place)) requireSame(backup, place, bytes);
	else if (!linked(path, place, original)) {
		writeAtomic(backup, bytes, {
			owner,
			root,
			durable,
			traits: original
		});
		return;
	}
	if (durable) sync(backup, place, folder.path);
}
/** Whether it could be linked, and it is that very file that was: by its name something else may have been met. */
function linked(path, place, { ino, dev }) {
	try {
		const found = (0, node_fs.lstatSync)(path);
		if (found.ino !== ino || found.dev !== dev) return false;
		(0, node_fs.linkSync)(path, place);
		return true;
	} catch {
		return false;
	}
}
function requireSame(backup, place, bytes) {
	const file = openSource(place, { throughLink: false });
	try {
		if (file.size === bytes.byteLength && Buffer.compare(file.readAll(), bytes) === 0) return;
	} finally {
		file.close();
	}
	throw new ImgparError("unwritable", `the backup ${backup} holds the original of another image, which is not replaced; bring that one back with imgpar restore, move the backup elsewhere, or name another folder with backupDir`);
}
/** The content too, as nobody knows whether who made the file has synced it. */
function sync(backup, place, folder) {
	try {
		const descriptor = (0, node_fs.openSync)(place, process.platform === "win32" ? node_fs.constants.O_RDWR : node_fs.constants.O_RDONLY);
		try {
			(0, node_fs.fsyncSync)(descriptor);
		} finally {
			(0, node_fs.closeSync)(descriptor);
		}
		syncFolder(folder);
	} catch (error) {
		throw new ImgparError("unwritable", `cannot sync the backup ${backup}: ${reasonOf(error)}`, { cause: error });
	}
}
// src/record/recorded-path.ts
/** A path as records have it: from the root, with '/' between names; absolute where no way leads from one to the other. */
function recordedPath(root, path) {
	const way = path.startsWith(root) && path[root.length] === node_path.sep ? path.slice(root.length + 1) : (0, node_path.relative)(root, path);
	return node_path.sep === "/" ? way : way.replaceAll(node_path.sep, "/");
}
// src/worker/done-record.ts
/** The record of an image that was done. */
function doneRecord(task, stamps, { root, fingerprint, attempts, timings }) {
	const { format, codec, input, output, mask } = stamps;
	const backup = task.original?.path ?? task.backup;
	return {
		destination: recordedPath(root, task.destination),
		status: "done",
		source: recordedPath(root, task.source),
		at: Date.now(),
		fingerprint,
		format,
		...codec && { codec },
		input,
		output,
		...mask && { mask: {
			...mask,
			path: recordedPath(root, mask.path)
		} },
		...backup !== void 0 && { backup: recordedPath(root, backup) },
		attempts,
		timings
	};
}
// src/worker/replace-source.ts
init_errors();
/** What an image is not to be replaced for, told by its file before any work is done. */
function whyNotReplaced(task, { breakHardLinks }) {
	if (breakHardLinks) return void 0;
	const file = openSource(task.destination);
	try {
		return otherNames(file, task.backup) > 0 ? {
			status: "skipped",
			reason: "hard-linked"
		} : void 0;
	} finally {
		file.close();
	}
}
/** Names of a file besides its own, and the one under which it is kept. */
function otherNames({ links, ino, dev }, backup) {
	if (links === 1) return 0;
	const kept = backup === void 0 || !exists(backup) ? void 0 : openSource(backup, { throughLink: false });
	kept?.close();
	return links - (kept?.ino === ino && kept.dev === dev ? 2 : 1);
}
/** What is to be said instead of doing an image, by its content: it is a result already, or not the original that was kept. */
function whyNotOriginal(task, { knownResults }, { sha256, file }) {
	if (task.original) return task.original.sha256 === sha256 ? void 0 : changedMeanwhile(task);
	if (!knownResults || !known(knownResults).has(sha256)) return void 0;
	return {
		status: "holds-result",
		sha256,
		size: file.size,
		mtimeMs: file.mtimeMs
	};
}
function changedMeanwhile({ original }) {
	if (original?.path !== void 0) return {
		status: "skipped",
		reason: "original-not-kept"
	};
	throw changed();
}
let last;
/** Of this thread, which has one run after the other. */
function known({ path, count }) {
	if (last?.path === path) return last.results;
	last?.results.close();
	last = {
		path,
		results: new KnownResults(path, count)
	};
	return last.results;
}
/**
* Puts a result in the place of its source. Before the source goes, its original is kept (if it is to be) and the content of both is on
* record; if durable, both are on the disk. So wherever this ends, the next run knows what stands there. The file keeps owner,
* permissions, attributes and access lists where the system lets them be given.
*
* @throws {ImgparError} `unwritable`; `unreadable`, if the file has changed since it was read
*/
async function replaceSource(task, work, inPlace, replacement) {
	const { durable } = work.output;
	const root = rootOf(task.destination, inPlace.roots);
	return withRetries(work.limits.retries, async () => {
		const folder = anchorOf(task.destination, root, durable);
		const present = openSource(nameIn(folder, task.destination), { throughLink: false });
		try {
			requireUnchanged(task, present, replacement.file);
			keep(task, work, inPlace, present, folder, replacement.bytes);
			return await replace(task, work, inPlace, present, root, replacement);
		} finally {
			present.close();
		}
	});
}
function requireUnchanged({ original }, present, file) {
	const expected = original?.path === void 0 ? file : original.place ?? present;
	const isSame = present.size === expected.size && present.mtimeMs === expected.mtimeMs;
	const isSameFile = original?.path !== void 0 || present.ino === file.ino && present.dev === file.dev;
	if (!isSame || !isSameFile) throw changed();
}
function changed() {
	return new ImgparError("unreadable", "somebody changed it while it was being equalised, so it is left as it is; run again");
}
function keep(task, work, { backupRoot }, present, folder, bytes) {
	if (task.backup === void 0 || backupRoot === void 0 || task.original?.path !== void 0) return;
	keepOriginal(nameIn(folder, task.destination), present, bytes, {
		backup: task.backup,
		root: backupRoot,
		owner: {
			token: work.token,
			id: task.id
		},
		durable: work.output.durable
	});
}
async function replace(task, work, inPlace, present, root, { file, content, width, height, stamps }) {
	const { durable, preserve } = work.output;
	const warnings = [];
	const note = (mtimeMs) => {
		const circumstances = {
			root: inPlace.root,
			fingerprint: inPlace.fingerprints[stamps.format],
			attempts: 1,
			timings: {}
		};
		const record = doneRecord(task, {
			...stamps,
			output: {
				...stamps.output,
				mtimeMs
			}
		}, circumstances);
		journalOf(inPlace.manifest, durable).append({
			...record,
			run: work.token,
			width,
			height
		});
	};
	if (stamps.output.sha256 === stamps.input.sha256 && task.original?.path === void 0) {
		note(present.mtimeMs);
		return {
			mtimeMs: present.mtimeMs,
			warnings,
			notDurable: false
		};
	}
	const { mode, uid, gid } = present;
	const { mtimeMs, notDurable } = writeAtomic(task.destination, content, {
		owner: {
			token: work.token,
			id: task.id
		},
		root,
		durable,
		traits: {
			mode,
			uid,
			gid,
			...preserve && { mtimeMs: file.mtimeMs }
		},
		beforeAppearing: (draft, folder) => {
			warnings.push(...keepAttributes(present, draft));
			requireStillThere(nameIn(folder, task.destination), present);
			note(draft.mtimeMs);
		}
	});
	if (notDurable === void 0) return {
		mtimeMs,
		warnings,
		notDurable: false
	};
	return syncAgain(task, work, {
		mtimeMs,
		warnings
	});
}
function keepAttributes(present, { descriptor, uid, gid }) {
	const lost = copyAttributes(present.descriptor, descriptor);
	return [...uid === present.uid && gid === present.gid ? [] : ["its owner or group could not be kept; the system does not let this user give it"], ...lost.length === 0 ? [] : [`these attributes could not be kept: ${lost.join(", ")}`]];
}
function requireStillThere(place, { size, mtimeMs }) {
	const found = look(place);
	if (found?.isFile !== true || found.size !== size || found.mtimeMs !== mtimeMs) throw changed();
}
/** The result has its name, so it is done; but it is not known to stay. */
async function syncAgain({ destination }, { limits }, replaced) {
	try {
		await withRetries(limits.retries, () => {
			try {
				syncFolder((0, node_path.dirname)(destination));
			} catch (error) {
				throw new ImgparError("unwritable", "its folder could not be synced", { cause: error });
			}
		});
		return {
			...replaced,
			notDurable: false
		};
	} catch {
		const warning = "it is replaced, but its folder could not be synced: after a failure of power its original may stand there again";
		return {
			...replaced,
			warnings: [...replaced.warnings, warning],
			notDurable: true
		};
	}
}
/** The longest of the roots that a file lies below. */
function rootOf(path, roots) {
	const folder = (0, node_path.dirname)(path);
	const above = roots.filter((root) => folder === root || folder.startsWith(root.endsWith(node_path.sep) ? root : root + node_path.sep));
	return above.reduce((longest, root) => root.length > longest.length ? root : longest, above[0] ?? folder);
}
// src/worker/stopwatch.ts
/** Gives the milliseconds since it was last asked, to the microsecond: more digits say nothing, and take their time to be sent and recorded. */
function stopwatch() {
	let last = performance.now();
	return () => {
		const now = performance.now();
		const elapsedMs = now - last;
		last = now;
		return Math.round(elapsedMs * 1e3) / 1e3;
	};
}
// src/codec/bands.ts
init_raster_picture();
init_raster();
init_codec$6();
init_format_codec();
init_formats();
init_kept_metadata();
init_open();
init_sniff();
/** The samples of a band, unless a few rows have more. */
const usualBandBytes = 4 << 20;
/**
* What does not grow with the bands: buffers of zlib, and pieces of the file that wait for the garbage collector. Measured on 60 and
* 250 megapixels: with bands of 4 MiB a process grew by 64 to 80 MiB, as many as with a collection every 10 ms and 30 more.
*/
const fixedBytes = 64 << 20;
/**
* An image to be read in bands while its file stays open. That is possible for what its format can read so and keeps.
*
* @throws {UnfitForBands} where it is not possible
* @throws {ImgparError} as `openImage` does, for all that a header can tell
*/
async function openInBands(source, maxPixels, options = {}) {
	const all = withDefaults(options);
	const found = sniff(source.head(256));
	if (found.kind !== "image" || all.format !== "keep" && all.format !== found.format) throw new UnfitForBands();
	return open(source, found.format, await formats[found.format].load(), maxPixels, all);
}
function open(source, format, codec, maxPixels, options) {
	const by = codec.bands;
	if (!by) throw new UnfitForBands();
	const { file, keptBytes, bands } = by.open(source);
	refuseTooLarge(file, maxPixels);
	const { shape } = file;
	const kept = keptFile(codec, file, options);
	const writer = () => by.writer(kept, options.effort);
	const bandShape = {
		...shape,
		height: heightOfBands(shape, writer().rowsAtOnce)
	};
	return {
		format,
		shape,
		bandShape,
		peakBytes: fixedBytes + 2 * keptBytes + 6 * (sampleBytes(bandShape) + sampleBytes({
			...shape,
			height: 1
		})),
		async *bands() {
			for await (const raster of bands(bandShape.height)) yield rasterPicture(raster);
		},
		async *encode(change) {
			const { add, end } = writer();
			for await (const raster of bands(bandShape.height)) {
				change(rasterPicture(raster));
				yield* add(raster);
			}
			yield* end();
		}
	};
}
/** As many times the rows that are compressed together as are usual. */
function heightOfBands(shape, rowsAtOnce) {
	const times = Math.floor(usualBandBytes / sampleBytes({
		...shape,
		height: rowsAtOnce
	}));
	return Math.min(rowsAtOnce * Math.max(times, 1), shape.height);
}
// src/worker/strips.ts
init_format_codec();
/**
* Equalises one image that is never whole in memory: it is read strip by strip, once to count its levels and once to change them.
* The result is the same, byte for byte, as of the whole. The source is a file of this machine, which hands out pieces at once.
*
* @returns undefined where that is not possible, or where only the whole tells what is wrong with the file
* @throws {NeedsMemory} where even strips take more than was granted
*/
async function processInStrips(task, work, grantedBytes) {
	const prepared = await prepare(work.operation);
	if (!suitsStrips(task, work, prepared)) return void 0;
	const file = openSource(task.source);
	try {
		const image = await openInBands(file, work.limits.maxPixels, work.output);
		requireGrant(image.peakBytes + changeBytesOf(image.bandShape, prepared.operation, false), grantedBytes);
		if (task.upToDateIf && await isUnchanged$1(file, task)) return {
			status: "skipped",
			reason: "up-to-date"
		};
		return work.purpose === "measure" ? await measured$1(image, prepared) : await equalized(file, image, prepared, task, work);
	} catch (error) {
		if (error instanceof UnfitForBands) return void 0;
		throw error;
	} finally {
		file.close();
	}
}
/** One table for all of the picture, and nothing that belongs to places in it; in place, more would have to be recorded and kept. */
function suitsStrips({ mask }, { operation, inPlace }, prepared) {
	const { method, roi } = prepared.operation;
	return method.kind === "table" && roi === void 0 && !operation.autoOrient && mask === void 0 && inPlace === void 0;
}
/** Whether source and result are what they were when the image was done. */
async function isUnchanged$1(source, { destination, upToDateIf }) {
	return sha256OfSource(source) === upToDateIf?.source && await sha256In(destination) === upToDateIf.result;
}
async function measured$1(image, prepared) {
	return {
		status: "measured",
		pictures: [(await histogramsOf(image, prepared)).map(sparse)]
	};
}
async function equalized(source, image, prepared, task, work) {
	const { output, limits } = work;
	const stage = stopwatch();
	const tables = await tablesFor(image, prepared, task);
	const decodeMs = stage();
	let written = {
		size: 0,
		sha256: ""
	};
	const write = async () => {
		const parts = image.encode((strip) => apply(strip, prepared.operation, tables));
		const traits = output.preserve ? {
			mode: source.mode & 511,
			mtimeMs: source.mtimeMs
		} : void 0;
		const onEnd = (stamp) => {
			written = stamp;
		};
		const options = {
			owner: {
				token: work.token,
				id: task.id
			},
			root: work.destinationRoot,
			durable: output.durable,
			traits
		};
		const { mtimeMs, notDurable } = await storeOf(task.destination).write(task.destination, stamped(parts, onEnd), options);
		if (notDurable !== void 0) throw unwritable(task.destination, notDurable);
		return mtimeMs;
	};
	const mtimeMs = await withRetries(limits.retries, write);
	const { width, height } = image.shape;
	const input = {
		size: source.size,
		mtimeMs: source.mtimeMs
	};
	return {
		status: "done",
		width,
		height,
		inputBytes: source.size,
		outputBytes: written.size,
		timings: {
			readMs: 0,
			decodeMs,
			equalizeMs: 0,
			encodeMs: stage(),
			writeMs: 0
		},
		...work.stamped && { stamps: {
			format: image.format,
			codec: "sharp",
			input: {
				...input,
				sha256: sha256OfSource(source)
			},
			output: {
				...written,
				mtimeMs
			}
		} }
	};
}
async function tablesFor(image, prepared, { statistics }) {
	const shared = statistics === void 0 ? prepared.statistics : statisticsIn(statistics);
	if (shared) return tablesFrom(shared, image.shape, prepared);
	return tablesOf(prepared.operation, await histogramsOf(image, prepared));
}
async function histogramsOf(image, { operation }) {
	const sums = [];
	for await (const strip of image.bands()) addHistograms(sums, measure(strip, operation));
	return sums;
}
// src/worker/task.ts
init_sniff();
/** What becomes of a file that was found and is no image. */
function noImage(source, looksLike) {
	return {
		status: "skipped",
		reason: isNamedLikeImage(source) ? "misnamed" : "not-an-image",
		looksLike
	};
}
// src/worker/process-image.ts
init_buffer_pool();
init_open();
init_sniff();
init_errors();
/**
* Equalises one image from file to file: whole, or in strips where that takes too much memory. Never throws: whatever goes wrong is
* the outcome.
*
* @param grantedBytes memory it may take at its peak
*/
async function processImage(task, work, grantedBytes = Number.POSITIVE_INFINITY) {
	limitPool(grantedBytes / spareShare);
	try {
		return await processWhole(task, work, grantedBytes);
	} catch (error) {
		if (!(error instanceof NeedsMemory)) return {
			status: "failed",
			failure: failureOf(error)
		};
		return processWithLess(task, work, grantedBytes, error);
	}
}
/** One of so many parts of what is granted may wait for the next image, while another worker may be granted all there is. */
const spareShare = 16;
async function processWithLess(task, work, grantedBytes, whole) {
	try {
		return (isLocal(task.source) ? await processInStrips(task, work, grantedBytes) : void 0) ?? needing(whole);
	} catch (error) {
		if (error instanceof NeedsMemory) return needing(error.peakBytes < whole.peakBytes ? error : whole);
		return {
			status: "failed",
			failure: failureOf(error)
		};
	}
}
function needing({ peakBytes, isLeast }) {
	return {
		status: "needs-memory",
		peakBytes,
		...isLeast && { isLeast }
	};
}
/** @throws {NeedsMemory} */
async function processWhole(task, work, grantedBytes) {
	const { operation, output, limits } = work;
	if (!output.overwrite && work.purpose === "equalize" && await storeOf(task.destination).exists(task.destination)) return {
		status: "skipped",
		reason: "exists"
	};
	const stage = stopwatch();
	const { inPlace } = work;
	const notReplaced = inPlace && await withRetries(limits.retries, () => whyNotReplaced(task, inPlace));
	if (notReplaced) return notReplaced;
	const source = await withRetries(limits.retries, () => readImage(task, limits.maxPixels, grantedBytes));
	if ("looksLike" in source) return task.copyTo !== void 0 && work.purpose === "equalize" ? copyOther(task, task.copyTo, work) : noImage(task.source, source.looksLike);
	const originalHash = inPlace && sha256(source.bytes);
	const notOriginal = inPlace && whyNotOriginal(task, inPlace, {
		...source,
		sha256: originalHash
	});
	if (notOriginal) return notOriginal;
	if (task.upToDateIf && await isUnchanged(source.bytes, task)) return {
		status: "skipped",
		reason: "up-to-date"
	};
	const readMs = stage();
	const prepared = await prepare(operation);
	const grant = grantOf(grantedBytes, source.bytes.byteLength, prepared, {
		autoOrient: operation.autoOrient,
		masked: task.mask !== void 0
	});
	const image = await openImage(source.bytes, {
		maxPixels: limits.maxPixels,
		admit: grant.admit,
		...openOptions(prepared.operation, operation.autoOrient, output)
	});
	try {
		const decodeMs = stage();
		const masked = task.mask === void 0 ? void 0 : await readMask(task.mask, grant.admitMore);
		if (work.purpose === "measure") return measured(image, prepared, masked?.mask);
		const shared = task.statistics === void 0 ? void 0 : statisticsIn(task.statistics);
		equalizePictures(image.pictures, prepared, operation.frames, shared, masked?.mask);
		const equalizeMs = stage();
		const encoded = await image.encodeInParts(output);
		const encodeMs = stage();
		const { outputBytes, ...written } = await writeResult(task, work, {
			source,
			originalHash,
			image,
			masked,
			encoded
		});
		const { width, height } = image.pictures[0].shape;
		const timings = {
			readMs,
			decodeMs,
			equalizeMs,
			encodeMs,
			writeMs: stage()
		};
		return {
			status: "done",
			width,
			height,
			inputBytes: source.bytes.byteLength,
			outputBytes,
			timings,
			...written
		};
	} finally {
		image.release();
	}
}
/** What may be held at the peak, while it becomes known step by step how much that is. */
function grantOf(grantedBytes, fileBytes, { operation }, extras) {
	let heldBytes = fileBytes;
	return {
		admit(need) {
			requireGrant(peakBytesOf(fileBytes, need, operation, extras), grantedBytes);
			heldBytes = fileBytes + need.rasterBytes;
		},
		admitMore: (bytes) => requireGrant(heldBytes + bytes, grantedBytes, true)
	};
}
async function writeResult(task, work, result) {
	const { encoded } = result;
	const { output, inPlace, stamped } = work;
	const outputBytes = encoded.parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
	const stamps = stamped ? stampsOf(result, output, outputBytes) : void 0;
	if (!inPlace || !stamps) {
		const mtimeMs = await write(task, work, result);
		return {
			outputBytes,
			...stamps && { stamps: {
				...stamps,
				output: {
					...stamps.output,
					mtimeMs
				}
			} }
		};
	}
	const { width, height } = result.image.pictures[0].shape;
	const { mtimeMs, warnings, notDurable } = await replaceSource(task, work, inPlace, {
		bytes: result.source.bytes,
		file: result.source.file,
		content: encoded.parts,
		width,
		height,
		stamps
	});
	return {
		outputBytes,
		stamps: {
			...stamps,
			output: {
				...stamps.output,
				mtimeMs
			}
		},
		...warnings.length > 0 && { warnings },
		...notDurable && { notDurable }
	};
}
/** @returns when the content of the result last changed */
function write(task, { output, token, destinationRoot, limits }, { source, encoded }) {
	return withRetries(limits.retries, async () => {
		const written = await storeOf(task.destination).write(task.destination, encoded.parts, {
			owner: {
				token,
				id: task.id
			},
			root: destinationRoot,
			durable: output.durable,
			...output.preserve && { traits: traitsOf(source.file) }
		});
		if (written.notDurable !== void 0) throw unwritable(task.destination, written.notDurable);
		return written.mtimeMs;
	});
}
/** What identifies the files; the time of the result is not known yet. */
function stampsOf({ source, originalHash, image, masked, encoded }, { format }, outputBytes) {
	return {
		format: format === "keep" ? image.format : format,
		codec: encoded.codec,
		input: {
			size: source.bytes.byteLength,
			mtimeMs: source.file.mtimeMs,
			sha256: originalHash ?? sha256(source.bytes)
		},
		output: {
			size: outputBytes,
			mtimeMs: 0,
			sha256: sha256OfParts(encoded.parts)
		},
		...masked && { mask: masked.file }
	};
}
/** Whether source and result are what they were when the image was done. */
async function isUnchanged(source, { destination, upToDateIf }) {
	return sha256(source) === upToDateIf?.source && await sha256In(destination) === upToDateIf.result;
}
/** Reading so much at once takes as long as reading only the first bytes. */
const smallBytes = 16384;
/** The content of a source, or what it is if it was merely found and is no image: of large files only the first bytes are read then. */
async function readImage({ source, original, named }, maxPixels, grantedBytes) {
	const location = original?.path ?? source;
	const file = await storeOf(location).open(location);
	try {
		const { size } = file;
		const small = size <= smallBytes ? await file.readAll(fileRoom) : void 0;
		const head = small ?? await file.head(256);
		const sniffed = sniff(head);
		if (sniffed.kind !== "not-an-image") {
			requireGrant(size + leastSampleBytes(head, maxPixels), grantedBytes, true);
			return {
				bytes: small ?? await file.readAll(fileRoom),
				file
			};
		}
		if (!named) return { looksLike: sniffed.name };
		throw new ImgparError("not-an-image", notAnImage(sniffed.name));
	} finally {
		await file.close();
	}
}
function measured({ pictures }, { operation }, mask) {
	return {
		status: "measured",
		pictures: pictures.map((picture) => measure(picture, operation, mask).map(sparse))
	};
}
// src/worker/try-out.ts
/** Loads all that an operation names, and asks the method about its parameters as every image will. @throws {ImgparError} `usage`, `plugin` */
async function tryOut({ operation: options }) {
	const { operation } = await prepare(options);
	const { kind, name } = operation.method;
	return {
		kind,
		name,
		parameters: helpOf(operation.method)
	};
}
// src/worker/worker.ts
init_errors();
const garbage = new Garbage();
/** How long a worker goes on taking images of a batch. One that comes after thumbnails and turns out a giant ends the batch. */
const patienceMs = 250;
function work(job) {
	return "tasks" in job ? processBatch(job) : tryOut(job);
}
/** One image after the other. Fewer outcomes than tasks mean that the batch took longer than expected and the rest was not begun. */
async function processBatch({ tasks, work, grantedBytes }) {
	const startedAt = performance.now();
	const outcomes = [];
	let outOfRoom = 0;
	for (const task of tasks) {
		if (outOfRoom >= 2 || outcomes.length > 0 && performance.now() - startedAt > patienceMs) break;
		const outcome = await processImage(task, work, grantedBytes);
		outcomes.push(outcome);
		outOfRoom = outcome.status === "failed" && isOutOfRoom(outcome.failure) ? outOfRoom + 1 : 0;
		await garbage.expect(outcome, grantedBytes);
	}
	return outcomes;
}
exports.default = work;
