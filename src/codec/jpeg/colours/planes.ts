import { slackBytes } from '../coder/coded-data.js';
import type { Frame } from '../coder/frame.js';
import type { ColourExports } from './kernels.js';

interface Plane {
  readonly across: number;
  readonly down: number;
  /** Samples across and down, without what fills the last block. */
  readonly width: number;
  readonly height: number;
  /** Bytes from row to row. */
  readonly stride: number;
  /** Where it lies, counted from the start of the memory. */
  readonly at: number;
}

/** Addresses are signed. */
export const mostBytes = 2 ** 31 - 1;

/** What so many bytes take, with what the kernels may read or write before and after. */
export function roomFor(bytes: number): number {
  return Math.ceil((bytes + slackBytes) / 64) * 64;
}

/** Rows of MCUs, in rows of the lowest sampling: those of the present one, and of the one before only what upsampling still needs. */
export const rowsOfMcu = 8;
const rowsBefore = 2;

/** The planes of an image's components in the memory of the kernels: whole, or a row of MCUs with what is needed of the row before. */
export class Planes {
  readonly isWhole: boolean;
  /** The largest sampling of any component. */
  readonly across: number;
  readonly down: number;
  readonly #planes: readonly Plane[];
  readonly #sums: number;
  readonly #rows: number;
  readonly #bytesOfRow: number;
  /** Room for the pixels of a row of MCUs. */
  readonly pixels: number;

  /** @param place makes room for so many bytes, and says where */
  constructor(frame: Frame, isWhole: boolean, place: (bytes: number) => number) {
    const { components, width, height } = frame;
    // Blocks of a single component come row by row, whatever its sampling.
    const isSingle = components.length === 1;
    this.isWhole = isWhole;
    this.across = isSingle ? 1 : frame.across;
    this.down = isSingle ? 1 : frame.down;
    const mcuColumns = Math.ceil(width / (8 * this.across));
    const mcuRows = Math.ceil(height / (8 * this.down));
    this.#planes = components.map((component) => {
      const across = isSingle ? 1 : component.across;
      const down = isSingle ? 1 : component.down;
      const stride = Math.ceil((8 * mcuColumns * across) / 16) * 16;
      const rows = down * (isWhole ? rowsOfMcu * mcuRows : rowsBefore + rowsOfMcu);
      return {
        across,
        down,
        width: Math.ceil((width * across) / this.across),
        height: Math.ceil((height * down) / this.down),
        stride,
        at: place(rows * stride),
      };
    });
    this.#bytesOfRow = Math.ceil((8 * mcuColumns * this.across + 64) / 64) * 64;
    this.#sums = place(2 * this.#bytesOfRow + 64);
    this.#rows = place(4 * this.#bytesOfRow);
    this.pixels = place((rowsOfMcu + 1) * this.down * width * components.length);
  }

  begin(wasm: ColourExports, start: number): void {
    wasm.beginComponents(this.across, this.down);
    wasm.placeSums(start + this.#sums);
    wasm.placeFullRows(start + this.#rows, this.#bytesOfRow);
    for (const [i, { across, down, stride, width, height, at }] of this.#planes.entries()) {
      wasm.setComponent(i, across, down, stride, width, height);
      wasm.placeRows(i, start + at);
    }
  }

  /** Moves the window down to a row of MCUs, one after the other from the first on. */
  moveTo(wasm: ColourExports, start: number, mcuRow: number): void {
    const memory = new Uint8Array(wasm.memory.buffer);
    for (const [i, { down, stride, at }] of this.#planes.entries()) {
      const first = start + at;
      if (mcuRow > 0) {
        const last = first + rowsOfMcu * down * stride;
        memory.copyWithin(first, last, last + rowsBefore * down * stride);
      }
      wasm.placeRows(i, first - (rowsOfMcu * mcuRow - rowsBefore) * down * stride);
    }
  }

  /** Where the rows of a component are in the window, and how many bytes it is from row to row. */
  rowsOf(component: number, start: number): { readonly at: number; readonly stride: number } {
    const { at, down, stride } = this.#planes[component]!;
    return { at: start + at + rowsBefore * down * stride, stride };
  }
}
