import { type LentRaster, lendRaster } from '../../buffer-pool.js';
import type { Frame } from '../coder/frame.js';
import { type ColourExports, type ColourKernels, colourNumbers } from './kernels.js';
import { type Planes, rowsOfMcu } from './planes.js';

/** Memory for the pixels of an image. */
export function lendPixels({ width, height, components }: Frame): LentRaster {
  return lendRaster({ width, height, channels: components.length as 1 | 3 | 4, maxSample: 255 });
}

/** Files of CMYK are taken for inverted, as Adobe writes them and libvips reads all. */
const inkIsLow = 255;

/** Makes rows of pixels of planes, from the top. */
export class PixelRows {
  readonly #frame: Frame;
  readonly #planes: Planes;
  readonly #wasm: ColourExports;
  readonly #start: number;
  readonly #samples: Uint8Array;
  /** Rows that are done. */
  #done = 0;

  constructor(frame: Frame, planes: Planes, { wasm, start }: Pick<ColourKernels, 'wasm' | 'start'>, samples: Uint8Array) {
    this.#frame = frame;
    this.#planes = planes;
    this.#wasm = wasm;
    this.#start = start;
    this.#samples = samples;
  }

  /** Those that can be made once a row of MCUs is in the window: the last group of rows needs those below it. */
  giveMcuRow(row: number): void {
    const { height } = this.#frame;
    const { down } = this.#planes;
    this.#give(rowsOfMcu * (row + 1) * down >= height ? height : (rowsOfMcu * (row + 1) - 1) * down);
  }

  /** All that are left. */
  giveRest(): void {
    const { height } = this.#frame;
    while (this.#done < height) this.#give(Math.min(this.#done + rowsOfMcu * this.#planes.down, height));
  }

  #give(end: number): void {
    const { width, colours, components } = this.#frame;
    const pixels = this.#start + this.#planes.pixels;
    const bytesOfRow = width * components.length;
    this.#wasm.rowsToPixels(this.#done, end, colourNumbers[colours], width, inkIsLow, pixels);
    this.#samples.set(new Uint8Array(this.#wasm.memory.buffer, pixels, (end - this.#done) * bytesOfRow), this.#done * bytesOfRow);
    this.#done = end;
  }
}
