// Four pixels of 8 bits, whose R, G and B become numbers of 32 bits and return. RGB and RGBA differ in masks only. These are in memory, as
// V8 (Node 20) makes a constant anew each time.

/** The masks of RGB, and behind them those of RGBA. */
const masks: usize = memory.data<i8>(
  // prettier-ignore
  [
    // Bytes of R, of G, and of B.
    0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1,
    1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1,
    2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1,
    // Where the bytes of four lanes go, and which bytes of the four pixels stay.
    0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1,
    0, -1, -1, -1, 4, -1, -1, -1, 8, -1, -1, -1, 12, -1, -1, -1,
    1, -1, -1, -1, 5, -1, -1, -1, 9, -1, -1, -1, 13, -1, -1, -1,
    2, -1, -1, -1, 6, -1, -1, -1, 10, -1, -1, -1, 14, -1, -1, -1,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1,
  ],
  16,
);

/** The masks for pixels of three or four channels. */
@inline
export function masksOf(channels: i32): usize {
  return channels == 3 ? masks : masks + 80;
}

@inline
export function redOf(pixels: v128, masks: usize): v128 {
  return i8x16.swizzle(pixels, v128.load(masks));
}

@inline
export function greenOf(pixels: v128, masks: usize): v128 {
  return i8x16.swizzle(pixels, v128.load(masks, 16));
}

@inline
export function blueOf(pixels: v128, masks: usize): v128 {
  return i8x16.swizzle(pixels, v128.load(masks, 32));
}

/** The four pixels with other colours. Lanes of `changing` that are 0 leave theirs as they are. */
@inline
export function withColours(pixels: v128, red: v128, green: v128, blue: v128, changing: v128, masks: usize): v128 {
  const lanes = v128.and(v128.or(red, v128.or(i32x4.shl(green, 8), i32x4.shl(blue, 16))), changing);
  const places = v128.load(masks, 48);
  const stays = v128.or(v128.load(masks, 64), v128.not(i8x16.swizzle(changing, places)));
  return v128.bitselect(pixels, i8x16.swizzle(lanes, places), stays);
}

/** The levels of four pixels of one channel. */
@inline
export function levelsAt(at: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
}
