import { bytesOf } from '../../pixels/raster.js';
import { dividedMemory, freeAddress, memoryUpTo } from '../../wasm/memory.js';
import { codeCount } from './filter.js';
import { referenceFilter } from './filter-reference.js';
/** The same on WASM SIMD, byte for byte. Rows pass through the memory of an instance that is made at the first use. */
export function wasmFilter(instantiate) {
    const divided = dividedMemory(instantiate, placesIn);
    /** Puts bytes where they can be coded, unless they are there because they were filtered. */
    function placed(bytes) {
        const here = divided.holding(bytes);
        if (here)
            return { ...here, filtered: bytes.byteOffset };
        const places = divided.withRoom(bytes.length);
        places.memory.set(bytes, places.filtered);
        return places;
    }
    return {
        filterRows(raster, firstRow, rows, best, above) {
            const bytesPerPixel = raster.channels * raster.samples.BYTES_PER_ELEMENT;
            const rowBytes = raster.width * bytesPerPixel;
            const filteredBytes = (rowBytes + 1) * rows;
            if (filteredBytes > mostBytes)
                return referenceFilter.filterRows(raster, firstRow, rows, best, above);
            const places = divided.withRoom(filteredBytes + rowBytes);
            loadRows(places, raster, firstRow, rows, above);
            places.wasm.filterRows(places.above, rowBytes, rows, bytesPerPixel, places.filtered, best ? 1 : 0);
            return places.memory.subarray(places.filtered, places.filtered + filteredBytes);
        },
        countRuns(bytes) {
            const { wasm, memory, filtered } = placed(bytes);
            const partial = new Uint32Array(memory.buffer, wasm.runCounts.value, codeCount + 3 * 256).fill(0);
            wasm.countRuns(filtered, bytes.length);
            const sum = partial.slice(0, codeCount);
            for (let i = 0; i < 3 * 256; i++)
                sum[i & 255] += partial[codeCount + i];
            return sum;
        },
        writeRuns(bytes, codes, carried) {
            const { wasm, memory, filtered, coded } = placed(bytes);
            new Uint32Array(memory.buffer, wasm.runCodes.value, codeCount).set(codes);
            const written = Number(wasm.writeRuns(filtered, bytes.length, coded, carried.bits, carried.count));
            const end = coded + Math.floor(written / 8);
            return { bytes: memory.subarray(coded, end), rest: { bits: memory[end], count: written % 8 } };
        },
        adler32(bytes, before) {
            const { wasm, filtered } = placed(bytes);
            return wasm.adler32(filtered, bytes.length, before) >>> 0;
        },
    };
}
/** Beyond are rows that would not fit into 4 GiB together with what becomes of them. */
const mostBytes = 2 ** 29;
/** What the kernels may read before and behind, and write behind. */
const slackBytes = 64;
function placesIn(wasm, room) {
    const size = room + slackBytes;
    const above = freeAddress(wasm) + slackBytes;
    const filtered = above + size;
    const coded = filtered + size;
    // Every byte becomes 12 bits at most.
    const memory = new Uint8Array(memoryUpTo(coded + size * 1.5, wasm));
    return { wasm, memory, room, above, filtered, coded };
}
/** Copies rows and the one above them as bytes with the high one first. */
function loadRows({ wasm, memory, above: to }, raster, firstRow, rows, above) {
    const { samples, width, channels } = raster;
    const rowSamples = width * channels;
    const rowBytes = rowSamples * samples.BYTES_PER_ELEMENT;
    const over = firstRow > 0 ? samples.subarray((firstRow - 1) * rowSamples, firstRow * rowSamples) : above;
    if (over)
        memory.set(bytesOf(over), to);
    else
        memory.fill(0, to, to + rowBytes);
    memory.set(bytesOf(samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples)), to + rowBytes);
    if (samples.BYTES_PER_ELEMENT === 2)
        wasm.swapBytes(to, rowBytes * (rows + 1));
}
