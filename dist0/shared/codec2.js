import { r as unsupported, t as corrupt } from "./container.js";
import { r as inTurn } from "./encoding.js";
import { t as asColour } from "./memory2.js";
import { s as quantize, t as decodeFrames } from "./on-demand.js";
import { i as presentMetadata } from "./metadata.js";
import { t as MetadataLimits } from "./metadata-limits.js";
// src/codec/gif/blocks.ts
const extensionBlock = 33;
const imageBlock$1 = 44;
const trailerBlock = 59;
const controlLabel = 249;
const commentLabel = 254;
const applicationLabel = 255;
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
		extensions: extensions.filter((extension) => isKept(extension, frames.length))
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
function isKept(extension, frames) {
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
// src/codec/gif/codec.ts
const gifCodec = {
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
export { gifCodec };
