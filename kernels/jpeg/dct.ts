// The discrete cosine transform of JPEG and its inverse, exactly as in libjpeg's `islow` and in the SIMD code of libjpeg-turbo: 13-bit
// factors, 16-bit terms, the same rounding, and on hostile coefficients the same overflow.
//
// A block is 64 coefficients of 16 bits, row by row. A tile is its 64 samples of 8 bits, column by column: each of the two transforms then
// needs only one transposition, between its passes. Milliseconds per megapixel: inverse 0.5 to 0.75, forward with quantisation 0.7 to 1.0.

import { fillTile, high16, high32, high64, isFilled, line, low16, low32, low64, or4 } from './lanes';

/** Transposes eight words of eight. */
@inline
function transpose(from: usize, to: usize): void {
  const r0 = line(from, 0), r1 = line(from, 1), r2 = line(from, 2), r3 = line(from, 3);
  const r4 = line(from, 4), r5 = line(from, 5), r6 = line(from, 6), r7 = line(from, 7);
  const a0 = low16(r0, r1), a1 = high16(r0, r1), a2 = low16(r2, r3), a3 = high16(r2, r3);
  const a4 = low16(r4, r5), a5 = high16(r4, r5), a6 = low16(r6, r7), a7 = high16(r6, r7);
  const b0 = low32(a0, a2), b1 = high32(a0, a2), b2 = low32(a1, a3), b3 = high32(a1, a3);
  const b4 = low32(a4, a6), b5 = high32(a4, a6), b6 = low32(a5, a7), b7 = high32(a5, a7);
  v128.store(to, low64(b0, b4));
  v128.store(to, high64(b0, b4), 16);
  v128.store(to, low64(b1, b5), 32);
  v128.store(to, high64(b1, b5), 48);
  v128.store(to, low64(b2, b6), 64);
  v128.store(to, high64(b2, b6), 80);
  v128.store(to, low64(b3, b7), 96);
  v128.store(to, high64(b3, b7), 112);
}

// ---- factors ----

/** Pairs of factors for sums of two products, in 13 bits. Loaded, as V8 builds constants of 16 bytes from two of eight each time. */
const factors: usize = memory.data<i16>([
  // The even part: of x2 and x6, to x0 ± x4 and to the other pair.
  10703, 4433, 10703, 4433, 10703, 4433, 10703, 4433,
  4433, -10704, 4433, -10704, 4433, -10704, 4433, -10704,
  // The odd part: of x3 + x7 and x1 + x5, and then of x7 and x1, and of x5 and x3.
  -6436, 9633, -6436, 9633, -6436, 9633, -6436, 9633,
  9633, 6437, 9633, 6437, 9633, 6437, 9633, 6437,
  -4927, -7373, -4927, -7373, -4927, -7373, -4927, -7373,
  -7373, 4926, -7373, 4926, -7373, 4926, -7373, 4926,
  -4176, -20995, -4176, -20995, -4176, -20995, -4176, -20995,
  -20995, 4177, -20995, 4177, -20995, 4177, -20995, 4177,
]);

/** The sums of two products each, of pairs that lie side by side. */
@inline function dot(pairs: v128, i: usize): v128 { return i32x4.dot_i16x8_s(pairs, line(factors, i)); }

const factorBits: i32 = 13;
/** Bits of the fraction that the first pass leaves to the second one. */
const passBits: i32 = 2;
const passHalf: i16 = 2;

/** Terms between the passes. */
const firstPass: usize = memory.data(128, 64);
const transposed: usize = memory.data(128, 64);
const secondPass: usize = memory.data(128, 64);

// ---- to samples ----

@inline function lowScaled(a: v128): v128 { return i32x4.shl(i32x4.extend_low_i16x8_s(a), factorBits); }
@inline function highScaled(a: v128): v128 { return i32x4.shl(i32x4.extend_high_i16x8_s(a), factorBits); }

