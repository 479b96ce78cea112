// Y, Cb and Cr to R, G and B and back, exactly as in libjpeg: factors of 16 bits, and halves rounded up.

import { high16, low16 } from '../lanes';

/** Pairs of factors. */
const factors: usize = memory.data<i16>([
  // Of Cb and Cr in G, of which Cr itself is taken off besides.
  -22554, 18734, -22554, 18734, -22554, 18734, -22554, 18734,
  // Of R and G, and of B and the rest of G, in Y.
  19595, 22086, 19595, 22086, 19595, 22086, 19595, 22086,
  7471, 16384, 7471, 16384, 7471, 16384, 7471, 16384,
  // Of R and G, and of B twice, in Cb.
  -11059, -21709, -11059, -21709, -11059, -21709, -11059, -21709,
  16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384,
  // Of G and B in Cr, whose R has the factors of the line above.
  -27439, -5329, -27439, -5329, -27439, -5329, -27439, -5329,
], 16);

@inline function pairs(i: usize): v128 { return v128.load(factors + (i << 4)); }

// ---- to R, G and B ----

/** Sixteen red, green and blue samples. */
let reds: v128 = i64x2.splat(0);
let greens: v128 = i64x2.splat(0);
let blues: v128 = i64x2.splat(0);

@inline
function convert(y: usize, cb: usize, cr: usize): void {
  const middle = i16x8.splat(128);
  const y0 = v128.load8x8_u(y), y1 = v128.load8x8_u(y, 8);
  const b0 = i16x8.sub(v128.load8x8_u(cb), middle), b1 = i16x8.sub(v128.load8x8_u(cb, 8), middle);
  const r0 = i16x8.sub(v128.load8x8_u(cr), middle), r1 = i16x8.sub(v128.load8x8_u(cr, 8), middle);
  reds = i8x16.narrow_i16x8_u(added(y0, r0, -19595), added(y1, r1, -19595));
  blues = i8x16.narrow_i16x8_u(added(y0, b0, -7471), added(y1, b1, -7471));
  greens = i8x16.narrow_i16x8_u(green(y0, b0, r0), green(y1, b1, r1));
}

/** Two times the chroma, and a factor of 15 bits less: 1.402 and 1.772, with the rounding of 16 bits for each possible chroma. */
@inline
function added(y: v128, chroma: v128, factor: i16): v128 {
  return i16x8.add(i16x8.add(y, i16x8.shl(chroma, 1)), i16x8.q15mulr_sat_s(chroma, i16x8.splat(factor)));
}

@inline
function green(y: v128, cb: v128, cr: v128): v128 {
  const half = i32x4.splat(32768);
  const low = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low16(cb, cr), pairs(0)), half), 16);
  const high = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high16(cb, cr), pairs(0)), half), 16);
  return i16x8.add(i16x8.sub(y, cr), i16x8.narrow_i32x4_s(low, high));
}

/** Stores sixteen pixels of three samples. */
@inline
function storeThree(a: v128, b: v128, c: v128, to: usize): void {
  const first = i8x16.shuffle(a, b, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
  const second = i8x16.shuffle(a, b, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
  const third = i8x16.shuffle(a, b, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
  v128.store(to, i8x16.shuffle(first, c, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
  v128.store(to, i8x16.shuffle(second, c, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), 16);
  v128.store(to, i8x16.shuffle(third, c, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), 32);
}

/** Stores sixteen pixels of four samples. */
@inline
function storeFour(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const ab0 = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const ab1 = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const cd0 = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const cd1 = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, low16(ab0, cd0));
  v128.store(to, high16(ab0, cd0), 16);
  v128.store(to, low16(ab1, cd1), 32);
  v128.store(to, high16(ab1, cd1), 48);
}

/** A row of Y, Cb and Cr as R, G and B in turn. Like all of these, it may read 16 bytes after each row, and write 64 after the result. */
export function rowToRgb(y: usize, cb: usize, cr: usize, width: i32, to: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 16, to += 48) {
    convert(y + x, cb + x, cr + x);
    storeThree(reds, greens, blues, to);
  }
}

/** A row of three components in turn. */
export function joinThree(a: usize, b: usize, c: usize, width: i32, to: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 16, to += 48) storeThree(v128.load(a + x), v128.load(b + x), v128.load(c + x), to);
}

/** A row of four components in turn. @param turned 255 to turn each sample around, or 0 */
export function joinFour(a: usize, b: usize, c: usize, d: usize, width: i32, turned: i32, to: usize): void {
  const mask = i8x16.splat(<i8>turned);
  for (let x: usize = 0; x < <usize>width; x += 16, to += 64)
    storeFour(
      v128.xor(v128.load(a + x), mask), v128.xor(v128.load(b + x), mask),
      v128.xor(v128.load(c + x), mask), v128.xor(v128.load(d + x), mask), to);
}

/** A row of YCCK as CMYK: C, M and Y are what R, G and B lack. @param turned as above */
export function rowToCmyk(y: usize, cb: usize, cr: usize, k: usize, width: i32, turned: i32, to: usize): void {
  const mask = i8x16.splat(<i8>turned);
  const inks = v128.not(mask);
  for (let x: usize = 0; x < <usize>width; x += 16, to += 64) {
    convert(y + x, cb + x, cr + x);
    storeFour(v128.xor(reds, inks), v128.xor(greens, inks), v128.xor(blues, inks), v128.xor(v128.load(k + x), mask), to);
  }
}

// ---- from R, G and B ----

/** The levels of eight products in 16 bits of fraction, each the sum of two. */
@inline
function levels(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16));
}

