import { a as bytesOf$1, i as memoryUpTo, l as instantiate, n as freeAddress, t as dividedMemory, u as kernelsOf } from "./memory.js";
import { d as shortEntry, f as tags, n as longEntry, o as photometrics, u as serialize } from "./directory.js";
// src/codec/tiff/lzw-reference.ts
/** The plain version, which says what the fast one must do. */
const referenceLzw = {
	writeStrip({ samples, width, channels, maxSample }, firstRow, rows) {
		const rowSamples = width * channels;
		const here = samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples);
		const differences = here.map((sample, i) => i % rowSamples < channels ? sample : sample - here[i - channels]);
		return packed(codesOf(maxSample === 255 ? Uint8Array.from(differences) : lowBytesFirst(differences)));
	},
	readStrip(strip, { width, channels, maxSample }, differences, samples) {
		const bytes = bytesOf(strip, samples.byteLength);
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
function lowBytesFirst(samples) {
	return Uint8Array.from(Array.from(samples, (sample) => [sample & 255, sample >> 8]).flat());
}
const clearCode = 256;
const endCode = 257;
const firstString = 258;
/** The writer begins anew when this code would be next, as libtiff does. */
const lastString = 4094;
/** A reader may be told of as many, and is always one behind. */
const mostStrings = 4095;
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
function bytesOf(strip, wanted) {
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
// src/codec/tiff/lzw-wasm.ts
/** The same on WASM SIMD, byte for byte. Strips pass through the memory of an instance that is made at the first use. */
function wasmLzw(instantiate) {
	const divided = dividedMemory(instantiate, placesIn);
	return {
		writeStrip(raster, firstRow, rows) {
			const bytes = bytesOf$1(rowsOf(raster, firstRow, rows));
			if (bytes.length > mostBytes) return referenceLzw.writeStrip(raster, firstRow, rows);
			const { wasm, memory, first, second } = divided.withRoom(bytes.length);
			memory.set(bytes, first);
			wasm.differences(first, bytes.length / rows, rows, pixelBytes(raster), isDeep(raster), second);
			return memory.subarray(first, first + wasm.writeLzw(second, bytes.length, first));
		},
		readStrip(strip, shape, differences, samples) {
			const bytes = bytesOf$1(samples);
			if (Math.max(strip.length, bytes.length) > mostBytes) return referenceLzw.readStrip(strip, shape, differences, samples);
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
/** Beyond are strips that are too rare to be worth the memory. */
const mostBytes = 2 ** 28;
/** What the kernels may read before and behind, and write behind. */
const slackBytes = 64;
function placesIn(wasm, room) {
	const first = freeAddress(wasm) + slackBytes;
	const second = first + room * 1.5 + slackBytes;
	return {
		wasm,
		memory: new Uint8Array(memoryUpTo(second + room + slackBytes, wasm)),
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
// src/codec/tiff/kernels.ts
/** What writes and reads a TIFF's strips of LZW. */
const lzwKernels = kernelsOf(() => wasmLzw(instantiate), referenceLzw);
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
	return tiffOf(raster, [bytesOf$1(raster.samples)], coding);
}
/** Positions have 32 bits in a TIFF that is not big; the directory needs some too. */
const mostClassicBytes = .99 * 2 ** 32;
/** Strips and what they are made of stay in the L2 cache. */
const stripBytes = 262144;
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
export { encodeTiffStrips as n, lzwKernels as r, cmykTiff as t };