/** Sum and difference of two rounded terms, as 16 bits each at two places. */
@inline
function butterfly(to: usize, sumAt: usize, differenceAt: usize, lowA: v128, highA: v128, lowB: v128, highB: v128, shift: i32): void {
  v128.store(to + sumAt, i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(lowA, lowB), shift), i32x4.shr_s(i32x4.add(highA, highB), shift)));
  v128.store(to + differenceAt, i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.sub(lowA, lowB), shift), i32x4.shr_s(i32x4.sub(highA, highB), shift)));
}

/** One pass of the inverse transform over eight lines. */
@inline
function inversePass(v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, v5: v128, v6: v128, v7: v128, shift: i32, to: usize): void {
  const half = i32x4.splat(1 << (shift - 1));
  const lowEven = low16(v2, v6), highEven = high16(v2, v6);
  const sum = i16x8.add(v0, v4), difference = i16x8.sub(v0, v4);
  const lowOuter = dot(lowEven, 0), highOuter = dot(highEven, 0), lowInner = dot(lowEven, 1), highInner = dot(highEven, 1);
  const lowSum = i32x4.add(lowScaled(sum), half), highSum = i32x4.add(highScaled(sum), half);
  const lowDifference = i32x4.add(lowScaled(difference), half), highDifference = i32x4.add(highScaled(difference), half);
  const z3 = i16x8.add(v7, v3), z4 = i16x8.add(v5, v1);
  const lowZ = low16(z3, z4), highZ = high16(z3, z4);
  const lowZ3 = dot(lowZ, 2), highZ3 = dot(highZ, 2), lowZ4 = dot(lowZ, 3), highZ4 = dot(highZ, 3);
  const low71 = low16(v7, v1), high71 = high16(v7, v1), low53 = low16(v5, v3), high53 = high16(v5, v3);
  butterfly(to, 48, 64, i32x4.sub(lowSum, lowOuter), i32x4.sub(highSum, highOuter), i32x4.add(dot(low71, 4), lowZ3), i32x4.add(dot(high71, 4), highZ3), shift);
  butterfly(to, 0, 112, i32x4.add(lowSum, lowOuter), i32x4.add(highSum, highOuter), i32x4.add(dot(low71, 5), lowZ4), i32x4.add(dot(high71, 5), highZ4), shift);
  butterfly(to, 32, 80, i32x4.sub(lowDifference, lowInner), i32x4.sub(highDifference, highInner), i32x4.add(dot(low53, 6), lowZ4), i32x4.add(dot(high53, 6), highZ4), shift);
  butterfly(to, 16, 96, i32x4.add(lowDifference, lowInner), i32x4.add(highDifference, highInner), i32x4.add(dot(low53, 7), lowZ3), i32x4.add(dot(high53, 7), highZ3), shift);
}

