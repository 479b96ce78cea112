import type { Lut } from './raster.js';

/** The table that maps each level v to `entry(v)`. It has 256 or 65,536 levels; each entry must be an integer within them. */
export function tableOf(levels: number, entry: (level: number) => number): Lut {
  const table = emptyTable(levels);
  for (let level = 0; level < levels; level++) table[level] = entry(level);
  return table;
}

/** The table that maps every level to itself. */
export function identityTable(levels: number): Lut {
  return tableOf(levels, (level) => level);
}

/** Room for a table, all 0. */
function emptyTable(levels: number): Lut {
  return levels === 256 ? new Uint8Array(levels) : new Uint16Array(levels);
}

/**
 * Rounds values from 0 up to 2^51 to the nearest integer, and halves to the even one, as numpy and OpenCV do: numbers from 2^52 to 2^53
 * have no fraction, so that the sum is rounded, exactly in this way. Without branches, of which V8 would forget the rare ones, and compile
 * all that has this function in it anew when it meets them.
 */
export function roundHalfToEven(value: number): number {
  return value + 2 ** 52 - 2 ** 52;
}
