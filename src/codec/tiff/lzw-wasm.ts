import { bytesOf, type ImageShape, type Raster, type Samples } from '../../pixels/raster.js';
import { type Divided, dividedMemory, freeAddress, memoryUpTo, type WasmMemory } from '../../wasm/memory.js';
import type { LzwKernels } from './lzw.js';
import { referenceLzw } from './lzw-reference.js';

/** The same on WASM SIMD, byte for byte. Strips pass through the memory of an instance created on first use. */
export function wasmLzw(instantiate: () => LzwExports): LzwKernels {
  const divided = dividedMemory(instantiate, placesIn);

  return {
    writeStrip(raster, firstRow, rows) {
      const bytes = bytesOf(rowsOf(raster, firstRow, rows));
      if (bytes.length > mostBytes) return referenceLzw.writeStrip(raster, firstRow, rows);
      const { wasm, memory, first, second } = divided.withRoom(bytes.length);
      memory.set(bytes, first);
      wasm.differences(first, bytes.length / rows, rows, pixelBytes(raster), isDeep(raster), second);
      return memory.subarray(first, first + wasm.writeLzw(second, bytes.length, first));
    },

    readStrip(strip, shape, differences, samples) {
      const bytes = bytesOf(samples);
      if (Math.max(strip.length, bytes.length) > mostBytes) return referenceLzw.readStrip(strip, shape, differences, samples);
      const { wasm, memory, first, second } = divided.withRoom(Math.max(strip.length, bytes.length));
      memory.set(strip, first);
      if (!wasm.readLzw(first, first + strip.length, second, bytes.length)) return false;
      const rows = samples.length / (shape.width * shape.channels);
      if (differences) wasm.sums(second, bytes.length / rows, rows, pixelBytes(shape), isDeep(shape), first);
      const found = differences ? first : second;
      bytes.set(memory.subarray(found, found + bytes.length));
      return true;
    },
  };
}

/** Longer strips are too rare to be worth the memory. */
const mostBytes = 2 ** 28;

/** The memory of an instance, and its layout. */
interface Places extends Divided<LzwExports> {
  /** The input, and in the end the output. */
  readonly first: number;
  /** The intermediate form. */
  readonly second: number;
}

/** Bytes that the kernels may read before and after, and write after. */
const slackBytes = 64;

function placesIn(wasm: LzwExports, room: number): Places {
  const first = freeAddress(wasm) + slackBytes;
  // Codes for one byte each have 11.3 bits on average.
  const second = first + room * 1.5 + slackBytes;
  const memory = new Uint8Array(memoryUpTo(second + room + slackBytes, wasm));
  return { wasm, memory, room, first, second };
}

function pixelBytes(shape: ImageShape): number {
  return shape.channels * (1 + isDeep(shape));
}

function isDeep({ maxSample }: ImageShape): 0 | 1 {
  return maxSample === 255 ? 0 : 1;
}

function rowsOf({ samples, width, channels }: Raster, firstRow: number, rows: number): Samples {
  return samples.subarray(firstRow * width * channels, (firstRow + rows) * width * channels);
}

/** The exports of `kernels/lzw.ts`. Addresses are in bytes. */
export interface LzwExports extends WasmMemory {
  differences(from: number, rowBytes: number, rows: number, bytesPerPixel: number, wide: number, to: number): void;
  sums(from: number, rowBytes: number, rows: number, bytesPerPixel: number, wide: number, to: number): void;
  writeLzw(from: number, bytes: number, to: number): number;
  readLzw(from: number, end: number, to: number, bytes: number): number;
}
