import type { Mask, Plane, Samples } from '../raster.js';
import { mirrored } from './clahe-grid.js';
import { type Axis, binCount, neighbours, type Range, type SkimageLoops } from './clahe-skimage-loops.js';

/** The plain version, which defines what the fast one must do. */
export const referenceSkimage: SkimageLoops = { range, count, blend, spread };

function range(samples: Samples, mask?: Mask): Range | undefined {
  let [lowest, highest] = [65536, -1];
  for (let at = 0; at < samples.length; at++) {
    if (mask?.samples[at] === 0) continue;
    const level = samples[at]!;
    if (level < lowest) lowest = level;
    if (level > highest) highest = level;
  }
  return highest < 0 ? undefined : { lowest, highest };
}

function count(plane: Plane, bins: Uint8Array, x: Axis, y: Axis, mask?: Mask): Uint32Array {
  const counts = new Uint32Array(x.tiles * y.tiles * binCount);
  for (let row = 0; row < y.tiles; row++) {
    for (let column = 0; column < x.tiles; column++) {
      const first = (row * x.tiles + column) * binCount;
      countTile(plane, bins, x, y, column, row, counts.subarray(first, first + binCount), mask);
    }
  }
  return counts;
}

function countTile(
  { samples }: Plane,
  bins: Uint8Array,
  x: Axis,
  y: Axis,
  tileColumn: number,
  tileRow: number,
  histogram: Uint32Array,
  mask?: Mask,
): void {
  for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
    const rowStart = mirrored(row, y.size) * x.size;
    for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
      const at = rowStart + mirrored(column, x.size);
      if (mask?.samples[at] !== 0) histogram[bins[samples[at]!]!]!++;
    }
  }
}

function blend(samples: Samples, bins: Uint8Array, x: Axis, y: Axis, maps: Uint16Array): Uint16Array {
  const blended = new Uint16Array(samples.length);
  const columns = Array.from({ length: x.size }, (_, column) => neighbours(column, x));
  for (let row = 0, at = 0; row < y.size; row++) {
    const { near: above, far: below, farShare: lower } = neighbours(row, y);
    const [upperMaps, lowerMaps] = [above * x.tiles, below * x.tiles];
    const upper = 1 - lower;
    for (let column = 0; column < x.size; column++, at++) {
      const { near, far, farShare: right } = columns[column]!;
      const left = 1 - right;
      const bin = bins[samples[at]!]!;
      let grey = Math.fround(maps[(upperMaps + near) * binCount + bin]! * (left * upper));
      grey = Math.fround(grey + Math.fround(maps[(upperMaps + far) * binCount + bin]! * (right * upper)));
      grey = Math.fround(grey + Math.fround(maps[(lowerMaps + near) * binCount + bin]! * (left * lower)));
      blended[at] = Math.fround(grey + Math.fround(maps[(lowerMaps + far) * binCount + bin]! * (right * lower)));
    }
  }
  return blended;
}

function spread(blended: Uint16Array, levels: Samples, to: Samples): void {
  for (let at = 0; at < to.length; at++) to[at] = levels[blended[at]!]!;
}
