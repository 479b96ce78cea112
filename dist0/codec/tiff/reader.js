import { lendRaster } from '../buffer-pool.js';
import { numbers, numbersOf, photometrics, readerOf, tags, type } from './directory.js';
import { lzwKernels } from './kernels.js';
/**
 * The pixels of a TIFF of one page in strips of LZW, of which everything is as it should be: 8 or 16 bits, grey or RGB, with alpha or
 * without. Nothing for any other: then sharp reads it, or says what is wrong with it.
 *
 * Measured, RGB photographs: 4 to 5 ms of CPU a megapixel; libvips takes 10 to 12.
 */
export function readTiffStrips(file, tiff) {
    const picture = plainPicture(file, tiff);
    if (!picture)
        return undefined;
    const { strips, rows, differences } = picture;
    const { raster, release } = lendRaster(tiff.shape);
    const stripSamples = rows * raster.width * raster.channels;
    const isRead = strips.every((strip, index) => {
        const samples = raster.samples.subarray(index * stripSamples, (index + 1) * stripSamples);
        return lzwKernels().readStrip(strip, raster, differences, samples);
    });
    if (isRead)
        return { raster, release };
    release();
    return undefined;
}
/** What is taken for any strip, packed and not, is among what reading a TIFF takes besides the picture. */
const mostStripBytes = 4 << 20;
function plainPicture(file, { pages, entries, shape, big, compression, tile, space }) {
    if (pages.length > 1 || compression !== 'lzw' || tile || space)
        return undefined;
    const isDeep = shape.maxSample === 65535;
    if (isDeep && !readerOf(file).littleEndian)
        return undefined;
    if (!isOrderly(file, entries) || !entries.every((entry) => isUsual(entry, shape, big)))
        return undefined;
    const [offsets, lengths] = [numbersOf(entries, tags.stripOffsets), numbersOf(entries, tags.stripByteCounts)];
    const [rows = 0] = numbersOf(entries, tags.rowsPerStrip);
    const [predictor = 1] = numbersOf(entries, tags.predictor);
    const stripBytes = Math.min(rows, shape.height) * shape.width * shape.channels * (isDeep ? 2 : 1);
    const isWhole = rows > 0 &&
        offsets.length === Math.ceil(shape.height / rows) &&
        lengths.length === offsets.length &&
        lengths.every((length, index) => length > 0 && offsets[index] + length <= file.length) &&
        // Where these are, they say what is usual.
        [tags.bitsPerSample, tags.samplesPerPixel, ...(shape.channels % 2 === 0 ? [tags.extraSamples] : [])].every((tag) => entries.some((entry) => entry.tag === tag));
    if (!isWhole || Math.max(stripBytes, ...lengths) > mostStripBytes)
        return undefined;
    const strips = offsets.map((offset, index) => file.subarray(offset, offset + lengths[index]));
    return { strips, rows, differences: predictor === 2 };
}
/** Whether the header is as it should be, every field of the directory could be read, and they stand in the order of their tags. */
function isOrderly(file, entries) {
    const { big, uint16, uint32, uint64 } = readerOf(file);
    // Bytes of a position in a BigTIFF, and nothing.
    if (big && (uint16(4) !== 8 || uint16(6) !== 0))
        return false;
    const directory = big ? uint64(8) : uint32(4);
    const fields = big ? uint64(directory) : uint16(directory);
    // Behind the fields it says where the next directory is.
    const end = directory + (big ? 8 + fields * 20 + 8 : 2 + fields * 12 + 4);
    return end <= file.length && fields === entries.length && entries.every(({ tag }, index) => index === 0 || tag > entries[index - 1].tag);
}
/** Whether it is a field that decoders know, of a type that it may have, and says what it says of such a picture. */
function isUsual(entry, shape, big) {
    const { tag, type: kind, count } = entry;
    if (!usualTypes.get(tag)?.includes(kind) || (kind >= type.long8 && !big))
        return false;
    const usual = usualValues(tag, shape);
    if (usual)
        return numbers(entry).join() === usual.join();
    const most = largest.get(tag);
    if (most !== undefined && !(numbers(entry)[0] >= 1 && numbers(entry)[0] <= most))
        return false;
    return kind === type.ascii || opaque.includes(kind) || manyNumbers.includes(tag) || count === (numbersIn.get(tag) ?? 1);
}
/** Of a picture in strips of LZW; nothing where it may be anything. */
function usualValues(tag, { channels, maxSample }) {
    const forEachChannel = (value) => Array(channels).fill(value);
    switch (tag) {
        case tags.newSubfileType:
            return [0];
        case tags.bitsPerSample:
            return forEachChannel(maxSample === 255 ? 8 : 16);
        case tags.compression:
            return [5];
        case tags.photometric:
            return [channels < 3 ? photometrics.blackIsZero : photometrics.rgb];
        case tags.samplesPerPixel:
            return [channels];
        case tags.fillOrder:
        case tags.planarConfiguration:
            return [1];
        case tags.extraSamples:
            // Alpha that is not multiplied into the colours.
            return channels % 2 === 0 ? [2] : [];
        case tags.sampleFormat:
            return forEachChannel(1);
        default:
            return undefined;
    }
}
/** Where it is more than one. */
const numbersIn = new Map([
    [tags.pageNumber, 2],
    [tags.whitePoint, 2],
    [tags.primaryChromaticities, 6],
]);
const manyNumbers = [tags.stripOffsets, tags.stripByteCounts, tags.iptc];
/** Of values that count from 1. */
const largest = new Map([
    [tags.orientation, 8],
    [tags.resolutionUnit, 3],
    [tags.predictor, 2],
]);
const counting = [type.short, type.long];
const opaque = [type.byte, type.undefined];
const usualTypes = new Map([
    [tags.newSubfileType, [type.long]],
    ...[tags.width, tags.height, tags.rowsPerStrip].map((tag) => [tag, counting]),
    ...[tags.stripOffsets, tags.stripByteCounts].map((tag) => [tag, [...counting, type.long8]]),
    ...[
        ...[tags.bitsPerSample, tags.compression, tags.photometric, tags.fillOrder, tags.orientation, tags.samplesPerPixel],
        ...[tags.planarConfiguration, tags.resolutionUnit, tags.pageNumber, tags.predictor, tags.extraSamples, tags.sampleFormat],
    ].map((tag) => [tag, [type.short]]),
    ...[tags.xResolution, tags.yResolution, tags.whitePoint, tags.primaryChromaticities].map((tag) => [tag, [type.rational]]),
    // Names of the document, the maker and the model, the software, the time, the artist, the computer, the copyright.
    ...[269, tags.description, 271, 272, 305, 306, 315, 316, 33432].map((tag) => [tag, [type.ascii]]),
    ...[tags.xmp, tags.icc, tags.photoshop].map((tag) => [tag, opaque]),
    [tags.iptc, [...opaque, type.long]],
    // Only where it is, which decoders of pixels do not follow.
    [tags.exif, [type.long, type.ifd, type.ifd8]],
]);
