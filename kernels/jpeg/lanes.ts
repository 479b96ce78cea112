// Small pieces that the kernels of JPEG share.

@inline export function low16(a: v128, b: v128): v128 { return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23); }
@inline export function high16(a: v128, b: v128): v128 { return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31); }
@inline export function low32(a: v128, b: v128): v128 { return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23); }
@inline export function high32(a: v128, b: v128): v128 { return i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31); }
@inline export function low64(a: v128, b: v128): v128 { return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23); }
@inline export function high64(a: v128, b: v128): v128 { return i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31); }

/** Eight words of eight, by their number. */
@inline export function line(from: usize, i: usize): v128 { return v128.load(from + (i << 4)); }

@inline export function or4(a: v128, b: v128, c: v128, d: v128): v128 { return v128.or(v128.or(a, b), v128.or(c, d)); }

/** Makes a tile of one level. */
@inline
export function fillTile(tile: usize, samples: v128): void {
  v128.store(tile, samples);
  v128.store(tile, samples, 16);
  v128.store(tile, samples, 32);
  v128.store(tile, samples, 48);
}

/** Whether a tile is of one level. */
@inline
export function isFilled(tile: usize, level: v128): bool {
  return !v128.any_true(
    or4(v128.xor(v128.load(tile), level), v128.xor(v128.load(tile, 16), level), v128.xor(v128.load(tile, 32), level), v128.xor(v128.load(tile, 48), level)),
  );
}
