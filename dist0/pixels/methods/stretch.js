import { decimal } from '../../values/kinds.js';
import { defaultsOf, parameter } from '../../values/parameters.js';
import { unexpected } from '../../values/wording.js';
import { cumulative, quantile } from '../histogram.js';
import { identityTable, tableOf } from '../table.js';
const expected = 'two numbers [low, high] with 0 <= low < high <= 100';
const percentilePair = {
    expected,
    expectedText: 'two numbers from 0 to 100, the smaller one first, such as 1,99',
    fromCaller(value, name) {
        if (arePercentiles(value))
            return value;
        throw unexpected(name, value, expected);
    },
    allows: arePercentiles,
    fromText(text) {
        const numbers = text.split(',').map(decimal);
        return arePercentiles(numbers) ? numbers : undefined;
    },
    toText: (value) => value.join(','),
};
const parameters = { percentiles: parameter(percentilePair, [0.35, 99.65], 'the levels that become black and white') };
/**
 * Contrast stretching: linear from the low percentile, which becomes 0, to the high one, which becomes the largest sample; halves
 * are rounded up, and what lies outside is clamped. When both are the same level, nothing changes.
 */
export const stretch = {
    kind: 'table',
    name: 'stretch',
    summary: 'stretches the levels between two percentiles linearly over the full range',
    defaults: defaultsOf(parameters),
    parameters,
    table(histogram, { percentiles }) {
        const sums = cumulative(histogram);
        const [black, white] = percentiles.map((percent) => percentile(sums, percent)); // two in, two out
        if (black === white)
            return identityTable(histogram.length);
        const maxSample = histogram.length - 1;
        return tableOf(histogram.length, (level) => {
            const within = Math.min(Math.max(level, black), white) - black;
            return Math.round((within * maxSample) / (white - black));
        });
    },
};
/** In whole millionths: 0.07 · 100 is 7.000000000000001 in floats, and a level that holds just 7 would be missed. */
function percentile(sums, percent) {
    return quantile(sums, Math.round(percent * 1e4), 1e6);
}
function arePercentiles(value) {
    if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite))
        return false;
    const [low, high] = value; // just seen to be two numbers
    return 0 <= low && low < high && high <= 100;
}
