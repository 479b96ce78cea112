import { s as messageOf, t as ImgparError } from "./errors.js";
import { r as packagesOf } from "./installed.js";
import { n as pagesOf, t as corrupt } from "./container.js";
import { t as cmykTiff } from "./strips.js";
import { t as processTurnstile } from "./turnstile.js";
import { types } from "node:util";
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";
// src/codec/sharp/sharp.ts
const sharp = loadSharp();
const turnstile = processTurnstile();
function loadSharp() {
	try {
		return packagesOf(import.meta.url)("sharp");
	} catch (error) {
		throw new ImgparError("environment", `${reasonOf(error)}; its binaries are optional dependencies: install imgpar again on this machine, without --omit=optional or --no-optional, take no node_modules from another system, and leave imgpar out of bundles (external: ['imgpar'])`, { cause: error });
	}
}
/** What sharp found, without its own advice, which goes on for ten lines. */
function reasonOf(error) {
	const [first = "", ...lines] = messageOf(error).split("\n");
	return `cannot load sharp, which this needs: ${[first, ...lines.slice(0, Math.max(0, lines.indexOf("Possible solutions:")))].map((line) => line.trim()).join("; ")}`;
}
sharp.cache(false);
sharp.concurrency(1);
if (isMainThread || getEnvironmentData("imgpar-loaders") === void 0) {
	sharp.block({ operation: ["VipsForeignLoad"] });
	sharp.unblock({ operation: [
		"Jpeg",
		"Png",
		"Webp",
		"Tiff",
		"Heif",
		"Nsgif"
	].map((loader) => `VipsForeignLoad${loader}Buffer`) });
	setEnvironmentData("imgpar-loaders", "chosen");
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
	const picked = types.isUint8Array(samples) ? new Uint8Array(pixels * channels) : new Uint16Array(pixels * channels);
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
	return sharp(types.isUint8Array(samples) ? Buffer.from(samples.buffer, samples.byteOffset, samples.length) : samples, {
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
const wordings = [
	[/exceeds pixel limit/, "too-large"],
	[/out of memory|not allocate|unable to allocate|security limit exceeded: allocat|cumulated memory allocation/i, "too-large"],
	[/^timeout/, "timeout"],
	[/not (been built in|configured|supported|implemented)|unsupported (feature|image type|JPEG|tiff)|exceeds channel limit/i, "unsupported-format"]
];
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
/** The versions of the codec and of the library below it. */
const codecVersions = {
	sharp: sharp.versions.sharp ?? "unknown",
	libvips: sharp.versions.vips
};
export { codecVersions, decodeFrames, decodePages, encodeAvif, encodeJpeg, encodeTiff, encodeWebp, quantize, thumbnail };
