import { identityTable, roundHalfToEven, tableOf } from '../table.js';
import { mirrored, tileGrid, tilesOfCell } from './clahe-grid.js';
/**
 * Contrast limited adaptive histogram equalisation as `cv2.createCLAHE` defines it, sample for sample: the plain version, which
 * says what the fast one must do. Where the mask is 0, samples are not counted. Only two rows of tables are held at a time.
 * Source: modules/imgproc/src/clahe.cpp of OpenCV 4.
 */
export function claheReference(plane, { tiles, clipLimit }, mask) {
    const grid = tileGrid(plane, tiles);
    const samples = plane.samples.slice();
    let lower = tablesOfRow(plane, grid, 0, clipLimit, mask);
    for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
        const upper = lower;
        const { near, far } = tilesOfCell(grid.y, cellRow);
        if (far !== near)
            lower = tablesOfRow(plane, grid, far, clipLimit, mask);
        blendCellRow(plane.samples, samples, grid, cellRow, upper, lower);
    }
    return { ...plane, samples };
}
function tablesOfRow(plane, grid, tileRow, clipLimit, mask) {
    return Array.from({ length: grid.x.tiles }, (_, tileColumn) => clippedTable(tileHistogram(plane, grid, tileColumn, tileRow, mask), clipLimit));
}
function tileHistogram({ samples, maxSample }, { x, y }, tileColumn, tileRow, mask) {
    const histogram = new Uint32Array(maxSample + 1);
    for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
        const rowStart = mirrored(row, y.size) * x.size;
        for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
            const at = rowStart + mirrored(column, x.size);
            if (mask?.samples[at] !== 0)
                histogram[samples[at]]++;
        }
    }
    return histogram;
}
/** Equalises with the contrast limited. A tile without a counted sample changes nothing. */
function clippedTable(histogram, clipLimit) {
    const levels = histogram.length;
    const counted = histogram.reduce((sum, count) => sum + count, 0);
    if (counted === 0)
        return identityTable(levels);
    if (clipLimit > 0)
        clip(histogram, Math.max(Math.floor((clipLimit * counted) / levels), 1));
    const scale = Math.fround((levels - 1) / Math.fround(counted));
    let sum = 0;
    return tableOf(levels, (level) => {
        sum += histogram[level];
        return roundHalfToEven(Math.fround(Math.fround(sum) * scale));
    });
}
/** Cuts bins at the limit and spreads what was cut evenly over all bins, in one pass: bins may end above the limit. */
function clip(histogram, limit) {
    const levels = histogram.length;
    let excess = 0;
    for (let level = 0; level < levels; level++) {
        excess += Math.max(histogram[level] - limit, 0);
        histogram[level] = Math.min(histogram[level], limit);
    }
    const everyBin = Math.floor(excess / levels);
    const rest = excess % levels;
    for (let level = 0; level < levels; level++)
        histogram[level] += everyBin;
    const step = Math.max(Math.floor(levels / rest), 1);
    for (let i = 0; i < rest; i++)
        histogram[i * step]++;
}
/** Mixes, for each sample of a row of cells, what the four tiles around it make of its level. */
function blendCellRow(before, after, { x, y }, cellRow, upper, lower) {
    for (let row = y.cellStarts[cellRow]; row < y.cellStarts[cellRow + 1]; row++) {
        for (let cell = 0; cell + 1 < x.cellStarts.length; cell++) {
            const { near, far } = tilesOfCell(x, cell);
            for (let column = x.cellStarts[cell]; column < x.cellStarts[cell + 1]; column++) {
                const at = row * x.size + column;
                const level = before[at];
                const above = mix(upper[near][level], upper[far][level], x.shares[column]);
                const below = mix(lower[near][level], lower[far][level], x.shares[column]);
                after[at] = roundHalfToEven(mix(above, below, y.shares[row]));
            }
        }
    }
}
/** In 32-bit floats and in this order, as OpenCV does. */
function mix(near, far, share) {
    return Math.fround(Math.fround(near * Math.fround(1 - share)) + Math.fround(far * share));
}
