import { number, oneOf } from '../../values/kinds.js';
import { defaultsOf, parameter } from '../../values/parameters.js';
import { unexpected } from '../../values/wording.js';
import { kernels } from '../kernels/kernels.js';
import { claheSkimage, claheSkimageScratchBytes } from './clahe-skimage.js';
import { claheScratchBytes } from './clahe-wasm.js';
/**
 * OpenCV's own default is 40, which hardly limits anything; 2 to 4 is what is used. That of scikit-image is its own: with its 256
 * bins it means 2.56 times the mean.
 */
const defaultClipLimits = { opencv: 3, skimage: 0.01 };
/** Written columns before rows: `8x8`. */
const tilesKind = {
    expected: 'columns and rows, both whole numbers from 1 on',
    expectedText: 'columns and rows such as 8x8',
    fromCaller(value, name) {
        if (areTiles(value))
            return value;
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
 * How much contrast is allowed, from 0 on; 0 sets no limit, and null takes the default of the dialect. For `opencv` in multiples
 * of the mean bin of a tile's histogram, for `skimage` as a part of all samples of a tile.
 */
const clipLimitKind = {
    ...number(0, 1e6),
    fromCaller: (value, name) => (value === null ? null : number().fromCaller(value, name)),
    allows: (value) => value === null || (Number.isFinite(value) && value >= 0),
    expected: 'a number from 0 on',
    toText: String,
};
const tiles = parameter(tilesKind, { columns: 8, rows: 8 }, 'columns and rows of tiles');
const parameters = {
    // Its own keys are the dialects there are.
    dialect: parameter(oneOf(Object.keys(defaultClipLimits)), 'opencv', 'whose definition'),
    tiles,
    clipLimit: parameter(clipLimitKind, null, 'how much contrast may grow; 0 is no limit', { defaultText: String(defaultClipLimits.opencv) }),
};
const aheParameters = { tiles };
/** Contrast limited adaptive histogram equalisation: every tile has its own table, and samples between tiles mix those around. */
export const clahe = {
    kind: 'plane',
    name: 'clahe',
    summary: 'adaptive equalisation tile by tile, with the contrast limited',
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
        return params.dialect === 'opencv' ? kernels().clahe(plane, options, mask, to) : claheSkimage(plane, options, mask);
    },
};
function clipLimitOf({ dialect, clipLimit }) {
    return clipLimit ?? defaultClipLimits[dialect];
}
/** Adaptive histogram equalisation: CLAHE, as OpenCV defines it, without a limit. */
export const ahe = {
    kind: 'plane',
    name: 'ahe',
    summary: 'adaptive equalisation tile by tile, without a limit: brings out noise too',
    defaults: defaultsOf(aheParameters),
    parameters: aheParameters,
    scratchBytes: (shape, { tiles }) => claheScratchBytes(shape, tiles),
    equalize: (plane, { tiles }, mask, to) => kernels().clahe(plane, { tiles, clipLimit: 0 }, mask, to),
};
function areTiles(tiles) {
    if (typeof tiles !== 'object' || tiles === null || !('columns' in tiles) || !('rows' in tiles))
        return false;
    return [tiles.columns, tiles.rows].every((count) => Number.isSafeInteger(count) && Number(count) >= 1);
}
