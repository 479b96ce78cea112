// Luma of interleaved 8-bit RGB and RGBA, in blocks of 16 pixels.
//
// Y is OpenCV's: (4899 R + 9617 G + 1868 B + 8192) >> 14. `i32x4.dot_i16x8_s` multiplies and adds pairs, so two of them, (R, G) · (4899,
// 9617) and (B, 0) · (1868, 0), compute it for four pixels.
import { changed, plane, chunk } from './layout';

/** Writes Y of every pixel in the chunk to the plane. */
export function luma8(pixels: i32, channels: i32): void {
  let to = plane;
  if (channels == 3) {
    for (let from = chunk, end = chunk + pixels * 3; from < end; from += 48, to += 16) {
      v128.store(to, narrow(lumaOfRgb(from), lumaOfRgb(from + 12), lumaOfRgb(from + 24), lumaOfRgb(from + 36)));
    }
  } else {
    for (let from = chunk, end = chunk + pixels * 4; from < end; from += 64, to += 16) {
      v128.store(to, narrow(lumaOfRgba(from), lumaOfRgba(from + 16), lumaOfRgba(from + 32), lumaOfRgba(from + 48)));
    }
  }
}

/**
 * Moves R, G and B of every pixel by (changed − plane), clamped, which changes Y but not Cb and Cr. The difference is split into a rise and
 * a fall, one of which is always zero, so saturating byte arithmetic suffices.
 */
export function move8(pixels: i32, channels: i32): void {
  let i: usize = 0;
  if (channels == 3) {
    for (let at = chunk, end = chunk + pixels * 3; at < end; at += 48, i += 16) moveRgb(at, v128.load(plane + i), v128.load(changed + i));
  } else {
    for (let at = chunk, end = chunk + pixels * 4; at < end; at += 64, i += 16) moveRgba(at, v128.load(plane + i), v128.load(changed + i));
  }
}

@inline
function lumaOfRgb(from: usize): v128 {
  const rgbs = v128.load(from);
  return weighted(
    i8x16.swizzle(rgbs, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1)),
    i8x16.swizzle(rgbs, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1)),
  );
}

@inline
function lumaOfRgba(from: usize): v128 {
  const rgbas = v128.load(from);
  return weighted(
    i8x16.swizzle(rgbas, i8x16(0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1)),
    i8x16.swizzle(rgbas, i8x16(2, -1, -1, -1, 6, -1, -1, -1, 10, -1, -1, -1, 14, -1, -1, -1)),
  );
}

@inline
function weighted(redGreen: v128, blue: v128): v128 {
  const rg = i32x4.dot_i16x8_s(redGreen, i16x8(4899, 9617, 4899, 9617, 4899, 9617, 4899, 9617));
  const b = i32x4.dot_i16x8_s(blue, i16x8(1868, 0, 1868, 0, 1868, 0, 1868, 0));
  return i32x4.shr_u(i32x4.add(i32x4.add(rg, b), i32x4.splat(8192)), 14);
}

/** Sixteen levels of 32 bits each, all at most 255, as bytes. */
@inline
function narrow(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d));
}

@inline
function moveRgb(at: usize, from: v128, to: v128): void {
  const rise = i8x16.sub_sat_u(to, from);
  const fall = i8x16.sub_sat_u(from, to);
  move(at, rise, fall, i8x16(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
  move(at + 16, rise, fall, i8x16(5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10));
  move(at + 32, rise, fall, i8x16(10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15));
}

@inline
function moveRgba(at: usize, from: v128, to: v128): void {
  const rise = i8x16.sub_sat_u(to, from);
  const fall = i8x16.sub_sat_u(from, to);
  // Index −1 gives 0, which leaves alpha unchanged.
  move(at, rise, fall, i8x16(0, 0, 0, -1, 1, 1, 1, -1, 2, 2, 2, -1, 3, 3, 3, -1));
  move(at + 16, rise, fall, i8x16(4, 4, 4, -1, 5, 5, 5, -1, 6, 6, 6, -1, 7, 7, 7, -1));
  move(at + 32, rise, fall, i8x16(8, 8, 8, -1, 9, 9, 9, -1, 10, 10, 10, -1, 11, 11, 11, -1));
  move(at + 48, rise, fall, i8x16(12, 12, 12, -1, 13, 13, 13, -1, 14, 14, 14, -1, 15, 15, 15, -1));
}

@inline
function move(at: usize, rise: v128, fall: v128, pixelOfByte: v128): void {
  const raised = i8x16.add_sat_u(v128.load(at), i8x16.swizzle(rise, pixelOfByte));
  v128.store(at, i8x16.sub_sat_u(raised, i8x16.swizzle(fall, pixelOfByte)));
}
