// Pictures at a small size: weighted sums of rows, and then of their columns. Sums are floats of 32 bits, whose 24 digits suffice: each
// picture that is shown has 8.

import { high32, high64, low32, low64 } from '../jpeg/lanes';

/** Adds `count` rows of bytes, at most 257, times a weight. May read 15 bytes after each row, and write as many sums. */
export function addBytes(rows: usize, count: i32, stride: usize, columns: i32, weight: f32, sums: usize): void {
  const factor = f32x4.splat(weight);
  const size = <usize>count * stride;
  for (const end = rows + <usize>columns; rows < end; rows += 16, sums += 64) {
    let low = i16x8.splat(0), high = i16x8.splat(0);
    for (let row: usize = 0; row < size; row += stride) {
      const samples = v128.load(rows + row);
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(samples));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(samples));
    }
    addFour(i32x4.extend_low_i16x8_u(low), factor, sums);
    addFour(i32x4.extend_high_i16x8_u(low), factor, sums + 16);
    addFour(i32x4.extend_low_i16x8_u(high), factor, sums + 32);
    addFour(i32x4.extend_high_i16x8_u(high), factor, sums + 48);
  }
}

/** The same for numbers of 16 bits; `stride` is in bytes. */
export function addWords(rows: usize, count: i32, stride: usize, columns: i32, weight: f32, sums: usize): void {
  const factor = f32x4.splat(weight);
  const size = <usize>count * stride;
  for (const end = rows + <usize>(columns << 1); rows < end; rows += 16, sums += 32) {
    let low = i32x4.splat(0), high = i32x4.splat(0);
    for (let row: usize = 0; row < size; row += stride) {
      const samples = v128.load(rows + row);
      low = i32x4.add(low, i32x4.extend_low_i16x8_u(samples));
      high = i32x4.add(high, i32x4.extend_high_i16x8_u(samples));
    }
    addFour(low, factor, sums);
    addFour(high, factor, sums + 16);
  }
}

@inline
function addFour(values: v128, factor: v128, sums: usize): void {
  v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(f32x4.convert_i32x4_s(values), factor)));
}

/** Adds a row of floats times a weight. */
export function addFloats(row: usize, columns: i32, weight: f32, sums: usize): void {
  const factor = f32x4.splat(weight);
  for (const end = row + <usize>(columns << 2); row < end; row += 16, sums += 16)
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(v128.load(row), factor)));
}

/**
 * Makes bytes of sums: each is the weighted sum of `taps` neighbours, beginning with that of the number at `from`; those of one channel, as
 * channels are interleaved. There are zeros after `from`, and room for four more bytes. @param taps a multiple of 4
 */
export function mix(sums: usize, from: usize, weights: usize, taps: i32, count: i32, channels: i32, to: usize): void {
  if (channels == 1) mixOne(sums, from, weights, taps, count, to);
  else mixMany(sums, from, weights, taps, count, channels, to);
}

/** Four bytes at a time, and four taps. */
function mixOne(sums: usize, from: usize, weights: usize, taps: i32, count: i32, to: usize): void {
  const step = <usize>taps << 2;
  for (const end = to + <usize>count; to < end; to += 4, from += 16, weights += step << 2) {
    const a = taken(sums, from, weights, step), b = taken(sums, from + 4, weights + step, step);
    const c = taken(sums, from + 8, weights + 2 * step, step), d = taken(sums, from + 12, weights + 3 * step, step);
    const ab = f32x4.add(low32(a, b), high32(a, b)), cd = f32x4.add(low32(c, d), high32(c, d));
    const all = f32x4.add(f32x4.add(low64(ab, cd), high64(ab, cd)), f32x4.splat(0.5));
    const words = i32x4.trunc_sat_f32x4_s(all);
    const narrow = i16x8.narrow_i32x4_s(words, words);
    v128.store32_lane(to, i8x16.narrow_i16x8_u(narrow, narrow), 0);
  }
}

/** Four sums that make one. */
@inline
function taken(sums: usize, from: usize, weights: usize, step: usize): v128 {
  let at = sums + (<usize>load<u32>(from) << 2);
  let sum = f32x4.mul(v128.load(weights), v128.load(at));
  for (const end = weights + step; (weights += 16) < end; ) sum = f32x4.add(sum, f32x4.mul(v128.load(weights), v128.load((at += 16))));
  return sum;
}

/** Two to four channels side by side. */
function mixMany(sums: usize, from: usize, weights: usize, taps: i32, count: i32, channels: i32, to: usize): void {
  const step = <usize>channels << 2;
  for (const end = to + <usize>(count * channels); to < end; to += channels, from += 4) {
    let at = sums + <usize>load<u32>(from) * step;
    let sum = f32x4.splat(0.5);
    for (let tap = taps; tap > 0; tap--, at += step, weights += 4) sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights), v128.load(at)));
    const words = i32x4.trunc_sat_f32x4_s(sum);
    const narrow = i16x8.narrow_i32x4_s(words, words);
    v128.store32_lane(to, i8x16.narrow_i16x8_u(narrow, narrow), 0);
  }
}

export const freeFrom: usize = __heap_base;
