import { instantiate, kernelsOf } from '../../wasm/instance.js';
import { InstancePool } from '../../wasm/instance-pool.js';
import { bytesOf, type WasmMemory } from '../../wasm/memory.js';
import type { MadePicture, SmallKernels } from './contract.js';
import { referenceKernels } from './kernels-reference.js';

/** Kernels that can make arrays of so many elements, counted as floats, in up to a dozen arrays. */
export function takeSmallKernels(elements: number): SmallKernels {
  return pool()?.(elements) ?? referenceKernels;
}

/** What kernels may read or write after an array. */
const slackBytes = 128;
const mostArrays = 12;

interface SmallExports extends WasmMemory {
  beginPicture(
    sums: number,
    sumsCount: number,
    from: number,
    weights: number,
    taps: number,
    width: number,
    height: number,
    channels: number,
    to: number,
  ): void;
  beginAverage(rows: number, strideBytes: number, columns: number, areWords: number, rowCount: number): void;
  averageRows(count: number): void;
  spread(numbers: number, step: number, rowStep: number, columns: number, rows: number, scale: number, to: number): void;
  interpolate(values: number, columns: number, from: number, weights: number, taps: number): void;
}

const pool = kernelsOf<((elements: number) => SmallKernels | undefined) | undefined>(() => {
  const instances = new InstancePool(() => instantiate<SmallExports>('small'));
  return (elements) => {
    const lent = instances.take(4 * elements + mostArrays * slackBytes);
    return lent && wasmKernels(lent.wasm, lent.start, () => instances.release(lent.wasm));
  };
}, undefined);

function wasmKernels(wasm: SmallExports, start: number, release: () => void): SmallKernels {
  let at = start;
  const { buffer } = wasm.memory;
  const place = (bytes: number) => {
    const placed = at;
    at += Math.ceil((bytes + slackBytes / 2) / 64) * 64;
    // Whatever is read there counts for nothing, if it is a number.
    bytesOf(wasm).fill(0, placed + bytes, at);
    return placed;
  };
  return {
    bytes: (count) => new Uint8Array(buffer, place(count), count),
    words: (count) => new Uint16Array(buffer, place(2 * count), count),
    signedWords: (count) => new Int16Array(buffer, place(2 * count), count),
    floats: (count) => new Float32Array(buffer, place(4 * count), count),
    numbers: (count) => new Uint32Array(buffer, place(4 * count), count),
    average({ rows, stride, columns, height }, picture) {
      const bytes = rows.BYTES_PER_ELEMENT;
      begin(wasm, picture);
      wasm.beginAverage(rows.byteOffset, bytes * stride, columns, Number(bytes === 2), height);
      return wasm.averageRows;
    },
    spread({ numbers, first, step, rowStep, columns, rows }, scale, room, values) {
      room.set(numbers.subarray(first, first + room.length));
      wasm.spread(room.byteOffset, 2 * step, 2 * rowStep, columns, rows, scale, values.byteOffset);
    },
    interpolate({ values, columns, from, weights }, picture) {
      begin(wasm, picture);
      wasm.interpolate(values.byteOffset, columns, from.byteOffset, weights.byteOffset, weights.length / from.length);
    },
    release,
  };
}

function begin(wasm: SmallExports, { width, height, channels, sums, from, weights, to }: MadePicture): void {
  const taps = weights.length / width;
  wasm.beginPicture(sums.byteOffset, sums.length, from.byteOffset, weights.byteOffset, taps, width, height, channels, to.byteOffset);
}
