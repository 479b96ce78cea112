// Means of quarters of tiles, 4 × 4 samples each, for small pictures.

/**
 * Means of the quarters of the tiles of MCUs, as rows of bytes: two for each row of tiles of an MCU.
 *
 * @param across blocks of luma in an MCU; tiles lie in the order of MCUs, each column by column
 * @param to where the first row begins; the next ones are `stride` apart
 */
export function averageTiles(tiles: usize, mcus: i32, across: i32, down: i32, to: usize, stride: usize): void {
  for (; mcus > 0; mcus--, to += <usize>across << 1)
    for (let y = 0; y < down; y++)
      for (let x = 0; x < across; x++, tiles += 64) averageTile(tiles, to + <usize>(2 * y) * stride + <usize>(2 * x), stride);
}

@inline
function averageTile(tile: usize, to: usize, stride: usize): void {
  // The sums of a left or a right half: of its upper and its lower quarter, for even columns and for odd ones.
  const means = i32x4.shr_u(i32x4.add(i32x4.add(halves(v128.load(tile), v128.load(tile, 16), v128.load(tile, 32), v128.load(tile, 48), false),
    halves(v128.load(tile), v128.load(tile, 16), v128.load(tile, 32), v128.load(tile, 48), true)), i32x4.splat(8)), 4);
  const bytes = i8x16.shuffle(means, means, 0, 8, 4, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  v128.store16_lane(to, bytes, 0);
  v128.store16_lane(to + stride, bytes, 1);
}

/** Sums of quarters, in the order left above, left below, right above, right below: those of even columns, or of odd ones. */
@inline
function halves(c0: v128, c2: v128, c4: v128, c6: v128, isOdd: bool): v128 {
  const left = i16x8.add(i16x8.extadd_pairwise_i8x16_u(c0), i16x8.extadd_pairwise_i8x16_u(c2));
  const right = i16x8.add(i16x8.extadd_pairwise_i8x16_u(c4), i16x8.extadd_pairwise_i8x16_u(c6));
  const quarters = isOdd
    ? i8x16.shuffle(left, right, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
    : i8x16.shuffle(left, right, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  return i32x4.extadd_pairwise_i16x8_u(quarters);
}
