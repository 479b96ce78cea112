import { ImgparError } from '../../errors.js';
import { type Kind, oneOf } from '../../values/kinds.js';
import { defaultsOf, parameter, type ValuesOf } from '../../values/parameters.js';
import { cumulative } from '../histogram.js';
import type { Histogram, Lut } from '../raster.js';
import { identityTable, roundHalfToEven, tableOf } from '../table.js';
import type { TableMethod } from './method.js';

/** Whose definition of histogram matching to use. */
const matchDialects = { textbook, skimage };
type MatchDialect = keyof typeof matchDialects;

/** One histogram per plane, or one for all. 256 or 65,536 levels, whatever the picture has. */
const histograms: Kind<readonly Histogram[]> = {
  expected: 'histograms',
  // They come from the reference, which `check` requires.
  fromCaller: (value) => value as readonly Histogram[],
  allows: () => true,
  fromText: () => undefined,
  toText: () => '',
};

const parameters = {
  reference: parameter(histograms, [], 'the histograms of the reference', { isInternal: true }),
  // The keys are the dialects.
  dialect: parameter(oneOf(Object.keys(matchDialects) as MatchDialect[]), 'textbook', 'program whose definition to follow'),
};

/** Histogram matching: a level becomes the level of the reference with the same rank. If either has no counted pixels, nothing changes. */
export const match: TableMethod<ValuesOf<typeof parameters>> = {
  kind: 'table',
  // Levels are mapped to those of the reference, which has as many.
  levels: 'all',
  name: 'match',
  summary: 'gives the image the histogram of a reference image',
  defaults: defaultsOf(parameters),
  parameters,

  check({ reference }) {
    if (!Array.isArray(reference) || reference.length === 0) throw noReference();
  },

  colour: ({ dialect }) => (dialect === 'skimage' ? 'rgb' : undefined),

  table(histogram, { reference, dialect }, plane = 0) {
    const wanted = reference[plane] ?? reference[0];
    if (!wanted) throw noReference();
    const ranks = ranksOf(histogram);
    const wantedRanks = ranksOf(rebinned(wanted, histogram.length));
    if (!ranks || !wantedRanks) return identityTable(histogram.length);
    return matchDialects[dialect](ranks, wantedRanks);
  },
};

function noReference(): ImgparError {
  return new ImgparError('usage', `method 'match' needs a reference; give an image, or a file that --save-stats wrote, with --reference`);
}

/** The share of pixels at or below each level, 0..1. Equal shares are equal numbers, whatever the number of pixels. */
function ranksOf(histogram: Histogram): Float64Array | undefined {
  const sums = cumulative(histogram);
  const pixels = sums[sums.length - 1]!;
  return pixels === 0 ? undefined : sums.map((sum) => sum / pixels);
}

/** The histogram with another number of levels: v / 257 rounded from 16 bits to 8, v · 257 from 8 to 16. */
function rebinned(histogram: Histogram, levels: number): Histogram {
  if (histogram.length === levels) return histogram;
  const scale = (levels - 1) / (histogram.length - 1);
  const changed = new Float64Array(levels);
  for (let level = 0; level < histogram.length; level++) changed[Math.round(level * scale)]! += histogram[level]!;
  return changed;
}

/** The lowest level of the reference whose rank is at least that of v: the inverse of a stepped cumulative distribution. */
function textbook(ranks: Float64Array, wanted: Float64Array): Lut {
  let level = 0;
  return tableOf(ranks.length, (v) => {
    while (wanted[level]! < ranks[v]!) level++;
    return level;
  });
}

/**
 * scikit-image's `exposure.match_histograms`: `numpy.interp` between the used levels of the reference, rounded half to even. scikit-image
 * gives a float for grey, which is rounded this way; with `channel_axis` it truncates instead, so its colour is up to one level darker.
 * Source: skimage/exposure/histogram_matching.py of scikit-image 0.19.
 */
function skimage(ranks: Float64Array, wanted: Float64Array): Lut {
  const used = usedLevels(wanted);
  let i = 0;
  return tableOf(ranks.length, (v) => {
    const rank = ranks[v]!;
    while (i < used.length && wanted[used[i]!]! <= rank) i++;
    if (i === 0) return used[0]!;
    const below = used[i - 1]!;
    const above = used[i] ?? below;
    if (wanted[below] === rank || above === below) return below;
    const slope = (above - below) / (wanted[above]! - wanted[below]!);
    return roundHalfToEven(slope * (rank - wanted[below]!) + below);
  });
}

function usedLevels(ranks: Float64Array): number[] {
  return [...ranks.keys()].filter((level) => ranks[level]! > (ranks[level - 1] ?? 0));
}
