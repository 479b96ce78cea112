import { n as hasTransparency, r as inTurn } from "./encoding.js";
import { i as orientationExif, o as uprightExif, r as exifOrientation } from "./exif.js";
import { t as asColour } from "./memory2.js";
import { o as encodeWebp, t as decodeFrames } from "./on-demand.js";
import { r as unsupported, t as corrupt } from "./container.js";
import { i as presentMetadata, o as uprightXmp } from "./metadata.js";
import { t as MetadataLimits } from "./metadata-limits.js";
// src/codec/webp/chunks.ts
const pictureChunks = [
	"VP8 ",
	"VP8L",
	"ALPH",
	"VP8X",
	"ANIM",
	"ANMF"
];
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
/** Position, size, duration and flags, before the chunks of the frame. */
const frameHeadBytes = 16;
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
const doNotBlend = 2;
const alphaFlag = 16;
const animationFlag = 2;
const flagOf = {
	ICCP: 32,
	EXIF: 8,
	"XMP ": 4
};
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
const exifPrefix = "Exif\0\0";
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
// src/codec/webp/codec.ts
const webpCodec = {
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
/** Nearly lossless coding would change alpha as well, so what is transparent is coded without any loss. */
function webpCoding(raster, { lossless, quality, effort }, wasLossless) {
	const wanted = lossless === "keep" ? wasLossless ? "yes" : "no" : lossless;
	return {
		quality,
		effort,
		lossless: wanted === "near" && hasTransparency(raster) ? "yes" : wanted
	};
}
export { webpCodec };
