import { type Kind, number, oneOf } from '../../values/kinds.js';
import { defaultsOf, parameter, type ValuesOf } from '../../values/parameters.js';
import { unexpected } from '../../values/wording.js';
import { kernels } from '../kernels/kernels.js';
import type { Tiles } from './clahe-grid.js';
import { claheSkimage, claheSkimageReal, claheSkimageScratchBytes } from './clahe-skimage.js';
import { claheScratchBytes } from './clahe-wasm.js';
import type { PlaneMethod } from './method.js';

/** Whose definition of CLAHE to use. */
type ClaheDialect = keyof typeof defaultClipLimits;

/**
 * OpenCV's own default is 40, which hardly limits anything; 2 to 4 is common. scikit-image's is its own default; with its 256 bins it means
 * 2.56 times the mean.
 */
const defaultClipLimits = { opencv: 3, skimage: 0.01 } as const;

/** Written as columns before rows: `8x8`. */
const tilesKind: Kind<Tiles> = {
  expected: 'columns and rows, both whole numbers of 1 or more',
  expectedText: 'columns and rows such as 8x8',
  fromCaller(value, name) {
    if (areTiles(value)) return value;
    throw unexpected(name, value, tilesKind.expected);
  },
  allows: areTiles,
  fromText(text) {
    const [, columns, rows] = /^(\d{1,9})x(\d{1,9})$/.exec(text) ?? [];
    const tiles = { columns: Number(columns), rows: Number(rows) };
    return areTiles(tiles) ? tiles : undefined;
  },
  toText: ({ columns, rows }) => `${columns}x${rows}`,
};

/**
 * How much contrast is allowed, from 0 on; 0 means no limit, and null the default of the dialect. `opencv` counts in multiples of the mean
 * bin of a tile's histogram, `skimage` as a fraction of all samples in a tile.
 */
const clipLimitKind: Kind<number | null> = {
  ...number(0, 1e6),
  fromCaller: (value, name) => (value === null ? null : number().fromCaller(value, name)),
  allows: (value) => value === null || (Number.isFinite(value) && value >= 0),
  expected: 'a number, 0 or more',
  toText: String,
};

const tiles = parameter(tilesKind, { columns: 8, rows: 8 }, 'number of tiles, columns x rows');
const parameters = {
  // The keys are the dialects.
  dialect: parameter(oneOf(Object.keys(defaultClipLimits) as ClaheDialect[]), 'opencv', 'program whose definition to follow'),
  tiles,
  clipLimit: parameter(clipLimitKind, null, 'how much contrast may grow; 0 means no limit', {
    defaultText: String(defaultClipLimits.opencv),
  }),
};
const aheParameters = { tiles };
type ClaheParams = ValuesOf<typeof parameters>;

/**
 * Contrast limited adaptive histogram equalisation: every tile has its own table, and samples between tiles interpolate those around them.
 */
export const clahe: PlaneMethod<ClaheParams> = {
  kind: 'plane',
  name: 'clahe',
  summary: 'adaptive equalisation, tile by tile, with limited contrast',
  defaults: defaultsOf(parameters),
  parameters,

  // scikit-image equalises V of HSV.
  colour: ({ dialect }) => (dialect === 'opencv' ? 'ycrcb' : 'hsv'),

  scratchBytes(shape, { dialect, tiles }) {
    return dialect === 'opencv' ? claheScratchBytes(shape, tiles) : claheSkimageScratchBytes(shape, tiles);
  },

  settled: (params) => ({ ...params, clipLimit: clipLimitOf(params) }),

  equalize(plane, params, mask, to) {
    const options = { tiles: params.tiles, clipLimit: clipLimitOf(params) };
    return params.dialect === 'opencv' ? kernels().clahe(plane, options, mask, to) : claheSkimage(plane, options, mask, to);
  },

  real(plane, params, mask) {
    if (params.dialect !== 'skimage') return undefined;
    return claheSkimageReal(plane, { tiles: params.tiles, clipLimit: clipLimitOf(params) }, mask);
  },
};

function clipLimitOf({ dialect, clipLimit }: ClaheParams): number {
  return clipLimit ?? defaultClipLimits[dialect];
}

/** Adaptive histogram equalisation: OpenCV's CLAHE without a limit. */
export const ahe: PlaneMethod<{ readonly tiles: Tiles }> = {
  kind: 'plane',
  name: 'ahe',
  summary: 'adaptive equalisation, tile by tile, without a limit; also brings out noise',
  defaults: defaultsOf(aheParameters),
  parameters: aheParameters,
  scratchBytes: (shape, { tiles }) => claheScratchBytes(shape, tiles),
  equalize: (plane, { tiles }, mask, to) => kernels().clahe(plane, { tiles, clipLimit: 0 }, mask, to),
};

function areTiles(tiles: unknown): tiles is Tiles {
  if (typeof tiles !== 'object' || tiles === null || !('columns' in tiles) || !('rows' in tiles)) return false;
  return [tiles.columns, tiles.rows].every((count) => Number.isSafeInteger(count) && Number(count) >= 1);
}
