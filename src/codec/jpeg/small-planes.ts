import { AreaAverage, type Size } from '../../pixels/small/area-average.js';
import { interpolate } from '../../pixels/small/interpolate.js';
import { chromaSize } from '../small/small-picture.js';
import type { Frame } from './coder/frame.js';

/** Where the DC of each block of a component lies, counted in 16-bit numbers. */
export interface DcGrid {
  readonly values: Int16Array;
  readonly first: number;
  /** From a block to the next one, and from a row of blocks to the next one. */
  readonly step: number;
  readonly rowStep: number;
  readonly columns: number;
  readonly rows: number;
}

/** Means of luma, for blocks of 4 × 4 samples, and of the other components, for blocks of 8 × 8 of theirs. */
export interface DecodedMeans {
  /** Gives rows of means of luma to `take`, always as many at a time, from the top. They are valid during the call. */
  luma(take: (means: Uint8Array) => void): void;
  /** How many means a row has, which may be more than are needed, and how many rows come at a time. */
  readonly lumaStride: number;
  readonly lumaRowsAtOnce: number;
  /** Valid until memory is used for anything else. */
  chroma(): readonly DcGrid[];
}

/** Below this many pixels for one of the small picture, chroma would be too coarse. */
const fewestPixels = 4;

/** Whether means serve for a picture of this size. */
export function areMeansEnough(frame: Size, to: Size): boolean {
  return Math.min(frame.width / to.width, frame.height / to.height) >= fewestPixels;
}

/** Luma of an image at a small size. */
export function smallLuma({ width, height }: Size, { luma, ...rows }: DecodedMeans, to: Size): Uint8Array {
  const { lumaRowsAtOnce: rowsAtOnce, lumaStride: stride } = rows;
  const average = new AreaAverage({ width, height, block: lumaBlock, channels: 1, maxSample: 255, rowsAtOnce, stride }, to);
  luma((means) => {
    average.rows.set(means);
    average.add(rowsAtOnce);
  });
  return average.finish();
}

/** In pixels. */
const lumaBlock: Size = { width: 4, height: 4 };

/**
 * Cb and Cr of an image at half of a small size, none if it is grey. The mean of the 8 × 8 samples of a block is its DC, by the definition
 * of the transform, so they need not be decoded any further.
 */
export function smallChroma(frame: Frame, { chroma }: DecodedMeans, to: Size): readonly Uint8Array[] {
  const { width, height } = chromaSize(to);
  return chroma().map(({ values: numbers, ...grid }, i) => {
    const { across, down, steps } = frame.components[i + 1]!;
    const blocks = {
      ...grid,
      numbers,
      scale: steps[0]! / 8,
      // The small picture may end within the last pixel of its chroma.
      across: (((frame.width * across) / frame.across / 8) * 2 * width) / to.width,
      down: (((frame.height * down) / frame.down / 8) * 2 * height) / to.height,
    };
    return interpolate(blocks, { width, height });
  });
}
