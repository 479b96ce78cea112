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

/** Transposes eight by eight samples, in lines that are `step` and `toStep` apart. */
@inline
export function turn(from: usize, step: i32, to: usize, toStep: i32): void {
  const s = <usize>step;
  const t = <usize>toStep;
  const a0 = interleaved8(load<i64>(from), load<i64>(from + s)), a1 = interleaved8(load<i64>(from + 2 * s), load<i64>(from + 3 * s));
  const a2 = interleaved8(load<i64>(from + 4 * s), load<i64>(from + 5 * s)), a3 = interleaved8(load<i64>(from + 6 * s), load<i64>(from + 7 * s));
  const b0 = i8x16.shuffle(a0, a1, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
  const b1 = i8x16.shuffle(a0, a1, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
  const b2 = i8x16.shuffle(a2, a3, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
  const b3 = i8x16.shuffle(a2, a3, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
  const c0 = i8x16.shuffle(b0, b2, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const c1 = i8x16.shuffle(b0, b2, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const c2 = i8x16.shuffle(b1, b3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const c3 = i8x16.shuffle(b1, b3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  v128.store64_lane(to, c0, 0);
  v128.store64_lane(to + t, c0, 1);
  v128.store64_lane(to + 2 * t, c1, 0);
  v128.store64_lane(to + 3 * t, c1, 1);
  v128.store64_lane(to + 4 * t, c2, 0);
  v128.store64_lane(to + 5 * t, c2, 1);
  v128.store64_lane(to + 6 * t, c3, 0);
  v128.store64_lane(to + 7 * t, c3, 1);
}

@inline
function interleaved8(a: i64, b: i64): v128 {
  const both = i64x2.replace_lane(i64x2.splat(a), 1, b);
  return i8x16.shuffle(both, both, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
}
