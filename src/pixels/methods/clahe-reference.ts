import { pixelsIn } from '../histogram.js';
import type { Lut, Plane, Samples } from '../raster.js';
import { identityTable, roundHalfToEven, tableOf } from '../table.js';
import { mirrored, type TileGrid, type Tiles, tileGrid, tilesOfCell } from './clahe-grid.js';

export interface ClaheOptions {
  readonly tiles: Tiles;
  /** The most a bin may hold, in multiples of the mean over all bins, but at least one sample; 0 for no limit. */
  readonly clipLimit: number;
}

/**
 * Contrast limited adaptive histogram equalisation as `cv2.createCLAHE` defines it, sample for sample: the plain version, which defines
 * what the fast one must do. Samples where the mask is 0 are not counted. Holds only two rows of tables at a time. Source:
 * modules/imgproc/src/clahe.cpp of OpenCV 4.
 */
export function claheReference(plane: Plane, { tiles, clipLimit }: ClaheOptions, mask?: Plane): Plane {
  const grid = tileGrid(plane, tiles);
  const samples = plane.samples.slice();
  let lower = tablesOfRow(plane, grid, 0, clipLimit, mask);
  for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
    const upper = lower;
    const { near, far } = tilesOfCell(grid.y, cellRow);
    if (far !== near) lower = tablesOfRow(plane, grid, far, clipLimit, mask);
    blendCellRow(plane.samples, samples, grid, cellRow, upper, lower);
  }
  return { ...plane, samples };
}

function tablesOfRow(plane: Plane, grid: TileGrid, tileRow: number, clipLimit: number, mask?: Plane): Lut[] {
  return Array.from({ length: grid.x.tiles }, (_, tileColumn) =>
    clippedTable(tileHistogram(plane, grid, tileColumn, tileRow, mask), clipLimit),
  );
}

function tileHistogram({ samples, maxSample }: Plane, { x, y }: TileGrid, tileColumn: number, tileRow: number, mask?: Plane): Uint32Array {
  const histogram = new Uint32Array(maxSample + 1);
  for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
    const rowStart = mirrored(row, y.size) * x.size;
    for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
      const at = rowStart + mirrored(column, x.size);
      if (mask?.samples[at] !== 0) histogram[samples[at]!]!++;
    }
  }
  return histogram;
}

/** Equalises with limited contrast. A tile without counted samples changes nothing. */
function clippedTable(histogram: Uint32Array, clipLimit: number): Lut {
  const levels = histogram.length;
  const counted = pixelsIn(histogram);
  if (counted === 0) return identityTable(levels);

  if (clipLimit > 0) clip(histogram, Math.max(Math.floor((clipLimit * counted) / levels), 1));
  const scale = Math.fround((levels - 1) / Math.fround(counted));
  let sum = 0;
  return tableOf(levels, (level) => {
    sum += histogram[level]!;
    return roundHalfToEven(Math.fround(Math.fround(sum) * scale));
  });
}

/** Cuts bins at the limit and spreads the excess evenly over all bins, in one pass: bins may end above the limit. */
function clip(histogram: Uint32Array, limit: number): void {
  const levels = histogram.length;
  let excess = 0;
  for (let level = 0; level < levels; level++) {
    excess += Math.max(histogram[level]! - limit, 0);
    histogram[level] = Math.min(histogram[level]!, limit);
  }
  const everyBin = Math.floor(excess / levels);
  const rest = excess % levels;
  for (let level = 0; level < levels; level++) histogram[level]! += everyBin;
  const step = Math.max(Math.floor(levels / rest), 1);
  for (let i = 0; i < rest; i++) histogram[i * step]!++;
}

/** Interpolates, for each sample in a row of cells, between the results of the four tiles around it. */
function blendCellRow(
  before: Samples,
  after: Samples,
  { x, y }: TileGrid,
  cellRow: number,
  upper: readonly Lut[],
  lower: readonly Lut[],
): void {
  for (let row = y.cellStarts[cellRow]!; row < y.cellStarts[cellRow + 1]!; row++) {
    for (let cell = 0; cell + 1 < x.cellStarts.length; cell++) {
      const { near, far } = tilesOfCell(x, cell);
      for (let column = x.cellStarts[cell]!; column < x.cellStarts[cell + 1]!; column++) {
        const at = row * x.size + column;
        const level = before[at]!;
        const above = mix(upper[near]![level]!, upper[far]![level]!, x.shares[column]!);
        const below = mix(lower[near]![level]!, lower[far]![level]!, x.shares[column]!);
        after[at] = roundHalfToEven(mix(above, below, y.shares[row]!));
      }
    }
  }
}

/** In 32-bit floats and in this order, as OpenCV does. */
function mix(near: number, far: number, share: number): number {
  return Math.fround(Math.fround(near * Math.fround(1 - share)) + Math.fround(far * share));
}
