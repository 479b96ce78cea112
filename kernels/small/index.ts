// Pictures at a small size: weighted sums of rows, and then of their columns. Sums are floats of 32 bits, whose 24 digits suffice: each
// picture that is shown has 8.

import { high32, high64, low32, low64 } from '../jpeg/lanes';

// ---- the picture ----

/** How a row of the picture is made of sums, which are of `sumBytes`, and where the next one goes. */
let sums: usize = 0;
let sumBytes: usize = 0;
let from: usize = 0;
let weights: usize = 0;
let taps: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let channels: i32 = 0;
let to: usize = 0;

/** @param from where in the sums each pixel begins to take some, and `weights` how much, for each `taps` of them, a multiple of 4 */
export function beginPicture(sumsAt: usize, sumsCount: i32, fromAt: usize, weightsAt: usize, tapsCount: i32, across: i32, down: i32, channelCount: i32, toAt: usize): void {
  sums = sumsAt;
  sumBytes = <usize>sumsCount << 2;
  from = fromAt;
  weights = weightsAt;
  taps = tapsCount;
  width = across;
  height = down;
  channels = channelCount;
  to = toAt;
  memory.fill(sums, 0, sumBytes);
}

/** Makes a row of the sums, which are then 0. */
function makeRow(): void {
  mix(sums, from, weights, taps, width, channels, to);
  to += <usize>(width * channels);
  memory.fill(sums, 0, sumBytes);
}

// ---- averages ----

/** Where rows of the image come, how they lie, and how many there are in all; the last one may lie in the image only in part. */
let rows: usize = 0;
let stride: usize = 0;
let columns: i32 = 0;
let areWords: bool = false;
let imageRows: f64 = 0;
/** The row of the picture that is being made, and how much of the image has been added, and given. */
let row: i32 = 0;
let added: f64 = 0;
let given: f64 = 0;

/** @param strideBytes from row to row @param columnCount samples of a row */
export function beginAverage(rowsAt: usize, strideBytes: usize, columnCount: i32, isOfWords: bool, rowCount: f64): void {
  rows = rowsAt;
  stride = strideBytes;
  columns = columnCount;
  areWords = isOfWords;
  imageRows = rowCount;
  row = 0;
  added = 0;
  given = 0;
}

/** Sums of bytes have 16 bits. */
const mostRows: f64 = 256;

/** Adds the next rows of the image, of which each row of the picture is the mean of as many; those below the image do not count. */
export function averageRows(count: i32): void {
  const cell = imageRows / <f64>height;
  const end = min(given + <f64>count, imageRows);
  while (added < end) {
    const cellEnd = row == height - 1 ? imageRows : <f64>(row + 1) * cell;
    const first = floor(added);
    // As many whole rows as there are, or else a part of one.
    const whole = first == added ? floor(min(min(cellEnd, end), added + mostRows) - added) : 0;
    const next = whole >= 1 ? added + whole : min(min(cellEnd, first + 1), end);
    addRows(<i32>(first - given), max(<i32>whole, 1), (whole >= 1 ? 1 : next - added) / cell);
    added = next;
    if (next == cellEnd) {
      makeRow();
      row++;
    }
  }
  given += <f64>count;
}

@inline
function addRows(at: i32, count: i32, weight: f64): void {
  const start = rows + <usize>at * stride;
  if (areWords) addWords(start, count, stride, columns, <f32>(weight / 257), sums);
  else addBytes(start, count, stride, columns, <f32>weight, sums);
}

// ---- values between which the picture is drawn ----

/** Numbers of 16 bits times a scale, on 128, as floats. @param step from one to the next, in bytes, as `rowStep` is from row to row */
export function spread(numbers: usize, step: usize, rowStep: usize, count: i32, rowCount: i32, scale: f32, to: usize): void {
  for (; rowCount > 0; rowCount--, numbers += rowStep) {
    const end = to + (<usize>count << 2);
    for (let at = numbers; to < end; at += step, to += 4) store<f32>(to, 128 + scale * <f32>load<i16>(at));
  }
}

/** @param values floats in rows of `count`; `upper` and `upperWeights` are to rows what `from` and `weights` are to columns */
export function interpolate(values: usize, count: i32, upper: usize, upperWeights: usize, upperTaps: i32): void {
  for (let y = 0; y < height; y++, upper += 4) {
    const first = values + (<usize>load<u32>(upper) * <usize>count << 2);
    for (let tap = 0; tap < upperTaps; tap++, upperWeights += 4) {
      const weight = load<f32>(upperWeights);
      if (weight != 0) addFloats(first + (<usize>(tap * count) << 2), count, weight, sums);
    }
    makeRow();
  }
}

// ---- sums ----

/** Adds `count` rows of bytes, at most 257, times a weight. May read 15 bytes after each row, and write as many sums. */
function addBytes(rows: usize, count: i32, stride: usize, columns: i32, weight: f32, sums: usize): void {
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
function addWords(rows: usize, count: i32, stride: usize, columns: i32, weight: f32, sums: usize): void {
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
function addFloats(row: usize, columns: i32, weight: f32, sums: usize): void {
  const factor = f32x4.splat(weight);
  for (const end = row + <usize>(columns << 2); row < end; row += 16, sums += 16)
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(v128.load(row), factor)));
}

/**
 * Makes bytes of sums: each is the weighted sum of `taps` neighbours, beginning with that of the number at `from`; those of one channel, as
 * channels are interleaved. There are zeros after `from`, and room for four more bytes. @param taps a multiple of 4
 */
function mix(sums: usize, from: usize, weights: usize, taps: i32, count: i32, channels: i32, to: usize): void {
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
