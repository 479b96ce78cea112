import { decimal, type Kind } from '../../values/kinds.js';
import { defaultsOf, parameter, type ValuesOf } from '../../values/parameters.js';
import { unexpected } from '../../values/wording.js';
import { cumulative, quantile } from '../histogram.js';
import { identityTable, tableOf } from '../table.js';
import type { TableMethod } from './method.js';

/**
 * The percentiles that become black and white, 0 ≤ low < high ≤ 100. Percentile p is the lowest used level with at least p % of the pixels
 * at or below it, so 0 is the lowest used level and 100 the highest. Rounded to four decimals.
 */
type Percentiles = readonly [low: number, high: number];

const expected = 'two numbers [low, high] with 0 <= low < high <= 100';

const percentilePair: Kind<Percentiles> = {
  expected,
  expectedText: 'two numbers from 0 to 100, the smaller one first, such as 1,99',
  fromCaller(value, name) {
    if (arePercentiles(value)) return value;
    throw unexpected(name, value, expected);
  },
  allows: arePercentiles,
  fromText(text) {
    const numbers = text.split(',').map(decimal);
    return arePercentiles(numbers) ? numbers : undefined;
  },
  toText: (value) => value.join(','),
};

const parameters = { percentiles: parameter(percentilePair, [0.35, 99.65], 'percentiles of the levels that become black and white') };

/**
 * Contrast stretching: linear from the low percentile, which becomes 0, to the high one, which becomes the largest sample. Halves are
 * rounded up; levels outside are clamped. If both are the same level, nothing changes.
 */
export const stretch: TableMethod<ValuesOf<typeof parameters>> = {
  kind: 'table',
  levels: 'any',
  name: 'stretch',
  summary: 'stretches the levels between two percentiles linearly over the full range',
  defaults: defaultsOf(parameters),
  parameters,

  table(histogram, { percentiles }) {
    const sums = cumulative(histogram);
    const [black, white] = percentiles.map((percent) => percentile(sums, percent)) as [number, number]; // two in, two out
    if (black === white) return identityTable(histogram.length);

    const maxSample = histogram.length - 1;
    return tableOf(histogram.length, (level) => {
      const within = Math.min(Math.max(level, black), white) - black;
      return Math.round((within * maxSample) / (white - black));
    });
  },
};

/** Counts in millionths: 0.07 · 100 is 7.000000000000001 in floats, which would miss a level that holds exactly 7. */
function percentile(sums: Float64Array, percent: number): number {
  return quantile(sums, Math.round(percent * 1e4), 1e6);
}

function arePercentiles(value: unknown): value is Percentiles {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return false;
  const [low, high] = value as [number, number]; // checked above to be two numbers
  return 0 <= low && low < high && high <= 100;
}
