// Curves of any depth, as the plain version looks them up.
import { light } from './layout';

/** The light of the sample at an address. */
@inline
export function lightOf<T>(at: usize): f64 {
  return load<f64>((<usize>load<T>(at) << 3) + light);
}

/**
 * The level of a rising curve at a value, as `src/pixels/colour/lab-curves.ts` looks it up, but without a search: the square root of 0..1 is
 * divided into so many cells that each has at most one border between two levels, for 65,536 levels of L* and of sRGB, too. Cells are found
 * in the same way for borders and for values, so rounding changes nothing.
 */
@inline
export function nearestLevel(value: f64, borders: usize, starts: usize): i32 {
  const within = Math.min(Math.max(value, 0), 1);
  const level = <usize>load<u16>((<usize>(<i32>(Math.sqrt(within) * rootCells)) << 1) + starts);
  return <i32>level + <i32>(within >= load<f64>((level << 3) + borders, 8));
}

/** As in `lab-curves.ts`. */
export const rootCells: f64 = 131072;
