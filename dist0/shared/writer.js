import { t as greyBits } from "./encoding.js";
import { r as unsupported, t as corrupt } from "./container.js";
import { i as orientationExif, o as uprightExif } from "./exif.js";
import { a as unevenDensity, i as presentMetadata, o as uprightXmp, r as photoshopResources, t as densityIn } from "./metadata.js";
import { n as unpacked$1, t as MetadataLimits } from "./metadata-limits.js";
import { a as bytesOf$1, i as memoryUpTo, l as instantiate, n as freeAddress, r as letGo, t as dividedMemory, u as kernelsOf } from "./memory.js";
import { types } from "node:util";
import { constants, crc32, deflateRawSync, deflateSync, inflateSync } from "node:zlib";
// src/codec/png/chunks.ts
const pngSignature = Buffer.from("PNG\r\n\n", "latin1");
/** Takes a PNG apart. One without its end, and an animated one, is refused. */
function parsePng(file) {
	if (!file.subarray(0, 8).equals(pngSignature)) throw corrupt("the PNG signature is damaged, as by a transfer in text mode");
	const chunks = readChunks(file);
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
function readChunks(file) {
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
function pictureChunks({ bytes }) {
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
const channelsOf = {
	0: 1,
	2: 3,
	3: 3,
	4: 2,
	6: 4
};
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
const knownChunks = new Set("cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD pHYs tIME oFFs pCAL sCAL sTER sPLT".split(" "));
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
	return crc32(bytes.subarray(4, end)) === bytes.readUInt32BE(end);
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
		return colour?.length === 3 ? [chunk("bKGD", Buffer.from([...colour].flatMap((value) => [0, value])))] : [];
	}
	if (source.bitsPerSample >= 8 || data.length !== 2) return [bytes];
	const level = data.readUInt16BE(0) * (2 ** samples.bitDepth - 1) / (2 ** source.bitsPerSample - 1);
	return [chunk("bKGD", Buffer.from([0, Math.round(level)]))];
}
/** How many bits of each channel mean something: those of a palette's colours are three; an alpha channel is added with all its bits. */
function fittedSignificantBits({ data }, { colourType, bitDepth }) {
	const expected = channelsOf[colourType];
	return [chunk("sBIT", Buffer.from([...data, bitDepth].slice(0, expected)))];
}
/** A chunk of its type and data. */
function chunk(type, data) {
	return Buffer.concat(chunkParts(type, [data]));
}
/** The same in parts, so that large data need not be copied. */
function chunkParts(type, data) {
	const head = Buffer.alloc(8);
	head.writeUInt32BE(data.reduce((sum, { length }) => sum + length, 0), 0);
	head.write(type, 4, "latin1");
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(data.reduce((before, part) => crc32(part, before), crc32(head.subarray(4))));
	return [
		head,
		...data,
		checksum
	];
}
const shownChunks = new Set("cHRM gAMA iCCP sRGB cICP mDCV mDCv cLLI cLLi bKGD sBIT".split(" "));
/** The file without the chunks that do not decide how the picture is shown. */
function strippedPng(file) {
	const { exif, density } = pngMetadata(file);
	const uneven = unevenDensity(density);
	const orientation = orientationExif(exif);
	const own = [...uneven ? [chunk("pHYs", physicalFields(uneven))] : [], ...orientation ? [chunk("eXIf", orientation)] : []];
	return {
		...file,
		before: [...file.before.filter(({ type }) => shownChunks.has(type)), ...own.map(parsedChunk)],
		behind: []
	};
}
/** The file saying that its picture stands upright. */
function uprightPng(file, swapped) {
	const upright = (candidate) => uprightChunk(candidate, swapped);
	return {
		...file,
		before: file.before.map(upright),
		behind: file.behind.map(upright)
	};
}
function uprightChunk(candidate, swapped) {
	const { type, data } = candidate;
	if (type === "eXIf") return parsedChunk(chunk(type, uprightExif(data)));
	if (type === "pHYs" && swapped) return parsedChunk(chunk(type, Buffer.concat([
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
const xmpKeyword = "XML:com.adobe.xmp";
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
		...metadata.icc ? [chunk("iCCP", Buffer.concat([text("icc\0\0"), deflateSync(metadata.icc)]))] : [],
		...metadata.density ? [chunk("pHYs", physicalFields(metadata.density))] : [],
		...metadata.exif ? [chunk("eXIf", metadata.exif)] : [],
		...metadata.xmp ? [xmpChunk(metadata.xmp)] : [],
		...resources ? [chunk("zTXt", rawProfile("8bim", resources))] : [],
		...(metadata.comments ?? []).map((comment) => chunk("tEXt", Buffer.concat([text("Comment\0"), comment])))
	];
}
function xmpChunk(xmp) {
	return chunk("iTXt", Buffer.concat([text(`${xmpKeyword}\0\0\0\0\0`), xmp]));
}
function text(characters) {
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
	return Buffer.concat([text(`Raw profile type ${name}\0\0`), deflateSync(text(content))]);
}
// src/codec/png/filter.ts
/** A code as the kernels take it: its bits, and how many they are, at most 12 of a byte and 19 of a run. */
function packedCode(bits, count) {
	return bits | count << 24;
}
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
const symbolsAtMost = 1024;
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
// src/codec/png/filter-reference.ts
/** The plain version, which says what the fast one must do. */
const referenceFilter = {
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
function bytesPerPixelOf({ channels, samples }) {
	return channels * samples.BYTES_PER_ELEMENT;
}
function bytesOfRow({ width, channels, samples }, y) {
	return bytesOf(samples.subarray(y * width * channels, (y + 1) * width * channels));
}
function bytesOf(row) {
	return types.isUint8Array(row) ? row : Uint8Array.from({ length: row.length * 2 }, (_, i) => i % 2 ? row[i >> 1] & 255 : row[i >> 1] >> 8);
}
/** What a filter takes a byte to be, from those to its left, above it and above to the left; by its number. */
const predictors = [
	() => 0,
	(left) => left,
	(_left, up) => up,
	(left, up) => left + up >> 1,
	paeth
];
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
			if (filteredBytes > mostBytes) return referenceFilter.filterRows(raster, firstRow, rows, best, above);
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
/** Beyond are rows that would not fit into 4 GiB together with what becomes of them. */
const mostBytes = 2 ** 29;
/** What the kernels may read before and behind, and write behind. */
const slackBytes$1 = 64;
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
	if (over) memory.set(bytesOf$1(over), to);
	else memory.fill(0, to, to + rowBytes);
	memory.set(bytesOf$1(samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples)), to + rowBytes);
	if (samples.BYTES_PER_ELEMENT === 2) wasm.swapBytes(to, rowBytes * (rows + 1));
}
// src/codec/png/inflate-reference.ts
/** The plain version, which says what the fast one must do. */
const referenceInflate = {
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
		const { buffer, engine } = inflateSync(stream, {
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
	if (types.isUint8Array(samples)) samples.set(bytes);
	else for (let i = 0; i < samples.length; i++) samples[i] = bytes[2 * i] * 256 + bytes[2 * i + 1];
}
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
			letGo(places.wasm);
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
			const rowsAtOnce = Math.max(Math.floor(pieceBytes$1 / (rowBytes + 1) / together), 1) * together;
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
/** Beyond are rows that are too rare to be worth the memory. */
const longestRow = 1 << 22;
/** An instance whose memory has grown beyond this is not kept for much shorter rows, for memory never shrinks. */
const keptBytes = 16777216;
/** So much of the stream is at hand; it must be more than the header of a block. */
const inputBytes = 65536;
/** So much is unpacked at a time. 64 KiB: 4 per cent slower; 512 KiB: the same. */
const pieceBytes$1 = 196608;
/** How far back copies may begin. */
const windowBytes = 32768;
/** What the kernels may read and write before and behind. */
const slackBytes = 512;
/** Rows are done in fours. */
const together = 4;
function placesIn(wasm, rowBytes) {
	const longestRow = Math.max(rowBytes, 16384);
	const fourRows = together * (longestRow + 1);
	const input = freeAddress(wasm);
	const packed = input + inputBytes + slackBytes;
	const room = Math.max(windowBytes, fourRows) + Math.max(pieceBytes$1, fourRows);
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
/** Of the answers of `inflate`; all others are refusals. */
const isFull = 0;
const needsInput = 1;
const isDone = 2;
/** One picture on its way. */
var Inflating = class {
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
// src/codec/png/kernels.ts
/** What filters and codes rows on their way into a PNG. */
const filterKernels = kernelsOf(() => wasmFilter(instantiate), referenceFilter);
/** What brings the rows of a PNG back. */
const inflateKernels = kernelsOf(() => wasmInflate(instantiate), referenceInflate);
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
/** A window of 32 KiB, and compressed the fastest way. */
const streamHeader = Uint8Array.of(120, 1);
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
const endOfBlock = 256;
/** Bytes, the end, and groups of lengths of runs. */
const symbolCount = 286;
/** DEFLATE allows 15; so the kernels can gather four codes before they write, and the files are larger by less than 1 in 10,000. */
const mostBits = 12;
const runSymbols = Array.from({ length: 259 }, (_, length) => {
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
const reversedBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
	let turned = 0;
	for (let bit = 0; bit < 8; bit++) turned |= (byte >> bit & 1) << 7 - bit;
	return turned;
});
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
/** Two of equal length, of which only the first is used, for some readers want every code complete. */
const distanceLengths = [1, 1];
/** Bits for the lengths in the order of RFC 1951: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1. */
const lengthLengths = [
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
/** The codes of 17 and 18, which follow 0 to 13. */
const shortZeros = 14;
const longZeros = 15;
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
// src/codec/png/writer.ts
/**
* A PNG of the raster, written here and not by libvips: faster, smaller, and the chunks of the file that was read can be put back
* byte for byte. Never interlaced, whatever was read.
*
* @param effort 1 (fastest) to 9 (smallest); how each is spent says `pngEfforts`
*/
function encodePng(raster, samples, before, behind, effort = 1) {
	return Buffer.concat(encodePngInParts(raster, samples, before, behind, effort));
}
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
const ending = chunk("IEND", /* @__PURE__ */ new Uint8Array(0));
/** A chunk of the picture's data is full as soon as it holds so many bytes, so where one ends does not depend on how the rows came. */
const dataChunkBytes = 1 << 20;
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
/**
* No effort is 0. CPU ms a megapixel and size for efforts 1 to 9: two RGB photographs 9, 16, 64, 120, 150, 210, 270, 540, 840 for 4.462, 4.457,
* 4.457, 4.430, 4.381, 4.322, 4.288, 4.234, 4.216 MB; one of 16-bit grey 6, 12, 50, then 90 for 6.005, 6.004, then 5.994 MB. What
* repeats becomes smaller by 3 and more: a small screenshot by a tenth, drawings by half.
*/
const pngEfforts = [
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
/**
* Filtered bytes that get a code of their own, which takes 30 µs to make. 16-bit grey with 64, 128 and 256 KiB: 7.3, 5.0 and 4.2 ms a
* megapixel; files differ by less than 1 in 500.
*/
const pieceBytes = 262144;
/** So many rows are filtered and compressed together. */
function rowsAtOnce({ width, channels, maxSample }) {
	const rowBytes = width * channels * (maxSample === 255 ? 1 : 2) + 1;
	return Math.max(Math.floor(pieceBytes / rowBytes), 1);
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
	for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
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
		strategy: constants.Z_FILTERED,
		finishFlush: constants.Z_SYNC_FLUSH,
		chunkSize: 1 << 17
	};
	let dictionary;
	return (piece) => {
		const known = dictionary ? { dictionary } : {};
		const found = levels.map((level) => deflateRawSync(piece, {
			...options,
			...known,
			level
		}));
		dictionary = Buffer.concat([dictionary ?? Buffer.alloc(0), piece]).subarray(-32768);
		return found.reduce((best, candidate) => candidate.length < best.length ? candidate : best);
	};
}
/** How a PNG calls so many channels. */
const colourTypes = {
	1: 0,
	2: 4,
	3: 2,
	4: 6
};
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
	return chunk("IHDR", fields);
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
export { pngWriter as a, chunksFor as c, parsePng as d, pictureChunks as f, uprightPng as g, strippedPng as h, pngSamplesFor as i, chunksOf as l, pngSignature as m, encodePng as n, inflateKernels as o, pngMetadata as p, encodePngInParts as r, chunk as s, colourTypes as t, isWhole as u };
