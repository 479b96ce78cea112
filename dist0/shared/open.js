import { a as isError, t as ImgparError } from "./errors.js";
import { n as rasterPicture, t as derivedPicture } from "./raster-picture.js";
import { c as sampleBytes } from "./memory.js";
import { i as defaultEncode, n as formats, o as encoders, r as imageFormats } from "./formats.js";
import { n as pagesOf, r as unsupported, t as corrupt } from "./container.js";
import { n as hasTransparency } from "./encoding.js";
import { n as codecNeed } from "./memory2.js";
import { i as sniff, n as notAnImage, r as notSupported } from "./sniff.js";
import { types } from "node:util";
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
	const out = types.isUint8Array(samples) ? new Uint8Array(samples.length) : new Uint16Array(samples.length);
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
const walks = {
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
	if (!holds.transparency && picture.space !== "cmyk" && hasTransparency(raster)) throw unsupported(`the image is transparent, which ${title} cannot hold; choose ${formatsThatHold("transparency")}`);
}
function formatsThatHold(what) {
	const names = imageFormats.filter((name) => formats[name].holds[what] && !formats[name].writesOnlyItself);
	return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
// src/codec/kept-metadata.ts
/** The file with what is kept of it besides the pixels: everything, or what the options leave. */
function keptFile(codec, file, { strip, dropGainMap }) {
	if (file.gainMap && !dropGainMap) throw unsupported("the image has an HDR gain map, which would no longer fit it; leave it out with --drop-gainmap");
	const plain = file.gainMap && codec.withoutGainMap ? codec.withoutGainMap(file) : file;
	return strip ? codec.stripped(plain) : plain;
}
// src/codec/open.ts
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
	return open({
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
async function open(opening, content) {
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
	return types.isUint8Array(encoded) ? [encoded] : encoded;
}
export { probeImage as n, refuseTooLarge as r, openImage as t };
