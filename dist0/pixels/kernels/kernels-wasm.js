import { instantiate } from '../../wasm/instance.js';
import { freeAddress, letGo, memoryUpTo } from '../../wasm/memory.js';
import { wasmClahe } from '../methods/clahe-wasm.js';
import { colourCount, emptyPlane } from '../raster.js';
/**
 * The kernels of `kernels/` on WASM SIMD. Samples pass through the instance's memory chunk by chunk, so that it stays at
 * 1.3 MiB for any image; those in `KernelMemory` stay where they are. Throws where the file is missing or SIMD is.
 */
export function wasmKernels() {
    const wasm = instantiate();
    const depth8 = kernelsOf8Bits(wasm);
    const depth16 = kernelsOf16Bits(wasm);
    const kernelsFor = ({ maxSample }) => (maxSample === 255 ? depth8 : depth16);
    const memories = new KernelMemories();
    return {
        name: 'wasm-simd',
        countLuma(raster) {
            const kernels = kernelsFor(raster);
            clearCounts(kernels);
            forEachChunk(kernels, raster, ({ pixels }) => {
                kernels.luma(pixels, raster.channels);
                if (raster.channels === 4)
                    kernels.countVisible(pixels);
                else
                    kernels.count(kernels.plane, pixels);
            });
            return sumOfPartialCounts(kernels);
        },
        mapLuma(raster, table) {
            const kernels = kernelsFor(raster);
            loadTables(kernels, [table]);
            forEachChunk(kernels, raster, ({ samples, pixels }) => {
                kernels.luma(pixels, raster.channels);
                kernels.map(kernels.plane, kernels.changed, pixels);
                kernels.move(pixels, raster.channels);
                fetch(kernels, kernels.chunk, samples);
            });
        },
        readLuma(raster) {
            const kernels = kernelsFor(raster);
            const luma = emptyPlane(raster);
            forEachChunk(kernels, raster, ({ firstPixel, pixels }) => {
                kernels.luma(pixels, raster.channels);
                fetch(kernels, kernels.plane, luma.subarray(firstPixel, firstPixel + pixels));
            });
            return luma;
        },
        replaceLuma(raster, luma) {
            const kernels = kernelsFor(raster);
            forEachChunk(kernels, raster, ({ samples, firstPixel, pixels }) => {
                kernels.luma(pixels, raster.channels);
                store(kernels, kernels.changed, luma.subarray(firstPixel, firstPixel + pixels));
                kernels.move(pixels, raster.channels);
                fetch(kernels, kernels.chunk, samples);
            });
        },
        countChannels(raster) {
            const place = memories.placeOf(raster);
            if (place)
                return [countInPlace(place, raster)];
            const kernels = kernelsFor(raster);
            clearCounts(kernels);
            forEachChunk(kernels, raster, ({ pixels }) => {
                if (raster.channels === 1)
                    kernels.count(kernels.plane, pixels);
                else
                    kernels.countChannels(pixels, raster.channels);
            });
            if (raster.channels === 1)
                return [sumOfPartialCounts(kernels)];
            return Array.from({ length: colourCount(raster) }, (_, colour) => countsAt(kernels, colour).slice());
        },
        mapChannels(raster, tables) {
            const place = memories.placeOf(raster);
            if (place)
                return mapInPlace(place, raster, tables);
            const kernels = kernelsFor(raster);
            loadTables(kernels, tables);
            forEachChunk(kernels, raster, ({ samples, pixels }) => {
                if (raster.channels === 1)
                    kernels.map(kernels.plane, kernels.changed, pixels);
                else
                    kernels.mapChannels(pixels, raster.channels);
                fetch(kernels, raster.channels === 1 ? kernels.changed : kernels.chunk, samples);
            });
        },
        takeMemory: (bytes) => memories.take(bytes),
        // It has an instance of its own, whose memory may grow.
        clahe: wasmClahe(instantiate),
    };
}
// ---- in place ----
/**
 * Instances whose memory holds planes, so that neither the kernels nor who fills and empties them copy anything. One that was given
 * back waits for the next image: on photographs of 5 megapixels, decoded, equalised and encoded, fresh pages cost 1 ms of 6.7 a
 * megapixel. Unlike the memory of typed arrays it does not count for the garbage collector, which has nothing to find there.
 */
