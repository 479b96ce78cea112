import { types } from 'node:util';
import { ImgparError, isError } from '../errors.js';
import { orientRaster, swapsSides } from '../pixels/orient.js';
import { cmykPicture } from '../pixels/pictures/cmyk-picture.js';
import { labPicture } from '../pixels/pictures/lab-picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import { sampleBytes } from '../pixels/raster.js';
import { defaultEncode, defaultMaxPixels, defaultQuality, encoders } from './codec.js';
import { corrupt, pagesOf, unsupported } from './container.js';
import { formats } from './formats.js';
import { refuseLoss } from './holdings.js';
import { keptFile } from './kept-metadata.js';
import { codecNeed, usualHeldFactor } from './memory.js';
import { notAnImage, notSupported, sniff } from './sniff.js';
/**
 * A file taken apart and decoded. Throws an `ImgparError`: `not-an-image`, `unsupported-format`, `corrupt`, `too-large`. The
 * messages do not name the file.
 */
export async function openImage(bytes, options = {}) {
    const known = options.formats ?? formats;
    const content = bufferOf(bytes);
    const format = formatOf(content, known);
    const codec = await known[format].load();
    const target = options.intent?.format ?? 'keep';
    const targetCodec = target === 'keep' || target === format ? codec : await known[target].load();
    return open({ known, format, codec, targetCodec, options }, content);
}
/** What a file is and what its header says. Throws as `openImage` does, for all that a header can tell. */
export async function probeImage(bytes) {
    const content = bufferOf(bytes);
    const format = formatOf(content, formats);
    const file = parsed(formats[format].title, await formats[format].load(), content);
    const { shape, bitsPerSample, fullChroma, space } = file;
    return { format, shape, shapes: pagesOf(file).map((page) => page.shape), bitsPerSample, fullChroma, ...(space ? { space } : {}) };
}
function bufferOf({ buffer, byteOffset, byteLength }) {
    return Buffer.from(buffer, byteOffset, byteLength);
}
function formatOf(content, known) {
    const sniffed = sniff(content, known);
    if (sniffed.kind === 'not-an-image')
        throw new ImgparError('not-an-image', notAnImage(sniffed.name));
    if (sniffed.kind === 'unsupported-image')
        throw unsupported(notSupported(sniffed.name));
    return sniffed.format;
}
async function open(opening, content) {
    const { known, format, codec, options } = opening;
    const file = parsed(known[format].title, codec, content);
    const maxPixels = options.maxPixels ?? defaultMaxPixels;
    refuseTooLarge(file, maxPixels);
    const decoded = async (heldBytes = 0) => {
        const need = needOf(opening, file);
        options.admit?.({ ...need, rasterBytes: need.rasterBytes + heldBytes });
        return imageOf(opening, file, await codec.decode(content, file, maxPixels));
    };
    return byComponents(opening, content, file, decoded) ?? byReader(opening, content, file) ?? decoded();
}
function parsed(title, codec, content) {
    try {
        return codec.parse(content);
    }
    catch (error) {
        // Node's buffers throw RangeErrors where something is to be read behind their end.
        if (isError(error) && error.name === 'RangeError')
            throw corrupt(`the ${title} is cut off, or a position in it is wrong`, error);
        throw error;
    }
}
/** All pages are held in memory at once, so their sum counts. */
export function refuseTooLarge(file, maxPixels) {
    const pages = pagesOf(file);
    const pixels = pages.reduce((sum, { shape }) => sum + shape.width * shape.height, 0);
    const { width, height } = file.shape;
    const size = pages.length === 1 ? `${width} × ${height} pixels` : `${pages.length} pages or frames, the first of ${width} × ${height} pixels`;
    if (pixels > maxPixels)
        throw new ImgparError('too-large', `the image has ${size}, ${pixels} pixels in all; allowed are ${maxPixels}`);
}
/** The memory that a file takes beside its own bytes if it is decoded to its pixels. */
function needOf({ codec, targetCodec, options }, file) {
    const pages = pagesOf(file);
    const compression = options.intent?.compression ?? defaultEncode.compression;
    const isSame = targetCodec === codec;
    const writeFactor = isSame
        ? codec.peakFactors.write(file, file, compression)
        : targetCodec.peakFactors.write(file, undefined, compression);
    const heldFactor = isSame ? codec.peakFactors.held?.(file) : targetCodec.peakFactors.held?.(undefined);
    const need = codecNeed(codec.peakFactors.read(file), writeFactor, heldFactor ?? usualHeldFactor, pages.map(rasterBytesOf));
    return { shapes: pages.map(({ shape }) => shape), ...need };
}
/** CMYK is decoded as four channels and Lab as three, whatever methods see. */
function rasterBytesOf({ shape, space }) {
    return sampleBytes(space ? { ...shape, channels: space === 'lab' ? 3 : 4 } : shape);
}
// ---- decoding ----
/** The image by its components, if these will do and can be had. So both ways accept and refuse the same files. */
function byComponents({ format, codec, options }, content, file, decoded) {
    const { intent, autoOrient, admit } = options;
    const by = codec.components;
    if (!by || !intent || autoOrient || options.codec === 'sharp')
        return undefined;
    if (intent.format !== 'keep' && intent.format !== format)
        return undefined;
    if (!by.suits(file, intent))
        return undefined;
    const need = by.need(file);
    admit?.(need);
    const components = by.decode(content, file);
    if (!components)
        return undefined;
    return {
        format,
        pictures: [components.picture],
        // Async, so that a refusal is a rejection too.
        ...encoders(async (options) => {
            const kept = keptFile(codec, file, options);
            const encoded = components.encode(kept, { ...options, quality: qualityOf(options, () => codec.estimateQuality?.(file)) });
            if (encoded)
                return { parts: inParts(encoded), codec: by.name };
            // The components, and the room for their file, are held beside the pixels that have to be written instead.
            const pixels = await decoded(need.rasterBytes + need.encodeBytes);
            pixels.pictures[0].replacePlanes('luma', [components.luma]);
            return pixels.encodeInParts(options);
        }),
        release: components.release,
    };
}
/** What a reader of our own can read; everything else is left to the decoder. */
function byReader(opening, content, file) {
    const { codec, options } = opening;
    if (!codec.read || !options.intent || options.codec === 'sharp')
        return undefined;
    options.admit?.(needOf(opening, file));
    const found = codec.read(content, file);
    return found && { ...imageOf(opening, file, [found.raster]), release: found.release };
}
function imageOf(opening, file, rasters) {
    return opening.options.autoOrient ? uprightImage(opening, file, rasters) : decodedImage(opening, file, rasters);
}
function uprightImage(opening, file, rasters) {
    const { codec } = opening;
    const orientations = codec.orientations(file);
    const orientationOf = (page) => (typeof orientations === 'number' ? orientations : (orientations[page] ?? 1));
    const swapped = (header, page) => swapsSides(orientationOf(page)) ? withSidesSwapped(header) : header;
    const stated = codec.upright(file, swapsSides(orientationOf(0)));
    const pages = stated.pages && { pages: stated.pages.map(swapped) };
    const [first, ...others] = rasters.map((raster, page) => orientRaster(raster, orientationOf(page)));
    return decodedImage(opening, { ...swapped(stated, 0), ...pages }, [first, ...others]);
}
/** The header of a page whose sides have changed places. */
function withSidesSwapped(header) {
    const { width, height } = header.shape;
    return { ...header, shape: { ...header.shape, width: height, height: width } };
}
function decodedImage(opening, file, rasters) {
    const headers = pagesOf(file);
    return {
        format: opening.format,
        pictures: rasters.map((raster, page) => pictureOf(raster, headers[page])),
        // Async, so that a refusal is a rejection too.
        ...encoders(async (options) => ({ parts: inParts(await encode(opening, file, rasters, options)), codec: 'sharp' })),
        release: () => { },
    };
}
function pictureOf(raster, { space }) {
    if (space === 'cmyk')
        return cmykPicture(raster);
    return space === 'lab' ? labPicture(raster) : rasterPicture(raster);
}
// ---- putting together ----
async function encode({ known, format, codec }, file, rasters, options) {
    const kept = keptFile(codec, file, options);
    const target = options.format === 'keep' ? format : options.format;
    if (target === format)
        return codec.rewrite(rasters, kept, { ...options, quality: qualityOf(options, () => codec.estimateQuality?.(kept)) });
    const picture = { ...kept, animation: codec.animation?.(kept), metadata: codec.metadata(kept) };
    refuseLoss(known[target], picture, rasters);
    const targetCodec = await known[target].load();
    // What a file's own tables stand for means nothing to other encoders.
    return targetCodec.write(rasters, picture, { ...options, quality: qualityOf(options, () => undefined) });
}
function qualityOf({ quality }, estimate) {
    return quality === 'auto' ? (estimate() ?? defaultQuality) : quality;
}
function inParts(encoded) {
    return types.isUint8Array(encoded) ? [encoded] : encoded;
}
