import type { Size } from './area-average.js';
import { takeSmallKernels } from './kernels.js';
import { linearWeights } from './weights.js';

/** Values of blocks side by side, each at the centre of its block. */
interface BlockValues {
  readonly columns: number;
  readonly rows: number;
  /** Puts the values of all blocks, row by row. */
  fill(values: Float32Array): void;
  /** How many blocks the picture covers; it may end within the last ones. */
  readonly across: number;
  readonly down: number;
}

/** A plane of 8 bits from the values of blocks, drawn between their centres. */
export function interpolate({ columns, rows, fill, across, down }: BlockValues, { width, height }: Size): Uint8Array {
  const left = linearWeights(width, across, columns);
  const upper = linearWeights(height, down, rows);
  const kernels = takeSmallKernels(columns * rows + columns + left.taps + width * (1 + left.taps) + width * height);
  const values = kernels.floats(columns * rows);
  const sums = kernels.floats(columns + left.taps);
  const from = kernels.numbers(width);
  const weights = kernels.floats(left.weights.length);
  const out = kernels.bytes(width * height);
  fill(values);
  from.set(left.from);
  weights.set(left.weights);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let tap = 0; tap < upper.taps; tap++) {
      const weight = upper.weights[y * upper.taps + tap]!;
      if (weight !== 0) kernels.addFloats(values, (upper.from[y]! + tap) * columns, columns, weight, sums);
    }
    kernels.mix(sums, from, weights, 1, out, y * width);
  }
  const samples = out.slice();
  kernels.release();
  return samples;
}
