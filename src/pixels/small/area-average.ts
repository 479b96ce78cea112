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
  readonly #to: Size;
  readonly #image: AveragedRows;
  readonly #kernels: SmallKernels;
  readonly #columns: number;
  /** Means of the columns of the row of pixels that is being made. */
  readonly #sums: Float32Array;
  readonly #from: Uint32Array;
  readonly #weights: Float32Array;
  readonly #out: Uint8Array;
  /** That row, and how many rows have been added. */
  #row = 0;
  #added = 0;
  #begun = 0;

  /** @param to in pixels, at most as many as there are */
  constructor(image: AveragedRows, to: Size) {
    const { width, block, channels, maxSample, rowsAtOnce, stride } = image;
    const { from, weights, taps } = boxWeights(to.width, width / block.width);
    this.#to = to;
    this.#image = image;
    const columns = Math.ceil(width / block.width) * channels;
    const outSamples = to.width * to.height * channels;
    this.#kernels = takeSmallKernels(rowsAtOnce * stride + (columns + taps * channels) + to.width * (1 + taps) + outSamples);
    const kernels = this.#kernels;
    this.rows = maxSample === 255 ? kernels.bytes(rowsAtOnce * stride) : kernels.words(rowsAtOnce * stride);
    this.#columns = columns;
    this.#sums = kernels.floats(columns + taps * channels);
    this.#from = kernels.numbers(from.length);
    this.#from.set(from);
    this.#weights = kernels.floats(weights.length);
    this.#weights.set(weights);
    this.#out = kernels.bytes(outSamples);
  }

  /** Adds the first `count` rows of `rows`; those below the image do not count. */
  add(count: number): void {
    const { height: lines, block } = this.#image;
    const height = lines / block.height;
    const cell = height / this.#to.height;
    const first = this.#begun;
    const end = Math.min(first + count, height);
    while (this.#added < end) {
      const cellEnd = this.#row === this.#to.height - 1 ? height : (this.#row + 1) * cell;
      const at = this.#added;
      const row = Math.floor(at);
      const whole = row === at ? Math.min(Math.floor(cellEnd), end, at + mostRows) - at : 0;
      const next = whole >= 1 ? at + Math.floor(whole) : Math.min(cellEnd, row + 1, end);
      this.#addRows(row - first, Math.max(Math.floor(whole), 1), (whole >= 1 ? 1 : next - at) / cell);
      this.#added = next;
      if (next === cellEnd) this.#finishRow();
    }
    this.#begun += count;
  }

  #addRows(row: number, count: number, weight: number): void {
    const { stride, maxSample } = this.#image;
    const scaled = maxSample === 255 ? weight : weight / 257;
    this.#kernels.addRows(this.rows, row * stride, count, stride, this.#columns, scaled, this.#sums);
  }

  #finishRow(): void {
    const { channels } = this.#image;
    this.#kernels.mix(this.#sums, this.#from, this.#weights, channels, this.#out, this.#row * this.#to.width * channels);
    this.#sums.fill(0);
    this.#row++;
  }

  /** The smaller image. No more rows can be added. */
  finish(): Uint8Array {
    const samples = this.#out.slice();
    this.#kernels.release();
    return samples;
  }
}

/** Sums of bytes have 16 bits. */
const mostRows = 256;