@inline
function inverse(block: usize, steps: usize, tile: usize): void {
  const r0 = line(block, 0), r1 = line(block, 1), r2 = line(block, 2), r3 = line(block, 3);
  const r4 = line(block, 4), r5 = line(block, 5), r6 = line(block, 6), r7 = line(block, 7);
  if (v128.any_true(v128.or(or4(r1, r2, r3, r4), v128.or(r5, v128.or(r6, r7))))) {
    inversePass(
      i16x8.mul(r0, line(steps, 0)), i16x8.mul(r1, line(steps, 1)), i16x8.mul(r2, line(steps, 2)), i16x8.mul(r3, line(steps, 3)),
      i16x8.mul(r4, line(steps, 4)), i16x8.mul(r5, line(steps, 5)), i16x8.mul(r6, line(steps, 6)), i16x8.mul(r7, line(steps, 7)),
      factorBits - passBits, firstPass);
    transpose(firstPass, transposed);
  } else {
    // Without vertical frequencies the first pass only scales.
    const scaled = i16x8.shl(i16x8.mul(r0, line(steps, 0)), passBits);
    if (!v128.any_true(i16x8.replace_lane(r0, 0, 0))) {
      const level = i32(i16x8.extract_lane_s(scaled, 0)) + (1 << (passBits + 2)) >> (passBits + 3);
      fillTile(tile, i8x16.splat(i8(min(max(level, -128), 127) + 128)));
      return;
    }
    splatLanes(scaled, transposed);
  }
  inversePass(
    line(transposed, 0), line(transposed, 1), line(transposed, 2), line(transposed, 3),
    line(transposed, 4), line(transposed, 5), line(transposed, 6), line(transposed, 7),
    factorBits + passBits + 3, secondPass);
  const middle = i8x16.splat(-128);
  v128.store(tile, v128.xor(i8x16.narrow_i16x8_s(line(secondPass, 0), line(secondPass, 1)), middle));
  v128.store(tile, v128.xor(i8x16.narrow_i16x8_s(line(secondPass, 2), line(secondPass, 3)), middle), 16);
  v128.store(tile, v128.xor(i8x16.narrow_i16x8_s(line(secondPass, 4), line(secondPass, 5)), middle), 32);
  v128.store(tile, v128.xor(i8x16.narrow_i16x8_s(line(secondPass, 6), line(secondPass, 7)), middle), 48);
}

/** Eight lines, each of one of eight words. */
@inline
function splatLanes(words: v128, to: usize): void {
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 0)));
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 1)), 16);
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 2)), 32);
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 3)), 48);
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 4)), 64);
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 5)), 80);
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 6)), 96);
  v128.store(to, i16x8.splat(i16x8.extract_lane_s(words, 7)), 112);
}

/** Turns blocks into tiles. @param steps of the quantiser, 64 words, row by row */
export function blocksToTiles(blocks: usize, steps: usize, tiles: usize, count: i32): void {
  for (; count > 0; count--, blocks += 128, tiles += 64) inverse(blocks, steps, tiles);
}

// ---- to coefficients ----

/** Sums as 16 bits, without their fraction. */
@inline
function rounded(low: v128, high: v128, moreLow: v128, moreHigh: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, moreLow), shift), i32x4.shr_s(i32x4.add(high, moreHigh), shift));
}

/** One pass of the forward transform over eight lines. */
@inline
function forwardPass(v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, v5: v128, v6: v128, v7: v128, isFirst: bool, to: usize): void {
  const shift = isFirst ? factorBits - passBits : factorBits + passBits;
  const half = i32x4.splat(1 << (shift - 1));
  const t0 = i16x8.add(v0, v7), t7 = i16x8.sub(v0, v7), t1 = i16x8.add(v1, v6), t6 = i16x8.sub(v1, v6);
  const t2 = i16x8.add(v2, v5), t5 = i16x8.sub(v2, v5), t3 = i16x8.add(v3, v4), t4 = i16x8.sub(v3, v4);
  const t10 = i16x8.add(t0, t3), t13 = i16x8.sub(t0, t3), t11 = i16x8.add(t1, t2), t12 = i16x8.sub(t1, t2);
  const sum = i16x8.add(t10, t11), difference = i16x8.sub(t10, t11);
  if (isFirst) {
    v128.store(to, i16x8.shl(sum, passBits));
    v128.store(to, i16x8.shl(difference, passBits), 64);
  } else {
    const two = i16x8.splat(passHalf);
    v128.store(to, i16x8.shr_s(i16x8.add(sum, two), passBits));
    v128.store(to, i16x8.shr_s(i16x8.add(difference, two), passBits), 64);
  }
  const lowEven = low16(t13, t12), highEven = high16(t13, t12);
  v128.store(to, rounded(dot(lowEven, 0), dot(highEven, 0), half, half, shift), 32);
  v128.store(to, rounded(dot(lowEven, 1), dot(highEven, 1), half, half, shift), 96);
  const z3 = i16x8.add(t4, t6), z4 = i16x8.add(t5, t7);
  const lowZ = low16(z3, z4), highZ = high16(z3, z4);
  const lowZ3 = i32x4.add(dot(lowZ, 2), half), highZ3 = i32x4.add(dot(highZ, 2), half);
  const lowZ4 = i32x4.add(dot(lowZ, 3), half), highZ4 = i32x4.add(dot(highZ, 3), half);
  const low47 = low16(t4, t7), high47 = high16(t4, t7), low56 = low16(t5, t6), high56 = high16(t5, t6);
  v128.store(to, rounded(dot(low47, 4), dot(high47, 4), lowZ3, highZ3, shift), 112);
  v128.store(to, rounded(dot(low47, 5), dot(high47, 5), lowZ4, highZ4, shift), 16);
  v128.store(to, rounded(dot(low56, 6), dot(high56, 6), lowZ4, highZ4, shift), 80);
  v128.store(to, rounded(dot(low56, 7), dot(high56, 7), lowZ3, highZ3, shift), 48);
}