@inline
function lumaOf(r: v128, g: v128, b: v128): v128 {
  const half = i32x4.splat(32768);
  return levels(
    i32x4.add(i32x4.add(i32x4.dot_i16x8_s(low16(r, g), pairs(1)), i32x4.dot_i16x8_s(low16(b, g), pairs(2))), half),
    i32x4.add(i32x4.add(i32x4.dot_i16x8_s(high16(r, g), pairs(1)), i32x4.dot_i16x8_s(high16(b, g), pairs(2))), half));
}

/** Half of the colour itself, less the two others by their factors, around 128. */
@inline
function chromaOf(own: v128, first: v128, second: v128, factorsOfOthers: v128): v128 {
  // Rounded down, so that 255 is not passed.
  const middle = i32x4.splat((128 << 16) + 32767);
  return levels(
    i32x4.add(i32x4.add(i32x4.dot_i16x8_s(low16(own, own), pairs(4)), i32x4.dot_i16x8_s(low16(first, second), factorsOfOthers)), middle),
    i32x4.add(i32x4.add(i32x4.dot_i16x8_s(high16(own, own), pairs(4)), i32x4.dot_i16x8_s(high16(first, second), factorsOfOthers)), middle));
}

/** A row of R, G and B in turn as Y, Cb and Cr. Reads up to 45 bytes after it, and writes up to 15 after each row. */
export function rgbToRows(from: usize, width: i32, y: usize, cb: usize, cr: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 16, from += 48) {
    const v0 = v128.load(from), v1 = v128.load(from, 16), v2 = v128.load(from, 32);
    const r = i8x16.shuffle(i8x16.shuffle(v0, v1, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), v2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
    const g = i8x16.shuffle(i8x16.shuffle(v0, v1, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), v2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
    const b = i8x16.shuffle(i8x16.shuffle(v0, v1, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), v2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
    const r0 = i16x8.extend_low_i8x16_u(r), r1 = i16x8.extend_high_i8x16_u(r);
    const g0 = i16x8.extend_low_i8x16_u(g), g1 = i16x8.extend_high_i8x16_u(g);
    const b0 = i16x8.extend_low_i8x16_u(b), b1 = i16x8.extend_high_i8x16_u(b);
    v128.store(y + x, i8x16.narrow_i16x8_u(lumaOf(r0, g0, b0), lumaOf(r1, g1, b1)));
    v128.store(cb + x, i8x16.narrow_i16x8_u(chromaOf(b0, r0, g0, pairs(3)), chromaOf(b1, r1, g1, pairs(3))));
    v128.store(cr + x, i8x16.narrow_i16x8_u(chromaOf(r0, g0, b0, pairs(5)), chromaOf(r1, g1, b1, pairs(5))));
  }
}

/** One of four samples of each pixel in a row, turned around. */
export function inkToRow(from: usize, width: i32, to: usize): void {
  for (const end = to + <usize>width; to < end; to++, from += 4) store<u8>(to, ~load<u8>(from));
}
