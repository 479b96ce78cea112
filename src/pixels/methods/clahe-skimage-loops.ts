import type { Mask, Plane, Samples } from '../raster.js';

// What the plain and the fast loops of scikit-image's CLAHE have in common.

/** The loops of scikit-image's CLAHE. */
export interface SkimageLoops {
  /** The range of the counted samples; undefined if there are none. */
  range(samples: Samples, mask?: Mask): Range | undefined;
  /**
   * The histogram of each tile, row by row.
   *
   * @param bins the bin of each level
   */
  count(plane: Plane, bins: Uint8Array, x: Axis, y: Axis, mask?: Mask): Uint32Array;
  /**
   * Interpolates, for each sample, between the results of the four tiles around it. Every product is rounded to 32 bits before it is added,
   * which decides the last grey once the fraction is cut off.
   *
   * @param maps the grey that each tile makes of each bin, row by row
   * @returns greys that may lie in memory which the next call takes
   */
  blend(samples: Samples, bins: Uint8Array, x: Axis, y: Axis, maps: Uint16Array): Uint16Array;
  /** The level of each grey, in `to`. */
  spread(blended: Uint16Array, levels: Samples, to: Samples): void;
}

export interface Range {
  readonly lowest: number;
  readonly highest: number;
}

export const highestGrey = 2 ** 14 - 1;
export const binCount = 256;

/** One axis of the tiles, of which the last one may lie partly outside. */
export interface Axis {
  readonly size: number;
  readonly tileSize: number;
  readonly tiles: number;
}

/** A tile is ⌊size / tiles⌋ samples long, at least one. */
export function axis(size: number, tiles: number): Axis {
  const tileSize = Math.max(Math.floor(size / tiles), 1);
  return { size, tileSize, tiles: Math.ceil(size / tileSize) };
}

/** The two tiles around a position, and the share of the farther one. */
export function neighbours(position: number, { tileSize, tiles }: Axis): { near: number; far: number; farShare: number } {
  const fromMiddle = position + Math.floor(tileSize / 2);
  const block = Math.floor(fromMiddle / tileSize);
  return { near: Math.max(block - 1, 0), far: Math.min(block, tiles - 1), farShare: (fromMiddle % tileSize) / tileSize };
}
