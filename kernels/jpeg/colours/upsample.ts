// Rows of components at the resolution of the image, exactly as libjpeg's "fancy upsampling" gives them: a triangle filter where a
// component has half as many samples, and repeated samples for any other ratio, and where it is two samples wide or fewer.

import { downOf, heightOf, acrossOf, mostAcross, mostDown, rowOf, widthOf } from './planes';

/** Room for a row of sums, 16 bits each, with one before and one after it. */
let sums: usize = 0;

/** @param room for two bytes for each sample of the widest component, and 64 more */
export function placeSums(room: usize): void { sums = room + 16; }

/** A row of a component, as wide as the image: where it is, or at `to`. May write 32 bytes after it. */
export function fullRow(component: i32, y: i32, to: usize): usize {
  const across = mostAcross / acrossOf(component);
  const down = mostDown / downOf(component);
  const width = widthOf(component);
  const row = rowOf(component, y / down);
  if (across == 1 && down == 1) return row;
  if (across == 1 && down == 2) {
    sumRows(row, neighbour(component, y), width);
    // Upper rows are rounded down, and lower ones up.
    narrowSums(width, y & 1 ? 2 : 1, to);
    return to;
  }
  if (across == 2 && down <= 2 && width > 2) {
    if (down == 1) widenRow(row, width);
    else sumRows(row, neighbour(component, y), width);
    store<u16>(sums - 2, load<u16>(sums));
    store<u16>(sums + (<usize>width << 1), load<u16>(sums + (<usize>width << 1) - 2));
    if (down == 1) spreadSums(width, 1, 2, 2, to);
    else spreadSums(width, 8, 7, 4, to);
    return to;
  }
  if (across == 1) return row;
  repeat(row, width, across, to);
  return to;
}

/** The nearer row above or below, of a component with half as many rows. Beyond the image, its edge is repeated. */
@inline
function neighbour(component: i32, y: i32): usize {
  const row = (y >> 1) + (y & 1 ? 1 : -1);
  return rowOf(component, min(max(row, 0), heightOf(component) - 1));
}

@inline
function sumRows(row: usize, near: usize, width: i32): void {
  const three = i16x8.splat(3);
  for (let x: usize = 0; x < <usize>width; x += 8)
    v128.store(sums + (x << 1), i16x8.add(i16x8.mul(v128.load8x8_u(row + x), three), v128.load8x8_u(near + x)));
}

@inline
function widenRow(row: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width; x += 8) v128.store(sums + (x << 1), v128.load8x8_u(row + x));
}

@inline
function narrowSums(width: i32, half: i16, to: usize): void {
  const rounding = i16x8.splat(half);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const level = i16x8.shr_u(i16x8.add(v128.load(sums + (x << 1)), rounding), 2);
    v128.store64_lane(to + x, i8x16.narrow_i16x8_u(level, level), 0);
  }
}

/** Twice as many samples: three parts of the sum, and one of that before or after it. */
@inline
function spreadSums(width: i32, halfBefore: i16, halfAfter: i16, shift: i32, to: usize): void {
  const three = i16x8.splat(3);
  const before = i16x8.splat(halfBefore), after = i16x8.splat(halfAfter);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const sum = sums + (x << 1);
    const main = i16x8.mul(v128.load(sum), three);
    const even = i16x8.shr_u(i16x8.add(i16x8.add(main, v128.load(sum - 2)), before), shift);
    const odd = i16x8.shr_u(i16x8.add(i16x8.add(main, v128.load(sum, 2)), after), shift);
    v128.store(to + (x << 1), v128.or(even, i16x8.shl(odd, 8)));
  }
}

@inline
function repeat(row: usize, width: i32, times: i32, to: usize): void {
  for (const end = row + <usize>width; row < end; row++) for (let i = 0; i < times; i++) store<u8>(to++, load<u8>(row));
}
