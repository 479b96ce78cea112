import { bytesOf } from '../../pixels/raster.js';
import { dividedMemory, freeAddress, memoryUpTo } from '../../wasm/memory.js';
import { referenceLzw } from './lzw-reference.js';
/** The same on WASM SIMD, byte for byte. Strips pass through the memory of an instance that is made at the first use. */
export function wasmLzw(instantiate) {
    const divided = dividedMemory(instantiate, placesIn);
    return {
        writeStrip(raster, firstRow, rows) {
            const bytes = bytesOf(rowsOf(raster, firstRow, rows));
            if (bytes.length > mostBytes)
                return referenceLzw.writeStrip(raster, firstRow, rows);
            const { wasm, memory, first, second } = divided.withRoom(bytes.length);
            memory.set(bytes, first);
            wasm.differences(first, bytes.length / rows, rows, pixelBytes(raster), isDeep(raster), second);
            return memory.subarray(first, first + wasm.writeLzw(second, bytes.length, first));
        },
        readStrip(strip, shape, differences, samples) {
            const bytes = bytesOf(samples);
            if (Math.max(strip.length, bytes.length) > mostBytes)
                return referenceLzw.readStrip(strip, shape, differences, samples);
            const { wasm, memory, first, second } = divided.withRoom(Math.max(strip.length, bytes.length));
            memory.set(strip, first);
            if (!wasm.readLzw(first, first + strip.length, second, bytes.length))
                return false;
            const rows = samples.length / (shape.width * shape.channels);
            if (differences)
                wasm.sums(second, bytes.length / rows, rows, pixelBytes(shape), isDeep(shape), first);
            const found = differences ? first : second;
            bytes.set(memory.subarray(found, found + bytes.length));
            return true;
        },
    };
}
/** Beyond are strips that are too rare to be worth the memory. */
const mostBytes = 2 ** 28;
/** What the kernels may read before and behind, and write behind. */
const slackBytes = 64;
function placesIn(wasm, room) {
    const first = freeAddress(wasm) + slackBytes;
    // Codes that say one byte each have 11.3 bits on average.
    const second = first + room * 1.5 + slackBytes;
    const memory = new Uint8Array(memoryUpTo(second + room + slackBytes, wasm));
    return { wasm, memory, room, first, second };
}
function pixelBytes(shape) {
    return shape.channels * (1 + isDeep(shape));
}
function isDeep({ maxSample }) {
    return maxSample === 255 ? 0 : 1;
}
function rowsOf({ samples, width, channels }, firstRow, rows) {
    return samples.subarray(firstRow * width * channels, (firstRow + rows) * width * channels);
}
