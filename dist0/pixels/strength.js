/** The table that goes the part `strength` of the way: round(v + strength · (table(v) − v)), halves up. Order is kept. */
export function blendTable(table, strength) {
    if (strength === 1)
        return table.slice();
    return table.map((level, v) => blended(v, level, strength));
}
/** The same sample by sample, between two planes of one size and depth. Changes `after` in place. */
export function blendPlane(before, after, strength) {
    if (strength === 1)
        return;
    const from = before.samples;
    const to = after.samples;
    for (let i = 0; i < to.length; i++)
        to[i] = blended(from[i], to[i], strength);
}
function blended(before, after, strength) {
    return Math.round(before + strength * (after - before));
}
