import { placed, type Size } from './area-average.js';
import type { NumberGrid } from './contract.js';
import { takeSmallKernels } from './kernels.js';
import { linearWeights, type Weights } from './weights.js';

/** Values of blocks side by side, each at the centre of its block: numbers times `scale`, on 128. */
interface BlockValues extends NumberGrid {
  readonly scale: number;
  /** How many blocks the picture covers; it may end within the last ones. */
  readonly across: number;
  readonly down: number;
}

/** A plane of 8 bits from the values of blocks, drawn between their centres. */
export function interpolate({ scale, across, down, ...grid }: BlockValues, { width, height }: Size): Uint8Array {
  const { columns, rows } = grid;
  const left = linearWeights(width, across, columns);
  const upper = linearWeights(height, down, rows);
  const room = (rows - 1) * grid.rowStep + (columns - 1) * grid.step + 1;
  const elements = room + columns * rows + columns + left.taps + (width + height) * (1 + left.taps + upper.taps) + width * height;
  const kernels = takeSmallKernels(elements);
  const values = kernels.floats(columns * rows);
  const to = kernels.bytes(width * height);
  kernels.spread(grid, scale, kernels.signedWords(room), values);
  const weightsOf = ({ from, weights }: Weights) => ({
    from: placed(from, kernels.numbers(from.length)),
    weights: placed(weights, kernels.floats(weights.length)),
  });
  const picture = { width, height, channels: 1, sums: kernels.floats(columns + left.taps), ...weightsOf(left), to };
  kernels.interpolate({ values, columns, ...weightsOf(upper) }, picture);
  const samples = to.slice();
  kernels.release();
  return samples;
}
