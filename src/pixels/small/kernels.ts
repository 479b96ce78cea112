import { instantiate, kernelsOf } from '../../wasm/instance.js';
import { InstancePool } from '../../wasm/instance-pool.js';
import { bytesOf, type WasmMemory } from '../../wasm/memory.js';
import type { SmallKernels } from './contract.js';
import { referenceKernels } from './kernels-reference.js';

/** Kernels that can make arrays of so many elements, counted as floats, in up to a dozen arrays. */
export function takeSmallKernels(elements: number): SmallKernels {
  return pool()?.(elements) ?? referenceKernels;
}

/** What kernels may read or write after an array. */
const slackBytes = 128;
const mostArrays = 12;

interface SmallExports extends WasmMemory {
  addBytes(rows: number, count: number, stride: number, columns: number, weight: number, sums: number): void;
  addWords(rows: number, count: number, stride: number, columns: number, weight: number, sums: number): void;
  addFloats(row: number, columns: number, weight: number, sums: number): void;
  mix(sums: number, from: number, weights: number, taps: number, count: number, channels: number, to: number): void;
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
    bytesOf(wasm).fill(0, placed, at);
    return placed;
  };
  return {
    bytes: (count) => new Uint8Array(buffer, place(count), count),
    words: (count) => new Uint16Array(buffer, place(2 * count), count),
    floats: (count) => new Float32Array(buffer, place(4 * count), count),
    numbers: (count) => new Uint32Array(buffer, place(4 * count), count),
    addRows(rows, first, count, stride, columns, weight, sums) {
      if (rows.BYTES_PER_ELEMENT === 1) wasm.addBytes(rows.byteOffset + first, count, stride, columns, weight, sums.byteOffset);
      else wasm.addWords(rows.byteOffset + 2 * first, count, 2 * stride, columns, weight, sums.byteOffset);
    },
    addFloats: (row, first, columns, weight, sums) => wasm.addFloats(row.byteOffset + 4 * first, columns, weight, sums.byteOffset),
    mix(sums, from, weights, channels, to, first) {
      const taps = weights.length / from.length;
      wasm.mix(sums.byteOffset, from.byteOffset, weights.byteOffset, taps, from.length, channels, to.byteOffset + first);
    },
    release,
  };
}
