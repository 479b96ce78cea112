import type { SmallKernels } from './contract.js';
import { takeSmallKernels } from './kernels.js';
import { boxWeights } from './weights.js';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An image that comes in rows of samples, each of which may be the mean of a block of pixels. */
export interface AveragedRows extends Size {
  /** The size of a block. Those at the right and lower edge may reach beyond the image. */
  readonly block: Size;
  /** Channels are interleaved. */
  readonly channels: 1 | 3;
  readonly maxSample: 255 | 65535;
  /** The most rows that come at a time, and samples from row to row. */
  readonly rowsAtOnce: number;
  readonly stride: number;
}

/**
 * Makes an image smaller, to 8 bits: each pixel is the mean of the area in its place. The image comes from the top, some rows at a time, so
 * it need not be in memory.
 */
export class AreaAverage {
  /** Room for the rows that are to be added next. */
  readonly rows: Uint8Array | Uint16Array;
  /** Adds the first `count` rows of `rows`; those below the image do not count. */
  readonly add: (count: number) => void;
  readonly #kernels: SmallKernels;
  readonly #out: Uint8Array;

  /** @param to in pixels, at most as many as there are */
  constructor({ width, height, block, channels, maxSample, rowsAtOnce, stride }: AveragedRows, to: Size) {
    const { from, weights, taps } = boxWeights(to.width, width / block.width);
    const columns = Math.ceil(width / block.width) * channels;
    const outSamples = to.width * to.height * channels;
    const kernels = takeSmallKernels(rowsAtOnce * stride + (columns + taps * channels) + to.width * (1 + taps) + outSamples);
    this.#kernels = kernels;
    this.rows = maxSample === 255 ? kernels.bytes(rowsAtOnce * stride) : kernels.words(rowsAtOnce * stride);
    this.#out = kernels.bytes(outSamples);
    const picture = {
      ...to,
      channels,
      sums: kernels.floats(columns + taps * channels),
      from: placed(from, kernels.numbers(from.length)),
      weights: placed(weights, kernels.floats(weights.length)),
      to: this.#out,
    };
    this.add = kernels.average({ rows: this.rows, stride, columns, height: height / block.height }, picture);
  }

  /** The smaller image. No more rows can be added. */
  finish(): Uint8Array {
    const samples = this.#out.slice();
    this.#kernels.release();
    return samples;
  }
}

/** A copy of numbers where the kernels have them. */
export function placed<Numbers extends Uint32Array | Float32Array>(numbers: Numbers, at: Numbers): Numbers {
  at.set(numbers);
  return at;
}
