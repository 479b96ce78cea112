import { cumulative } from '../histogram.js';
import { identityTable } from '../table.js';
/**
 * The levels cut into parts, each equalised onto itself: a part from level a to level b sends v to a + round((b − a) · share of the
 * part's pixels at or below v), halves rounded up. The first part starts at 0; `lastLevels` are the b of each, in ascending order,
 * ending with the largest sample. A part without pixels stays as it is.
 */
export function equalizeParts(histogram, lastLevels) {
    const sums = cumulative(histogram);
    const table = identityTable(histogram.length);
    let first = 0;
    for (const last of lastLevels) {
        spread(table, sums, first, last);
        first = last + 1;
    }
    return table;
}
function spread(table, sums, first, last) {
    const below = first === 0 ? 0 : sums[first - 1];
    const pixels = sums[last] - below;
    if (pixels === 0)
        return;
    for (let level = first; level <= last; level++) {
        table[level] = first + Math.round(((last - first) * (sums[level] - below)) / pixels);
    }
}
