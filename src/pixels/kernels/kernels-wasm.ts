import { instantiate } from '../../wasm/instance.js';
import { InstancePool } from '../../wasm/instance-pool.js';
import { type SkimageExports, wasmSkimage } from '../methods/clahe-skimage-wasm.js';
import { type ClaheExports, wasmClahe } from '../methods/clahe-wasm.js';
import { roomForPlane } from '../plane-memory.js';
import { colourCount, type Histogram, type Lut, type Raster, type Samples } from '../raster.js';
import type { KernelMemory, Kernels } from './contract.js';

/**
 * The kernels of `kernels/` on WASM SIMD. Samples pass through the instance's memory in chunks, so that it stays at 1.3 MiB for any image;
 * samples in `KernelMemory` stay where they are. Throws if the file or SIMD is missing.
 */
export function wasmKernels(): Kernels {
  const wasm = instantiate<KernelExports>();
  const depth8 = kernelsOf8Bits(wasm);
  const depth16 = kernelsOf16Bits(wasm);
  const kernelsFor = ({ maxSample }: Raster) => (maxSample === 255 ? depth8 : depth16);
  const memories = new KernelMemories();

  return {
    name: 'wasm-simd',

    countLuma(raster) {
      const kernels = kernelsFor(raster);
      clearCounts(kernels);
      forEachChunk(kernels, raster, ({ pixels }) => {
        kernels.luma(pixels, raster.channels);
        if (raster.channels === 4) kernels.countVisible(pixels);
        else kernels.count(kernels.plane, pixels);
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
      const luma = roomForPlane(raster);
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
      if (place) return [countInPlace(place, raster)];
      const kernels = kernelsFor(raster);
      clearCounts(kernels);
      forEachChunk(kernels, raster, ({ pixels }) => {
        if (raster.channels === 1) kernels.count(kernels.plane, pixels);
        else kernels.countChannels(pixels, raster.channels);
      });
      if (raster.channels === 1) return [sumOfPartialCounts(kernels)];
      return Array.from({ length: colourCount(raster) }, (_, colour) => countsAt(kernels, colour).slice());
    },

    mapChannels(raster, tables) {
      const place = memories.placeOf(raster);
      if (place) return mapInPlace(place, raster, tables);
      const kernels = kernelsFor(raster);
      loadTables(kernels, tables);
      forEachChunk(kernels, raster, ({ samples, pixels }) => {
        if (raster.channels === 1) kernels.map(kernels.plane, kernels.changed, pixels);
        else kernels.mapChannels(pixels, raster.channels);
        fetch(kernels, raster.channels === 1 ? kernels.changed : kernels.chunk, samples);
      });
    },

    takeMemory: (bytes) => memories.take(bytes),

    // They have their own instances, whose memory may grow.
    clahe: wasmClahe(instantiate),
    skimage: wasmSkimage(instantiate),

    mix(before, after, share) {
      const kernels = after.BYTES_PER_ELEMENT === 1 ? depth8 : depth16;
      const most = kernels.chunkBytes / after.BYTES_PER_ELEMENT;
      for (let first = 0; first < after.length; first += most) {
        const part = after.subarray(first, first + most);
        store(kernels, kernels.plane, before.subarray(first, first + most));
        store(kernels, kernels.changed, part);
        kernels.mix(part.length, share);
        fetch(kernels, kernels.changed, part);
      }
    },
  };
}

// ---- in place ----

/** Memory that holds planes, and the kernels that work there. */
class KernelMemories {
  readonly #pool = new InstancePool(instantiate<KernelExports>);
  /** The kernels for each memory. */
  readonly #kernels = new WeakMap<ArrayBufferLike, DepthKernels>();

  take(bytes: number): KernelMemory | undefined {
    const lent = this.#pool.take(bytes);
    if (!lent) return undefined;
    const { wasm, buffer, start } = lent;
    if (!this.#kernels.has(buffer)) this.#kernels.set(buffer, kernelsOf8Bits(wasm));
    return { bytes: new Uint8Array(buffer, start, bytes), release: (mostBytes) => this.#pool.release(wasm, mostBytes) };
  }

  /** Where the samples of a grey raster are, if they are in one of these memories. */
  placeOf({ samples, channels, maxSample }: Raster): Place | undefined {
    const kernels = channels === 1 && maxSample === 255 ? this.#kernels.get(samples.buffer) : undefined;
    return kernels && { kernels, at: samples.byteOffset };
  }
}

interface Place {
  readonly kernels: DepthKernels;
  /** Address of the first sample. */
  readonly at: number;
}

function countInPlace({ kernels, at }: Place, { samples }: Raster): Histogram {
  clearCounts(kernels);
  kernels.count(at, samples.length);
  return sumOfPartialCounts(kernels);
}

function mapInPlace({ kernels, at }: Place, { samples }: Raster, tables: readonly Lut[]): void {
  loadTables(kernels, tables);
  kernels.map(at, at, samples.length);
}

// ---- chunk by chunk ----

interface Chunk {
  /** The image's own samples, which the kernels' memory holds a copy of. */
  readonly samples: Samples;
  readonly firstPixel: number;
  readonly pixels: number;
}

/** Copies the image in chunks to where the kernels work: one channel into `plane`, more into `chunk`. */
function forEachChunk(kernels: DepthKernels, { samples, channels }: Raster, work: (chunk: Chunk) => void): void {
  const target = channels === 1 ? kernels.plane : kernels.chunk;
  const chunkLength = kernels.chunkBytes / kernels.memory.BYTES_PER_ELEMENT;
  for (let start = 0; start < samples.length; start += chunkLength) {
    const part = samples.subarray(start, start + chunkLength);
    store(kernels, target, part);
    work({ samples: part, firstPixel: start / channels, pixels: part.length / channels });
  }
}

function store({ memory }: DepthKernels, address: number, samples: Samples): void {
  memory.set(samples, address / memory.BYTES_PER_ELEMENT);
}

function fetch({ memory }: DepthKernels, address: number, samples: Samples): void {
  const from = address / memory.BYTES_PER_ELEMENT;
  samples.set(memory.subarray(from, from + samples.length));
}

const tableBytes = 131072;

function loadTables(kernels: DepthKernels, tables: readonly Lut[]): void {
  tables.forEach((table, i) => {
    store(kernels, kernels.tables + i * tableBytes, table);
  });
}

/** The i-th histogram in the kernels' memory. */
function countsAt({ memory, counts, levels }: DepthKernels, i: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(memory.buffer, counts + i * levels * Uint32Array.BYTES_PER_ELEMENT, levels);
}

const histogramsInMemory = { 256: 4, 65536: 3 } as const;

function clearCounts(kernels: DepthKernels): void {
  new Uint32Array(kernels.memory.buffer, kernels.counts, histogramsInMemory[kernels.levels] * kernels.levels).fill(0);
}

function sumOfPartialCounts(kernels: DepthKernels): Histogram {
  const sum = countsAt(kernels, 0).slice();
  for (let i = 1; i < kernels.partialCounts; i++) {
    const partial = countsAt(kernels, i);
    for (let level = 0; level < sum.length; level++) sum[level]! += partial[level]!;
  }
  return sum;
}

/** The kernels for one depth, and the memory as samples of that depth. Addresses are in bytes. */
interface DepthKernels {
  readonly memory: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  readonly levels: 256 | 65536;
  /** The number of partial histograms that `count` and `countVisible` use. */
  readonly partialCounts: number;
  readonly chunkBytes: number;
  readonly chunk: number;
  readonly plane: number;
  readonly changed: number;
  readonly tables: number;
  readonly counts: number;
  luma(pixels: number, channels: number): void;
  count(from: number, samples: number): void;
  countVisible(pixels: number): void;
  map(from: number, to: number, samples: number): void;
  move(pixels: number, channels: number): void;
  countChannels(pixels: number, channels: number): void;
  mapChannels(pixels: number, channels: number): void;
  mix(samples: number, share: number): void;
}

function kernelsOf8Bits(wasm: KernelExports): DepthKernels {
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
    mix: wasm.mix8,
  };
}

function kernelsOf16Bits(wasm: KernelExports): DepthKernels {
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
    mix: wasm.mix16,
  };
}

function addresses({ chunkBytes, chunk, plane, changed, tables, counts }: KernelExports) {
  return {
    chunkBytes: chunkBytes.value,
    chunk: chunk.value,
    plane: plane.value,
    changed: changed.value,
    tables: tables.value,
    counts: counts.value,
  };
}

/** The exports of `kernels/index.ts`. */
interface KernelExports extends ClaheExports, SkimageExports {
  readonly chunkBytes: { readonly value: number };
  readonly chunk: { readonly value: number };
  readonly plane: { readonly value: number };
  readonly changed: { readonly value: number };
  readonly tables: { readonly value: number };
  readonly counts: { readonly value: number };
  luma8(pixels: number, channels: number): void;
  luma16(pixels: number, channels: number): void;
  count8(from: number, samples: number): void;
  count16(from: number, samples: number): void;
  countVisible8(pixels: number): void;
  countVisible16(pixels: number): void;
  map8(from: number, to: number, samples: number): void;
  map16(from: number, to: number, samples: number): void;
  move8(pixels: number, channels: number): void;
  move16(pixels: number, channels: number): void;
  countChannels8(pixels: number, channels: number): void;
  countChannels16(pixels: number, channels: number): void;
  mapChannels8(pixels: number, channels: number): void;
  mapChannels16(pixels: number, channels: number): void;
  mix8(samples: number, share: number): void;
  mix16(samples: number, share: number): void;
}
