/** The table that makes `entry(v)` of each level v. It has 256 or 65,536 levels; each entry must be a whole number within them. */
export function tableOf(levels, entry) {
    const table = emptyTable(levels);
    for (let level = 0; level < levels; level++)
        table[level] = entry(level);
    return table;
}
/** The table that leaves every level as it is. */
export function identityTable(levels) {
    return tableOf(levels, (level) => level);
}
/** Room for a table, all 0. */
function emptyTable(levels) {
    return levels === 256 ? new Uint8Array(levels) : new Uint16Array(levels);
}
/** For values from 0 on: the nearest whole number, and the even one of two that are as near. So numpy and OpenCV round. */
export function roundHalfToEven(value) {
    const nearest = Math.round(value);
    return nearest - value === 0.5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}
