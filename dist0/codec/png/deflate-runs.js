import { codeCount, firstRun, longestRun, packedCode, shortestRun } from './filter.js';
import { codeLengths } from './huffman.js';
import { filterKernels } from './kernels.js';
/** The code in which a piece of 1 byte or more is shortest. */
export function runCode(piece) {
    const counts = symbolCounts(filterKernels().countRuns(piece));
    const lengths = codeLengths(counts, mostBits);
    let bits = 0;
    for (let symbol = 0; symbol < symbolCount; symbol++)
        bits += counts[symbol] * (lengths[symbol] + bitsBeside(symbol));
    return { lengths, bits };
}
/** Parts that are handed out belong to whoever asked for them. */
export function zlibWriter() {
    const rows = filterKernels();
    let [rest, checksum] = [{ bits: 0, count: 0 }, 1];
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
            return behindOpening([header.bytes, copyOf(coded.bytes), end.bytes]);
        },
        addDeflated(piece, deflated) {
            checksum = rows.adler32(piece, checksum);
            const aligned = rest.count === 0 ? [] : [emptyStoredBlock(rest)];
            rest = { bits: 0, count: 0 };
            return behindOpening([...aligned, deflated]);
        },
        end: () => behindOpening([streamEnd(rest, checksum)]),
    };
}
/** A copy in memory that is not filled with zeros first, as that of `slice` is: writing 16-bit grey took 1.1 of the CPU time with it. */
function copyOf(bytes) {
    const copy = Buffer.allocUnsafeSlow(bytes.length);
    copy.set(bytes);
    return copy;
}
/** A window of 32 KiB, and compressed the fastest way. */
const streamHeader = Uint8Array.of(0x78, 0x01);
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
        put(0b011, 3);
        put(0, 7);
        put(0, 7);
    });
    const end = Math.ceil((rest.count + 10) / 8);
    return Uint8Array.of(...bytes.subarray(0, end), checksum >>> 24, checksum >>> 16, checksum >>> 8, checksum);
}
// ---- symbols ----
const endOfBlock = 256;
/** Bytes, the end, and groups of lengths of runs. */
const symbolCount = 286;
/** DEFLATE allows 15; so the kernels can gather four codes before they write, and the files are larger by less than 1 in 10,000. */
const mostBits = 12;
const runSymbols = Array.from({ length: longestRun + 1 }, (_, length) => {
    if (length < 3)
        return { symbol: 0, extra: 0, extraBits: 0 };
    if (length === longestRun)
        return { symbol: 285, extra: 0, extraBits: 0 };
    const beyond = length - 3;
    // Eight groups of one, then four groups of each power of two.
    const extraBits = Math.max(Math.floor(Math.log2(Math.max(beyond, 1))) - 2, 0);
    const symbol = 257 + 4 * extraBits + (beyond >> extraBits);
    return { symbol, extra: beyond & (2 ** extraBits - 1), extraBits };
});
/** What stands behind the code of a run: which length of its group, and the distance. */
function bitsBeside(symbol) {
    if (symbol <= endOfBlock)
        return 0;
    return (symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2) + 1;
}
function symbolCounts(counts) {
    const symbols = new Uint32Array(symbolCount);
    symbols.set(counts.subarray(0, firstRun));
    symbols[endOfBlock] = 1;
    for (let length = shortestRun; length <= longestRun; length++)
        symbols[runSymbols[length].symbol] += counts[firstRun + length];
    return symbols;
}
/** The code of each symbol, first bit lowest, as its length alone decides it (RFC 1951, 3.2.2). */
function canonicalCodes(lengths) {
    const next = firstCodes(lengths);
    const codes = new Uint16Array(lengths.length);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
        const length = lengths[symbol];
        if (length > 0)
            codes[symbol] = reversed(next[length]++, length);
    }
    return codes;
}
/** The lowest code of each length. */
function firstCodes(lengths) {
    const counts = new Uint16Array(mostBits + 1);
    for (const length of lengths)
        if (length > 0)
            counts[length]++;
    const first = new Uint16Array(mostBits + 1);
    for (let length = 1; length < mostBits; length++)
        first[length + 1] = (first[length] + counts[length]) << 1;
    return first;
}
function reversed(bits, count) {
    return ((reversedBytes[bits & 255] << 8) | reversedBytes[bits >> 8]) >> (16 - count);
}
const reversedBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
    let turned = 0;
    for (let bit = 0; bit < 8; bit++)
        turned |= ((byte >> bit) & 1) << (7 - bit);
    return turned;
});
/** The codes of bytes and of runs with all that belongs to them: which length of the group, and the distance, which is one zero. */
function packedCodes(codes, lengths) {
    const packed = new Uint32Array(codeCount);
    for (let byte = 0; byte < firstRun; byte++)
        packed[byte] = packedCode(codes[byte], lengths[byte]);
    for (let length = shortestRun; length <= longestRun; length++) {
        const { symbol, extra, extraBits } = runSymbols[length];
        packed[firstRun + length] = packedCode(codes[symbol] | (extra << lengths[symbol]), lengths[symbol] + extraBits + 1);
    }
    return packed;
}
/**
 * The header of a block with a code of its own (RFC 1951, 3.2.7). The lengths are themselves written in a code, which is always the same
 * here: four bits for each of 0 to 13 and of the two kinds of repeated zeros, for the best one would save 50 bytes a block.
 */
function putBlockHeader(put, lengths) {
    put(0b100, 3);
    put(symbolCount - 257, 5);
    put(distanceLengths.length - 1, 5);
    put(lengthLengths.length - 4, 4);
    for (const length of lengthLengths)
        put(length, 3);
    const all = new Uint8Array(lengths.length + distanceLengths.length);
    all.set(lengths);
    all.set(distanceLengths, lengths.length);
    for (let at = 0; at < all.length;) {
        const zeros = zerosAt(all, at);
        if (zeros < 3)
            putLength(put, all[at]);
        else if (zeros <= 10)
            putZeros(put, shortZeros, zeros - 3, 3);
        else
            putZeros(put, longZeros, zeros - 11, 7);
        at += zeros < 3 ? 1 : zeros;
    }
}
/** Two of equal length, of which only the first is used, for some readers want every code complete. */
const distanceLengths = [1, 1];
/** Bits for the lengths in the order of RFC 1951: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1. */
const lengthLengths = [0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 4];
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
    while (zeros < 138 && lengths[at + zeros] === 0)
        zeros++;
    return zeros;
}
/** What is put behind bits that are carried over: the bytes that become whole, and the rest. */
function bitsBehind(carried, fill) {
    const bytes = [];
    let { bits, count } = carried;
    fill((more, moreCount) => {
        bits |= more << count;
        count += moreCount;
        for (; count >= 8; count -= 8, bits >>>= 8)
            bytes.push(bits & 255);
    });
    return { bytes: Uint8Array.from(bytes), rest: { bits, count } };
}