/**
 * The quantiser: three tables of 64 words, row by row. Divisors, 8 times its steps, as the transform scales by 8; their inverses in 15
 * bits; their halves.
 */
@inline
function quantised(terms: v128, divisors: usize, i: usize): v128 {
  const sign = i16x8.shr_s(terms, 15);
  const size = i16x8.abs(terms);
  const divisor = line(divisors, i), half = line(divisors + 256, i);
  const guess = i16x8.q15mulr_sat_s(size, line(divisors + 128, i));
  // Off by one at most, so this is exact: the nearest multiple, and of two the larger one.
  const rest = i16x8.sub(size, i16x8.mul(guess, divisor));
  const exact = i16x8.add(i16x8.sub(guess, i16x8.ge_s(rest, half)), i16x8.lt_s(rest, i16x8.neg(half)));
  return i16x8.sub(v128.xor(exact, sign), sign);
}

/** A column of a tile, around 0. */
@inline
function column(tile: usize, i: usize): v128 {
  return i16x8.sub(v128.load8x8_u(tile + (i << 3)), i16x8.splat(128));
}

@inline
function forward(tile: usize, divisors: usize, block: usize): void {
  const first = i8x16.splat(load<i8>(tile));
  if (!v128.any_true(v128.xor(first, v128.load(tile))) && isFilled(tile, first)) return fillBlock(tile, divisors, block);
  forwardPass(column(tile, 0), column(tile, 1), column(tile, 2), column(tile, 3), column(tile, 4), column(tile, 5), column(tile, 6), column(tile, 7), true, firstPass);
  transpose(firstPass, transposed);
  forwardPass(
    line(transposed, 0), line(transposed, 1), line(transposed, 2), line(transposed, 3),
    line(transposed, 4), line(transposed, 5), line(transposed, 6), line(transposed, 7),
    false, secondPass);
  for (let i: usize = 0; i < 8; i++) v128.store(block + (i << 4), quantised(line(secondPass, i), divisors, i));
}

/** The block of a tile of one level. */
@inline
function fillBlock(tile: usize, divisors: usize, block: usize): void {
  const sum = (i32(load<u8>(tile)) - 128) << 6;
  const divisor = i32(load<i16>(divisors));
  const size = (abs(sum) + (divisor >> 1)) / divisor;
  const zero = i64x2.splat(0);
  v128.store(block, i16x8.replace_lane(zero, 0, i16(sum < 0 ? -size : size)));
  v128.store(block, zero, 16);
  v128.store(block, zero, 32);
  v128.store(block, zero, 48);
  v128.store(block, zero, 64);
  v128.store(block, zero, 80);
  v128.store(block, zero, 96);
  v128.store(block, zero, 112);
}

/** Turns tiles into quantised blocks. */
export function tilesToBlocks(tiles: usize, divisors: usize, blocks: usize, count: i32): void {
  for (; count > 0; count--, tiles += 64, blocks += 128) forward(tiles, divisors, blocks);
}
