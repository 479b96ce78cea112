import { freeAddress, letGo, memoryUpTo } from '../../wasm/memory.js';
import { referenceInflate } from './inflate-reference.js';
/**
 * The same on WASM SIMD. Both the stream and the rows pass through the memory of an instance that is made at the first use, in pieces that
 * stay in the L2 cache.
 *
 * CPU ms a megapixel, 12 photographs, the first ones before the loops are compiled for speed: RGB, mostly by Paeth's filter, 7.4, by libvips
 * 13.1; not filtered 7.9 and 8.9; 16-bit grey by Sub 6.4 and 8.6.
 */
export function wasmInflate(instantiate) {
    let places;
    function placesFor(rowBytes) {
        if (places && places.memory.length > keptBytes && rowBytes < places.longestRow / 8) {
            letGo(places.wasm);
            places = undefined;
        }
        if (!places)
            places = placesIn(instantiate(), rowBytes);
        else if (places.longestRow < rowBytes)
            places = placesIn(places.wasm, rowBytes);
        return places;
    }
    return {
        readRows(parts, { width, height, channels }, samples) {
            const size = channels * samples.BYTES_PER_ELEMENT;
            const rowBytes = width * size;
            const bytes = parts.reduce((sum, { length }) => sum + length, 0);
            if (rowBytes > longestRow || bytes < 6)
                return false;
            return new Inflating(placesFor(rowBytes), feeder(parts), rowBytes, size, samples).all(height);
        },
        unfilterRows(filtered, rowBytes, bytesPerPixel, above, to) {
            if (rowBytes > longestRow)
                return referenceInflate.unfilterRows(filtered, rowBytes, bytesPerPixel, above, to);
            const places = placesFor(rowBytes);
            places.memory.set(above, places.above);
            const rowsAtOnce = Math.max(Math.floor(pieceBytes / (rowBytes + 1) / together), 1) * together;
            const rows = filtered.length / (rowBytes + 1);
            for (let row = 0; row < rows; row += rowsAtOnce) {
                const piece = filtered.subarray(row * (rowBytes + 1), (row + rowsAtOnce) * (rowBytes + 1));
                places.memory.set(piece, places.packed);
                const found = unfiltered(places, places.packed, rowBytes, piece.length / (rowBytes + 1), bytesPerPixel);
                if (!found)
                    return false;
                to.set(found, row * rowBytes);
            }
            return true;
        },
    };
}
/** Beyond are rows that are too rare to be worth the memory. */
const longestRow = 1 << 22;
/** An instance whose memory has grown beyond this is not kept for much shorter rows, for memory never shrinks. */
const keptBytes = 16 * 1024 * 1024;
/** So much of the stream is at hand; it must be more than the header of a block. */
const inputBytes = 65536;
/** So much is unpacked at a time. 64 KiB: 4 per cent slower; 512 KiB: the same. */
const pieceBytes = 196608;
/** How far back copies may begin. */
const windowBytes = 32768;
/** What the kernels may read and write before and behind. */
const slackBytes = 512;
/** Rows are done in fours. */
const together = 4;
function placesIn(wasm, rowBytes) {
    const longestRow = Math.max(rowBytes, 16384);
    const fourRows = together * (longestRow + 1);
    const input = freeAddress(wasm);
    const packed = input + inputBytes + slackBytes;
    const room = Math.max(windowBytes, fourRows) + Math.max(pieceBytes, fourRows);
    const packedEnd = packed + room;
    const above = packedEnd + fourRows + slackBytes;
    const memory = new Uint8Array(memoryUpTo(above + room + longestRow + fourRows + slackBytes, wasm));
    return { wasm, memory, longestRow, input, packed, packedEnd, above };
}
/** Rows brought back, of which the last one is then above those to come; undefined where there is no such filter. */
function unfiltered(places, from, rowBytes, rows, bytesPerPixel) {
    const { wasm, memory, above } = places;
    const start = above + rowBytes;
    const end = start + rows * rowBytes;
    if (!wasm.unfilterRows(from, rowBytes, rows, bytesPerPixel, start))
        return undefined;
    memory.copyWithin(above, end - rowBytes, end);
    return memory.subarray(start, end);
}
// ---- unpacking ----
/** Of the answers of `inflate`; all others are refusals. */
const isFull = 0;
const needsInput = 1;
const isDone = 2;
/** One picture on its way. */
class Inflating {
    #places;
    #feed;
    #rowBytes;
    #size;
    /** The samples as bytes. */
    #bytes;
    #isDeep;
    /** Where the input at hand ends, where unpacked bytes end, where rows begin that are not back yet. */
    #inputEnd;
    #to;
    #rowsFrom;
    #rowsDone = 0;
    #checksum = 1;
    constructor(places, feed, rowBytes, size, samples) {
        this.#places = places;
        this.#feed = feed;
        this.#rowBytes = rowBytes;
        this.#size = size;
        this.#bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
        this.#isDeep = samples.BYTES_PER_ELEMENT === 2;
        this.#inputEnd = places.input;
        this.#to = places.packed;
        this.#rowsFrom = places.packed;
    }
    all(height) {
        const { wasm, memory, input, packed, packedEnd, above } = this.#places;
        memory.fill(0, above, above + this.#rowBytes);
        this.#refill(input);
        const reach = reachOf(memory[input], memory[input + 1]);
        if (reach === undefined)
            return false;
        wasm.beginInflate(this.#isDeep ? 12 : 11);
        wasm.continueInflate(input + 2, this.#to);
        for (;;) {
            const answer = wasm.inflate(this.#inputEnd, this.#feed.left() > 0 ? 1 : 0, packed, packedEnd, reach);
            if (answer === needsInput) {
                this.#refill(wasm.inflateFrom.value);
                wasm.continueInflate(input, wasm.inflateTo.value);
            }
            else if (answer === isFull || answer === isDone) {
                if (!this.#finishRows(wasm.inflateTo.value, height))
                    return false;
                if (answer === isDone)
                    return this.#endsWell(height);
                wasm.continueInflate(wasm.inflateFrom.value, this.#to);
            }
            else
                return false;
        }
    }
    /** More of the stream, behind what has not been read. */
    #refill(from) {
        const { memory, input } = this.#places;
        memory.copyWithin(input, from, this.#inputEnd);
        this.#inputEnd = input + Math.max(this.#inputEnd - from, 0);
        this.#inputEnd += this.#feed.into(memory.subarray(this.#inputEnd, input + inputBytes));
        memory.fill(0, this.#inputEnd, this.#inputEnd + 64);
    }
    /** Brings back the rows that are whole, in fours while there are more to come, and makes room. */
    #finishRows(to, height) {
        const { wasm, memory, packed } = this.#places;
        this.#checksum = wasm.adler32(this.#to, to - this.#to, this.#checksum) >>> 0;
        this.#to = to;
        const left = height - this.#rowsDone;
        const whole = Math.floor((to - this.#rowsFrom) / (this.#rowBytes + 1));
        if (whole > left)
            return false;
        const rows = whole === left ? whole : whole - (whole % together);
        if (rows > 0) {
            const found = unfiltered(this.#places, this.#rowsFrom, this.#rowBytes, rows, this.#size);
            if (!found)
                return false;
            if (this.#isDeep)
                wasm.swapBytes(found.byteOffset, found.length);
            this.#bytes.set(found, this.#rowsDone * this.#rowBytes);
            this.#rowsDone += rows;
            this.#rowsFrom += rows * (this.#rowBytes + 1);
        }
        const keptFrom = Math.max(Math.min(this.#rowsFrom, to - windowBytes), packed);
        memory.copyWithin(packed, keptFrom, to);
        this.#to -= keptFrom - packed;
        this.#rowsFrom -= keptFrom - packed;
        return true;
    }
    /** Whether there were all rows and nothing else, and four bytes are left, which are the checksum. */
    #endsWell(height) {
        const { wasm, memory, input } = this.#places;
        if (this.#rowsDone !== height || this.#rowsFrom !== this.#to)
            return false;
        this.#refill(wasm.inflateFrom.value - wasm.bytesAhead());
        if (this.#feed.left() > 0 || this.#inputEnd - input !== 4)
            return false;
        return new DataView(memory.buffer).getUint32(input) === this.#checksum;
    }
}
/** How far back copies may begin, by the first two bytes of a stream; nothing if they are not the usual. */
function reachOf(first, second) {
    const isUsual = (first & 15) === 8 && first >> 4 <= 7 && (second & 32) === 0 && (first * 256 + second) % 31 === 0;
    return isUsual ? 256 << (first >> 4) : undefined;
}
function feeder(parts) {
    let left = parts.reduce((sum, { length }) => sum + length, 0);
    let [part, at] = [0, 0];
    return {
        left: () => left,
        into(place) {
            let filled = 0;
            while (filled < place.length && left > 0) {
                const piece = parts[part].subarray(at, at + place.length - filled);
                place.set(piece, filled);
                filled += piece.length;
                left -= piece.length;
                at += piece.length;
                if (at === parts[part].length)
                    [part, at] = [part + 1, 0];
            }
            return filled;
        },
    };
}