class KernelMemories {
    #waiting = [];
    /** The kernels of each memory. */
    #kernels = new WeakMap();
    take(bytes) {
        if (bytes > mostBytes)
            return undefined;
        try {
            const wasm = this.#waiting.pop() ?? instantiate();
            const start = freeAddress(wasm);
            const buffer = memoryUpTo(start + bytes, wasm);
            if (!this.#kernels.has(buffer))
                this.#kernels.set(buffer, kernelsOf8Bits(wasm));
            return { bytes: new Uint8Array(buffer, start, bytes), release: (mostBytes) => this.#release(wasm, mostBytes) };
        }
        catch {
            // More than the system gives.
            return undefined;
        }
    }
    /** Memory never shrinks, so one that held a giant is let go. */
    #release(wasm, mostBytes = keptBytes) {
        if (wasm.memory.buffer.byteLength <= Math.min(keptBytes, mostBytes) && this.#waiting.length < mostWaiting)
            this.#waiting.push(wasm);
        else
            letGo(wasm);
    }
    /** Where the samples of a grey raster lie, if it is in one of these memories. */
    placeOf({ samples, channels, maxSample }) {
        const kernels = channels === 1 && maxSample === 255 ? this.#kernels.get(samples.buffer) : undefined;
        return kernels && { kernels, at: samples.byteOffset };
    }
}
/** Numbers of samples are signed. */
const mostBytes = 2 ** 31 - 1;
/** Of colour at half resolution, the planes of 28 megapixels and room for the file that is made of them. */
const keptBytes = 128 * 2 ** 20;
/** A thread has one image at a time to do. */
const mostWaiting = 1;
function countInPlace({ kernels, at }, { samples }) {
    clearCounts(kernels);
    kernels.count(at, samples.length);
    return sumOfPartialCounts(kernels);
}
function mapInPlace({ kernels, at }, { samples }, tables) {
    loadTables(kernels, tables);
    kernels.map(at, at, samples.length);
}
/** Copies the image chunk by chunk to where the kernels work: one channel into `plane`, more into `chunk`. */
function forEachChunk(kernels, { samples, channels }, work) {
    const target = channels === 1 ? kernels.plane : kernels.chunk;
    const chunkLength = kernels.chunkBytes / kernels.memory.BYTES_PER_ELEMENT;
    for (let start = 0; start < samples.length; start += chunkLength) {
        const part = samples.subarray(start, start + chunkLength);
        store(kernels, target, part);
        work({ samples: part, firstPixel: start / channels, pixels: part.length / channels });
    }
}
function store({ memory }, address, samples) {
    memory.set(samples, address / memory.BYTES_PER_ELEMENT);
}
function fetch({ memory }, address, samples) {
    const from = address / memory.BYTES_PER_ELEMENT;
    samples.set(memory.subarray(from, from + samples.length));
}
const tableBytes = 131072;
function loadTables(kernels, tables) {
    tables.forEach((table, i) => {
        store(kernels, kernels.tables + i * tableBytes, table);
    });
}
/** The i-th histogram in the kernels' memory. */
function countsAt({ memory, counts, levels }, i) {
    return new Uint32Array(memory.buffer, counts + i * levels * Uint32Array.BYTES_PER_ELEMENT, levels);
}
const histogramsInMemory = { 256: 4, 65536: 3 };
function clearCounts(kernels) {
    new Uint32Array(kernels.memory.buffer, kernels.counts, histogramsInMemory[kernels.levels] * kernels.levels).fill(0);
}
function sumOfPartialCounts(kernels) {
    const sum = countsAt(kernels, 0).slice();
    for (let i = 1; i < kernels.partialCounts; i++) {
        const partial = countsAt(kernels, i);
        for (let level = 0; level < sum.length; level++)
            sum[level] += partial[level];
    }
    return sum;
}
function kernelsOf8Bits(wasm) {
    return {
        ...addresses(wasm),
        memory: new Uint8Array(wasm.memory.buffer),
        levels: 256,
        partialCounts: 4,
        luma: wasm.luma8,
        count: wasm.count8,
        countVisible: wasm.countVisible8,
        map: wasm.map8,
        move: wasm.move8,
        countChannels: wasm.countChannels8,
        mapChannels: wasm.mapChannels8,
    };
}
function kernelsOf16Bits(wasm) {
    return {
        ...addresses(wasm),
        memory: new Uint16Array(wasm.memory.buffer),
        levels: 65536,
        partialCounts: 2,
        luma: wasm.luma16,
        count: wasm.count16,
        countVisible: wasm.countVisible16,
        map: wasm.map16,
        move: wasm.move16,
        countChannels: wasm.countChannels16,
        mapChannels: wasm.mapChannels16,
    };
}
function addresses({ chunkBytes, chunk, plane, changed, tables, counts }) {
    return {
        chunkBytes: chunkBytes.value,
        chunk: chunk.value,
        plane: plane.value,
        changed: changed.value,
        tables: tables.value,
        counts: counts.value,
    };
}
