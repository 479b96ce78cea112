import { isDescriptive, numbersOf, readDirectory, readerOf, serialize, tags, type, valueBytes, } from './tiff/directory.js';
/** The orientation that a block of EXIF states: 1 upright … 8, as in the TIFF tag. */
export function exifOrientation(exif) {
    return orientationOf(exifEntries(exif));
}
/** A block of EXIF that states nothing but the orientation of another; undefined where the picture stands upright anyway. */
export function orientationExif(exif) {
    const orientation = exifOrientation(exif);
    return orientation === 1
        ? undefined
        : exifBlock([{ tag: tags.orientation, type: type.short, count: 1, data: Buffer.from([orientation, 0]) }]);
}
/**
 * The same block, of the same length and with everything in its place, stating "upright". Where the picture has been turned for
 * that, width and height change places, and the thumbnail, which lies as the picture lay, is no longer found.
 */
export function uprightExif(exif) {
    const orientation = exifOrientation(exif);
    if (orientation === 1)
        return exif;
    const copy = Buffer.from(exif);
    const reader = readerOf(copy);
    const first = reader.uint32(4);
    const field = fieldPosition(reader, first, tags.orientation);
    const lastByte = valueBytes[reader.uint16(field + 2)] - 1;
    copy.fill(0, field + 8, field + 12).writeUInt8(1, field + 8 + (reader.littleEndian ? 0 : lastByte));
    if (orientation >= 5)
        swapSides(reader, first);
    const next = first + 2 + reader.uint16(first) * 12;
    if (next + 4 <= copy.length)
        copy.fill(0, next, next + 4);
    return copy;
}
function swapSides(reader, first) {
    swapFields(reader, first, tags.width, tags.height);
    swapFields(reader, first, tags.xResolution, tags.yResolution);
    const pointer = fieldPosition(reader, first, tags.exif);
    if (pointer !== undefined)
        swapFields(reader, reader.uint32(pointer + 8), tags.pixelXDimension, tags.pixelYDimension);
}
/** Exchanges the values of two tags, if both are there. */
function swapFields(reader, directory, one, other) {
    const [a, b] = [fieldPosition(reader, directory, one), fieldPosition(reader, directory, other)];
    if (a === undefined || b === undefined)
        return;
    const kept = Buffer.from(reader.file.subarray(a + 2, a + 12));
    reader.file.copy(reader.file, a + 2, b + 2, b + 12);
    kept.copy(reader.file, b + 2);
}
/** Where the field of a tag begins in a directory; undefined where there is none, or where the directory cannot be read. */
function fieldPosition({ file, uint16 }, directory, tag) {
    if (directory + 2 > file.length)
        return undefined;
    for (let index = 0; index < uint16(directory); index++) {
        const field = directory + 2 + index * 12;
        if (field + 12 > file.length)
            return undefined;
        if (uint16(field) === tag)
            return field;
    }
    return undefined;
}
export function exifEntries(exif) {
    try {
        return exif ? firstDirectory(Buffer.from(exif)).filter(isDescriptive) : [];
    }
    catch {
        // EXIF that cannot be read is not worth losing the picture for.
        return [];
    }
}
/** EXIF's second directory is a preview. */
function firstDirectory(exif) {
    const reader = readerOf(exif);
    return readDirectory(reader, reader.uint32(4), new Set());
}
export function exifBlock(entries) {
    if (entries.length === 0)
        return undefined;
    const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
    const { bytes, directory } = serialize(entries, head.length, false);
    head.writeUInt32LE(directory, 4);
    return Buffer.concat([head, bytes]);
}
export function orientationOf(entries) {
    const value = numbersOf(entries, tags.orientation)[0] ?? 1;
    return value >= 1 && value <= 8 ? value : 1;
}
