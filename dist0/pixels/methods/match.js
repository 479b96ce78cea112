import { ImgparError } from '../../errors.js';
import { oneOf } from '../../values/kinds.js';
import { defaultsOf, parameter } from '../../values/parameters.js';
import { cumulative } from '../histogram.js';
import { identityTable, roundHalfToEven, tableOf } from '../table.js';
/** Whose definition of histogram matching. */
const matchDialects = { textbook, skimage };
/** One for every plane, or one for all. 256 or 65,536 levels, whatever the picture has. */
const histograms = {
    expected: 'histograms',
    // They are read from the reference, which `check` asks for.
    fromCaller: (value) => value,
    allows: () => true,
    fromText: () => undefined,
    toText: () => '',
};
const parameters = {
    reference: parameter(histograms, [], 'the histograms of the reference', { isInternal: true }),
    // Its own keys are the dialects there are.
    dialect: parameter(oneOf(Object.keys(matchDialects)), 'textbook', 'whose definition'),
};
/**
 * Histogram matching: a level becomes the level of the reference that has the same rank. When either has no pixel that counts,
 * nothing changes.
 */
export const match = {
    kind: 'table',
    name: 'match',
    summary: 'gives the image the histogram of a reference image',
    defaults: defaultsOf(parameters),
    parameters,
    check({ reference }) {
        if (!Array.isArray(reference) || reference.length === 0)
            throw noReference();
    },
    colour: ({ dialect }) => (dialect === 'skimage' ? 'rgb' : undefined),
    table(histogram, { reference, dialect }, plane = 0) {
        const wanted = reference[plane] ?? reference[0];
        if (!wanted)
            throw noReference();
        const ranks = ranksOf(histogram);
        const wantedRanks = ranksOf(rebinned(wanted, histogram.length));
        if (!ranks || !wantedRanks)
            return identityTable(histogram.length);
        return matchDialects[dialect](ranks, wantedRanks);
    },
};
function noReference() {
    return new ImgparError('usage', `method 'match' needs a reference: give --reference an image, or statistics that --save-stats wrote`);
}
/** The share of pixels at or below each level, 0..1. Equal shares are equal numbers, however many pixels there are. */
function ranksOf(histogram) {
    const sums = cumulative(histogram);
    const pixels = sums[sums.length - 1];
    return pixels === 0 ? undefined : sums.map((sum) => sum / pixels);
}
/** The histogram with another number of levels: v / 257 rounded from 16 bits to 8, v · 257 from 8 to 16. */
function rebinned(histogram, levels) {
    if (histogram.length === levels)
        return histogram;
    const scale = (levels - 1) / (histogram.length - 1);
    const changed = new Float64Array(levels);
    for (let level = 0; level < histogram.length; level++)
        changed[Math.round(level * scale)] += histogram[level];
    return changed;
}
/** The lowest level of the reference whose rank is at least that of v: the inverse of a cumulative distribution in steps. */
function textbook(ranks, wanted) {
    let level = 0;
    return tableOf(ranks.length, (v) => {
        while (wanted[level] < ranks[v])
            level++;
        return level;
    });
}
/**
 * scikit-image's `exposure.match_histograms`: `numpy.interp` between the used levels of the reference, rounded half to even. The
 * float that scikit-image gives for grey is rounded as it says; with `channel_axis` it cuts the fraction off instead, so its colour
 * is up to one level darker. Source: skimage/exposure/histogram_matching.py of scikit-image 0.19.
 */
function skimage(ranks, wanted) {
    const used = usedLevels(wanted);
    let i = 0;
    return tableOf(ranks.length, (v) => {
        const rank = ranks[v];
        while (i < used.length && wanted[used[i]] <= rank)
            i++;
        if (i === 0)
            return used[0];
        const below = used[i - 1];
        const above = used[i] ?? below;
        if (wanted[below] === rank || above === below)
            return below;
        const slope = (above - below) / (wanted[above] - wanted[below]);
        return roundHalfToEven(slope * (rank - wanted[below]) + below);
    });
}
function usedLevels(ranks) {
    return [...ranks.keys()].filter((level) => ranks[level] > (ranks[level - 1] ?? 0));
}
