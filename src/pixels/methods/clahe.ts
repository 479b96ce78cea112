import { ImgparError } from '../../errors.js';
import { kernels } from '../kernels/kernels.js';
import type { Tiles } from './clahe-grid.js';
import { claheSkimage, claheSkimageScratchBytes } from './clahe-skimage.js';
import { claheScratchBytes } from './clahe-wasm.js';
import type { PlaneMethod } from './method.js';

interface ClaheParams {
  readonly dialect: ClaheDialect;
  readonly tiles: Tiles;
  /**
   * How much contrast is allowed, from 0 on; 0 sets no limit, and null takes the default of the dialect. For `opencv` in multiples
   * of the mean bin of a tile's histogram, for `skimage` as a part of all samples of a tile.
   */
  readonly clipLimit: number | null;
}

/** Whose definition of CLAHE. */
type ClaheDialect = keyof typeof defaultClipLimits;

/**
 * OpenCV's own default is 40, which hardly limits anything; 2 to 4 is what is used. That of scikit-image is its own: with its 256
 * bins it means 2.56 times the mean.
 */
const defaultClipLimits = { opencv: 3, skimage: 0.01 } as const;

const defaultTiles: Tiles = { columns: 8, rows: 8 };

/** Contrast limited adaptive histogram equalisation: every tile has its own table, and samples between tiles mix those around. */
export const clahe: PlaneMethod<ClaheParams> = {
  kind: 'plane',
  name: 'clahe',
  summary: 'adaptive equalisation tile by tile, with the contrast limited',
  defaults: { dialect: 'opencv', tiles: defaultTiles, clipLimit: null },

  check({ dialect, tiles, clipLimit }) {
    if (!Object.hasOwn(defaultClipLimits, dialect)) {
      const known = Object.keys(defaultClipLimits).join(', ');
      throw new ImgparError('usage', `unknown dialect '${dialect}' of method 'clahe', expected one of: ${known}`);
    }
    checkTiles(tiles);
    if (clipLimit !== null && !(Number.isFinite(clipLimit) && clipLimit >= 0)) {
      throw new ImgparError('usage', `clip limit is ${clipLimit}, expected a number from 0 on`);
    }
  },

  // scikit-image equalises V of HSV.
  colour: ({ dialect }) => (dialect === 'opencv' ? 'ycrcb' : 'hsv'),

  scratchBytes(shape, { dialect, tiles }) {
    return dialect === 'opencv' ? claheScratchBytes(shape, tiles) : claheSkimageScratchBytes(shape, tiles);
  },

  settled: (params) => ({ ...params, clipLimit: clipLimitOf(params) }),

  equalize(plane, params, mask, to) {
    const options = { tiles: params.tiles, clipLimit: clipLimitOf(params) };
    return params.dialect === 'opencv' ? kernels().clahe(plane, options, mask, to) : claheSkimage(plane, options, mask);
  },
};

function clipLimitOf({ dialect, clipLimit }: ClaheParams): number {
  return clipLimit ?? defaultClipLimits[dialect];
}

/** Adaptive histogram equalisation: CLAHE, as OpenCV defines it, without a limit. */
export const ahe: PlaneMethod<{ readonly tiles: Tiles }> = {
  kind: 'plane',
  name: 'ahe',
  summary: 'adaptive equalisation tile by tile, without a limit: brings out noise too',
  defaults: { tiles: defaultTiles },
  check: ({ tiles }) => checkTiles(tiles),
  scratchBytes: (shape, { tiles }) => claheScratchBytes(shape, tiles),
  equalize: (plane, { tiles }, mask, to) => kernels().clahe(plane, { tiles, clipLimit: 0 }, mask, to),
};

/** Reads tiles as users write them, columns before rows: `8x8`. Throws an ImgparError of code `usage`. */
export function tilesFrom(text: string): Tiles {
  const [, columns, rows] = /^(\d{1,9})x(\d{1,9})$/.exec(text) ?? [];
  const tiles = { columns: Number(columns), rows: Number(rows) };
  if (!areTiles(tiles)) throw new ImgparError('usage', `tiles are '${text}', expected columns and rows such as 8x8`);
  return tiles;
}

function checkTiles(tiles: Tiles): void {
  if (areTiles(tiles)) return;
  throw new ImgparError('usage', `tiles are ${JSON.stringify(tiles)}, expected columns and rows, both whole numbers from 1 on`);
}

function areTiles(tiles: unknown): boolean {
  if (typeof tiles !== 'object' || tiles === null || !('columns' in tiles) || !('rows' in tiles)) return false;
  return [tiles.columns, tiles.rows].every((count) => Number.isSafeInteger(count) && Number(count) >= 1);
}
