import { constants, deflateRawSync } from 'node:zlib';
import { greyBits } from '../encoding.js';
import { chunk, chunkParts, pngSignature } from './chunks.js';
import { runCode, zlibWriter } from './deflate-runs.js';
import { filterKernels } from './kernels.js';
/**
 * A PNG of the raster, written here and not by libvips: faster, smaller, and the chunks of the file that was read can be put back
 * byte for byte. Never interlaced, whatever was read.
 *
 * @param effort 1 (fastest) to 9 (smallest); how each is spent says `pngEfforts`
 */
export function encodePng(raster, samples, before, behind, effort = 1) {
    return Buffer.concat(encodePngInParts(raster, samples, before, behind, effort));
}
/** The same in parts, so that they need not be copied. */
export function encodePngInParts(raster, samples, before, behind, effort) {
    const { add, end } = pngWriter(raster, samples, before, behind, effort);
    return [...add(raster), ...end()];
}
/** As `encodePng`, for pictures that are never whole in memory. */
export function pngWriter(shape, samples, before, behind, effort = 1) {
    const rows = rowCoder(shape, samples, effort);
    const data = dataChunks();
    let opening = [pngSignature, header(shape, samples), ...before];
    return {
        add(strip) {
            const parts = [...opening, ...data.add(rows.add(strip))];
            opening = [];
            return parts;
        },
        end: () => [...opening, ...data.add(rows.end()), ...data.end(), ...behind, ending],
        rowsAtOnce: rowsAtOnce(shape),
    };
}
const ending = chunk('IEND', new Uint8Array(0));
/** A chunk of the picture's data is full as soon as it holds so many bytes, so where one ends does not depend on how the rows came. */
const dataChunkBytes = 1 << 20;
function dataChunks() {
    let [waiting, bytes] = [[], 0];
    const taken = () => {
        const chunks = bytes > 0 ? chunkParts('IDAT', waiting) : [];
        [waiting, bytes] = [[], 0];
        return chunks;
    };
    return {
        add: (parts) => parts.flatMap((part) => {
            waiting.push(part);
            bytes += part.length;
            return bytes >= dataChunkBytes ? taken() : [];
        }),
        end: taken,
    };
}
/**
 * No effort is 0. CPU ms a megapixel and size for efforts 1 to 9: two RGB photographs 9, 16, 64, 120, 150, 210, 270, 540, 840 for 4.462, 4.457,
 * 4.457, 4.430, 4.381, 4.322, 4.288, 4.234, 4.216 MB; one of 16-bit grey 6, 12, 50, then 90 for 6.005, 6.004, then 5.994 MB. What
 * repeats becomes smaller by 3 and more: a small screenshot by a tenth, drawings by half.
 */
const pngEfforts = [
    undefined,
    { filters: ['paeth'], levels: [] },
    { filters: ['paeth', 'best'], levels: [] },
    { filters: ['paeth', 'best'], levels: [3] },
    ...[4, 5, 6, 7, 8, 9].map((level) => ({ filters: ['paeth', 'best'], levels: [3, level] })),
];
function rowCoder(shape, { bitDepth }, effort) {
    const stream = zlibWriter();
    const { filters, levels } = pngEfforts[effort] ?? pngEfforts[1];
    const matches = matcher(levels);
    let above;
    return {
        add(strip) {
            const parts = [];
            for (const rows of bitDepth < 8 ? packedPieces(strip, bitDepth) : filteredPieces(strip, rowsAtOnce(shape), filters, above))
                for (const piece of cut(rows))
                    parts.push(...addShortest(stream, piece, runCode(piece), matches));
            above = strip.samples.slice(-shape.width * shape.channels);
            return parts;
        },
        end: () => stream.end(),
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
        const filtered = (filter) => filterKernels().filterRows(strip, y, Math.min(rowsOfPiece, strip.height - y), filter === 'best', above);
        if (filters.length === 1)
            yield filtered(filters[0]);
        else {
            const bits = filters.map((filter) => [...cut(filtered(filter))].reduce((sum, piece) => sum + runCode(piece).bits, 0));
            yield filtered(filters[bits.indexOf(Math.min(...bits))]);
        }
    }
}
function* cut(bytes) {
    for (let start = 0; start < bytes.length; start += pieceBytes)
        yield bytes.subarray(start, start + pieceBytes);
}
function addShortest(stream, piece, code, matches) {
    const deflated = matches(piece);
    if (deflated && deflated.length * 8 < code.bits)
        return stream.addDeflated(piece, deflated);
    return stream.addRuns(piece, code);
}
const windowBytes = 32768;
function matcher(levels) {
    if (levels.length === 0)
        return () => undefined;
    const options = { memLevel: 9, strategy: constants.Z_FILTERED, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 1 << 17 };
    let dictionary;
    return (piece) => {
        const known = dictionary ? { dictionary } : {};
        const found = levels.map((level) => deflateRawSync(piece, { ...options, ...known, level }));
        dictionary = Buffer.concat([dictionary ?? Buffer.alloc(0), piece]).subarray(-windowBytes);
        return found.reduce((best, candidate) => (candidate.length < best.length ? candidate : best));
    };
}
// ---- samples ----
/** How a PNG calls so many channels. */
export const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 };
/**
 * How the raster's samples are written. Colour is always full: what was a palette is RGB, or RGBA where it was transparent.
 * Grey that was read with 1, 2 or 4 bits goes back into as many when every sample is one of the levels that these have,
 * and into 8 bits otherwise.
 */
export function pngSamplesFor(raster, bitsRead) {
    const colourType = colourTypes[raster.channels];
    if (raster.maxSample === 65535)
        return { colourType, bitDepth: 16 };
    return { colourType, bitDepth: greyBits(raster, bitsRead) };
}
function header({ width, height }, { colourType, bitDepth }) {
    const fields = Buffer.alloc(13);
    fields.writeUInt32BE(width, 0);
    fields.writeUInt32BE(height, 4);
    fields[8] = bitDepth;
    fields[9] = colourType;
    return chunk('IHDR', fields);
}
/** Rows of 1, 2 or 4 bits a sample, first pixel in the highest bits, each row after a 0: not filtered, which is best for few bits. */
function packedPieces({ width, height, samples }, bits) {
    const rowBytes = Math.ceil((width * bits) / 8) + 1;
    const rows = new Uint8Array(rowBytes * height);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const bit = x * bits;
            const at = y * rowBytes + 1 + (bit >> 3);
            rows[at] = rows[at] | ((samples[y * width + x] >> (8 - bits)) << (8 - bits - (bit & 7)));
        }
    }
    return [rows];
}
