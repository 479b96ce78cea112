// Rows of samples as PNG stores them: 16-bit samples with the high byte first, each row after its filter number, bytes minus their
// prediction from neighbours (PNG, section 9). No byte waits for another's result, since the neighbours are those of the picture and not of
// the output. The caller says where things are; 32 bytes after each may be read and written.

/** Swaps the two bytes of every 16-bit sample. */
export function swapBytes(at: usize, bytes: i32): void {
  for (const end = at + bytes; at < end; at += 16) {
    v128.store(at, i8x16.swizzle(v128.load(at), i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)));
  }
}

/**
 * Filters consecutive rows, given the row above them first. With `best` each row gets the filter with the smallest sum of absolute signed
 * differences; otherwise Paeth's.
 */
export function filterRows(above: usize, rowBytes: i32, rows: i32, bytesPerPixel: i32, to: usize, best: bool): void {
  for (let row = 0; row < rows; row++) {
    const filter = best ? bestFilter(above, rowBytes, bytesPerPixel) : 4;
    store<u8>(to, filter);
    if (filter == 0) filterRow(0, above, rowBytes, bytesPerPixel, to + 1);
    else if (filter == 1) filterRow(1, above, rowBytes, bytesPerPixel, to + 1);
    else if (filter == 2) filterRow(2, above, rowBytes, bytesPerPixel, to + 1);
    else if (filter == 3) filterRow(3, above, rowBytes, bytesPerPixel, to + 1);
    else filterRow(4, above, rowBytes, bytesPerPixel, to + 1);
    above += rowBytes;
    to += rowBytes + 1;
  }
}

// Inlined once per filter, so that the choice is made outside the loop.
@inline
function filterRow(filter: i32, above: usize, rowBytes: i32, bytesPerPixel: i32, to: usize): void {
  const row = above + rowBytes;
  // The first pixel has nothing to its left.
  for (let i = 0; i < bytesPerPixel; i++) {
    const up = v128.load_zero<u32>(above + i);
    v128.store_lane<u8>(to + i, i8x16.sub(v128.load_zero<u32>(row + i), foretold(filter, i64x2.splat(0), up, i64x2.splat(0))), 0);
  }
  for (let i = bytesPerPixel; i < rowBytes; i += 16) {
    const left = v128.load(row + i - bytesPerPixel);
    const upLeft = v128.load(above + i - bytesPerPixel);
    v128.store(to + i, i8x16.sub(v128.load(row + i), foretold(filter, left, v128.load(above + i), upLeft)));
  }
}

/** The number of the best filter for a row; the first one in a tie. */
function bestFilter(above: usize, rowBytes: i32, bytesPerPixel: i32): i32 {
  let none = i64x2.splat(0);
  let sub = none;
  let up = none;
  let average = none;
  let paeth = none;
  const row = above + rowBytes;
  for (let i = -16 + bytesPerPixel; i < rowBytes; i += 16) {
    // The first round covers the first pixel, at the end of its sixteen bytes; the last one may reach beyond the row.
    const isFirst = i < bytesPerPixel;
    const counted = isFirst ? lastBytes(bytesPerPixel) : firstBytes(rowBytes - i);
    const bytes = v128.load(row + i);
    const over = v128.load(above + i);
    const left = isFirst ? i64x2.splat(0) : v128.load(row + i - bytesPerPixel);
    const upLeft = isFirst ? i64x2.splat(0) : v128.load(above + i - bytesPerPixel);
    none = i32x4.add(none, magnitudes(bytes, counted));
    sub = i32x4.add(sub, magnitudes(i8x16.sub(bytes, foretold(1, left, over, upLeft)), counted));
    up = i32x4.add(up, magnitudes(i8x16.sub(bytes, foretold(2, left, over, upLeft)), counted));
    average = i32x4.add(average, magnitudes(i8x16.sub(bytes, foretold(3, left, over, upLeft)), counted));
    paeth = i32x4.add(paeth, magnitudes(i8x16.sub(bytes, foretold(4, left, over, upLeft)), counted));
  }
  let filter = 0;
  let least = sum(none);
  if (sum(sub) < least) { filter = 1; least = sum(sub); }
  if (sum(up) < least) { filter = 2; least = sum(up); }
  if (sum(average) < least) { filter = 3; least = sum(average); }
  if (sum(paeth) < least) filter = 4;
  return filter;
}

/** Ones in this many last bytes, zeros before. */
@inline
function lastBytes(bytes: i32): v128 {
  return i8x16.ge_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(16 - bytes)));
}

/** Ones in this many first bytes, zeros after. */
@inline
function firstBytes(bytes: i32): v128 {
  return i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>min(bytes, 16)));
}

/** The distances of the bytes from 0, with 255 as −1, in four sums. */
@inline
function magnitudes(differences: v128, counted: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.and(i8x16.abs(differences), counted)));
}

@inline
function sum(lanes: v128): u32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}

/** A filter's prediction of a byte from the bytes to its left, above it and above to the left. */
@inline
function foretold(filter: i32, left: v128, up: v128, upLeft: v128): v128 {
  if (filter == 0) return i64x2.splat(0);
  if (filter == 1) return left;
  if (filter == 2) return up;
  // avgr_u rounds up where PNG rounds down, which is one too many if the sum is odd.
  if (filter == 3) return i8x16.sub(i8x16.avgr_u(left, up), v128.and(v128.xor(left, up), i8x16.splat(1)));
  return paeth(left, up, upLeft);
}

/**
 * The one of the three that is closest to left + up − upLeft. In bytes: the distance to upLeft is the sum of the other two distances if up
 * and left are on the same side of upLeft, and their difference otherwise; a sum beyond 255 is never the smallest.
 */
@inline
function paeth(left: v128, up: v128, upLeft: v128): v128 {
  const toLeft = distance(up, upLeft);
  const toUp = distance(left, upLeft);
  const sameSide = i8x16.eq(i8x16.ge_u(up, upLeft), i8x16.ge_u(left, upLeft));
  const toUpLeft = v128.bitselect(i8x16.add_sat_u(toLeft, toUp), distance(toLeft, toUp), sameSide);
  const least = i8x16.min_u(toLeft, i8x16.min_u(toUp, toUpLeft));
  return v128.bitselect(left, v128.bitselect(up, upLeft, i8x16.eq(toUp, least)), i8x16.eq(toLeft, least));
}

@inline
function distance(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
}
