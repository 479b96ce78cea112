// Luma of interleaved 16-bit RGB and RGBA, in blocks of four pixels; otherwise as for 8 bits.
import { changed, plane, chunk } from './layout';

/** Writes Y of every pixel in the chunk to the plane. */
export function luma16(pixels: i32, channels: i32): void {
  let to = plane;
  if (channels == 3) {
    for (let from = chunk, end = chunk + pixels * 6; from < end; from += 24, to += 8) storeFour(to, lumaOfRgb(from));
  } else {
    for (let from = chunk, end = chunk + pixels * 8; from < end; from += 32, to += 8) storeFour(to, lumaOfRgba(from));
  }
}

/** Moves R, G and B of every pixel by (changed − plane), clamped. */
export function move16(pixels: i32, channels: i32): void {
  let i: usize = 0;
  if (channels == 3) {
    for (let at = chunk, end = chunk + pixels * 6; at < end; at += 24, i += 8) moveRgb(at, loadFour(plane + i), loadFour(changed + i));
  } else {
    for (let at = chunk, end = chunk + pixels * 8; at < end; at += 32, i += 8) moveRgba(at, loadFour(plane + i), loadFour(changed + i));
  }
}

/**
 * The second register holds bytes 8 to 23 of the 24 bytes of four pixels, so each register holds two whole pixels. A swizzle of each costs
 * less than one `i8x16.shuffle` of both, for which V8 (Node 20) rebuilds its masks every time: reading luma took 0.72 ms per megapixel
 * instead of 0.93.
 */
@inline
function lumaOfRgb(from: usize): v128 {
  const low = v128.load(from);
  const high = v128.load(from, 8);
  return weighted(
    v128.or(
      i8x16.swizzle(low, i8x16(0, 1, 2, 3, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1)),
      i8x16.swizzle(high, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 4, 5, 6, 7, 10, 11, 12, 13)),
    ),
    v128.or(
      i8x16.swizzle(low, i8x16(4, 5, -1, -1, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      i8x16.swizzle(high, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 8, 9, -1, -1, 14, 15, -1, -1)),
    ),
  );
}

@inline
function lumaOfRgba(from: usize): v128 {
  const low = v128.load(from);
  const high = v128.load(from, 16);
  return weighted(i32x4.shuffle(low, high, 0, 2, 4, 6), i32x4.shuffle(low, high, 1, 3, 5, 7));
}

/**
 * The factors of the dot product are signed, so samples are shifted down by 32,768. As the weights add up to 16,384, this subtracts exactly
 * 2^29 from the sum, which is added back with the rounding. The value beside blue has weight 0.
 */
@inline
function weighted(redGreen: v128, blue: v128): v128 {
  const sign = i16x8.splat(-32768);
  const rg = i32x4.dot_i16x8_s(v128.xor(redGreen, sign), i16x8(4899, 9617, 4899, 9617, 4899, 9617, 4899, 9617));
  const b = i32x4.dot_i16x8_s(v128.xor(blue, sign), i16x8(1868, 0, 1868, 0, 1868, 0, 1868, 0));
  return i32x4.shr_u(i32x4.add(i32x4.add(rg, b), i32x4.splat(8192 + (1 << 29))), 14);
}

@inline
function storeFour(to: usize, levels: v128): void {
  v128.store_lane<u64>(to, i16x8.narrow_i32x4_u(levels, levels), 0);
}

@inline
function loadFour(from: usize): v128 {
  return v128.load_zero<u64>(from);
}

@inline
function moveRgb(at: usize, from: v128, to: v128): void {
  const rise = i16x8.sub_sat_u(to, from);
  const fall = i16x8.sub_sat_u(from, to);
  v128.store(at, moved(v128.load(at), rise, fall, i8x16(0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 4, 5, 4, 5)));
  const rest = i8x16(4, 5, 6, 7, 6, 7, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1);
  v128.store_lane<u64>(at + 16, moved(v128.load_zero<u64>(at + 16), rise, fall, rest), 0);
}

@inline
function moveRgba(at: usize, from: v128, to: v128): void {
  const rise = i16x8.sub_sat_u(to, from);
  const fall = i16x8.sub_sat_u(from, to);
  // Index −1 gives 0, which leaves alpha unchanged.
  v128.store(at, moved(v128.load(at), rise, fall, i8x16(0, 1, 0, 1, 0, 1, -1, -1, 2, 3, 2, 3, 2, 3, -1, -1)));
  v128.store(at + 16, moved(v128.load(at + 16), rise, fall, i8x16(4, 5, 4, 5, 4, 5, -1, -1, 6, 7, 6, 7, 6, 7, -1, -1)));
}

@inline
function moved(samples: v128, rise: v128, fall: v128, pixelOfByte: v128): v128 {
  return i16x8.sub_sat_u(i16x8.add_sat_u(samples, i8x16.swizzle(rise, pixelOfByte)), i8x16.swizzle(fall, pixelOfByte));
}
