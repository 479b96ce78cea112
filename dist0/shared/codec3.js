import { i as orientationExif, o as uprightExif, r as exifOrientation } from "./exif.js";
import { i as encodeJpeg, n as decodePages } from "./on-demand.js";
import { a as isError, t as ImgparError } from "./errors.js";
import { n as rasterPicture } from "./raster-picture.js";
import { r as unsupported, t as corrupt } from "./container.js";
import { a as unevenDensity, i as presentMetadata, o as uprightXmp, r as photoshopResources, t as densityIn } from "./metadata.js";
import { t as MetadataLimits } from "./metadata-limits.js";
import { n as hasPlaneCodec, t as decodePlanes } from "./turbo.js";
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
const quantisationTables = 219;
const restartInterval = 221;
const startOfScan = 218;
const endOfImageMarker = 217;
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
const exifName = "Exif\0\0";
const xmpName = "http://ns.adobe.com/xap/1.0/\0";
const iccName = "ICC_PROFILE\0";
const photoshopName = "Photoshop 3.0\0";
const jfifName = "JFIF\0";
const mpfName = "MPF\0";
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
// src/codec/jpeg/gain-map.ts
const isoName = "urn:iso:std:iso:ts:21496:-1\0";
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
	const headBytes = 33;
	const packet = withoutGainMapStatements(segment.bytes.toString("latin1", headBytes));
	const bytes = Buffer.concat([segment.bytes.subarray(0, headBytes), Buffer.from(packet, "latin1")]);
	bytes.writeUInt16BE(bytes.length - 2, 2);
	return {
		...segment,
		bytes
	};
}
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
const standard = [[
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
/** Where in the rows of a table the n-th step of a file belongs. */
const zigzag = [...[
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
	refuseOtherPictures(segments, gainMap);
	const header = readFrame(frame, segments);
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
function readFrame(segment, segments) {
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
		plain: !rgb && isPlain(marker, sampling, segments)
	};
	return components === 4 ? {
		...header,
		space: "cmyk"
	} : header;
}
/** Where a frame header has the first component's identifier and sampling; those of the others follow at every third byte. */
const identifierAt = 10;
const samplingAt = 11;
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
function isPlain(marker, sampling, segments) {
	if (marker !== 192 && marker !== 194) return false;
	if (segments.some((segment) => startsWith(segment, 238, "Adobe"))) return false;
	const [luma, cb, cr] = sampling;
	if (sampling.length === 1) return luma === 17;
	return sampling.length === 3 && usualSampling.has(luma) && cb === 17 && cr === 17;
}
/** Samples of luma for one of chroma, across and down: 4:4:4, 4:2:2, 4:4:0, 4:2:0, 4:1:1, 4:4:1. */
const usualSampling = /* @__PURE__ */ new Set([
	17,
	33,
	18,
	34,
	65,
	20
]);
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
function refuseOtherPictures(segments, gainMap) {
	const [index] = payloads(segments, 226, mpfName);
	if (!index) return;
	const pictures = pictureEntries(index);
	if (pictures.slice(1).filter(({ type }) => !previewTypes.has(type)).length > (gainMap ? 1 : 0)) throw unsupported(`the JPEG holds ${pictures.length} pictures; expected one (previews may accompany it)`);
}
const previewTypes = /* @__PURE__ */ new Set([
	65537,
	65538,
	65539,
	65540,
	65541
]);
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
	const index = bytes.subarray(8);
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
		...inParts(metadata.icc, 65e3).map((part, index, parts) => segment(226, iccName, Buffer.concat([Buffer.from([index + 1, parts.length]), part]))),
		...inParts(resources, 65e3).map((part) => segment(237, photoshopName, part)),
		...(metadata.comments ?? []).flatMap((text) => inParts(text, 65e3)).map((text) => segment(254, "", text))
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
function inParts(bytes, partBytes) {
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
// src/codec/jpeg/components.ts
/** From here on sharp's encoder looks for smaller files than libjpeg-turbo can write. */
const effortOfSharp = 8;
/** A JPEG of which only luma can be changed, and which is written as JPEG again. */
const jpegComponents = {
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
		decodeBytes: fixedBytes + coefficients,
		encodeBytes: fixedBytes + coefficients + Math.ceil((shape.channels === 1 ? .85 : .65) * rasterBytes)
	};
}
const fixedBytes = 4 << 20;
/** Of a sample, in the decoder as in the encoder. */
const coefficientBytes = 2.1;
// src/codec/jpeg/codec.ts
const jpegCodec = {
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
/** Samples of 16 bits for each coefficient of a JPEG: colour at half resolution has half as many as there are samples. */
function coefficientsOf({ fullChroma, shape }) {
	return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
export { jpegCodec };
