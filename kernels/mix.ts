// Mixes the samples of a chunk with what became of them.
import { changed, plane } from './layout';

/** Moves each sample of `plane` by a share of its way to that of `changed`, which receives the result, rounded (halves up). */
export function mix8(samples: i32, share: f64): void {
  const shares = f64x2.splat(share);
  for (let at: usize = 0; at < <usize>samples; at += 4) {
    const before = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at, plane)));
    const after = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at, changed)));
    const words = i16x8.narrow_i32x4_u(mixedFour(before, after, shares), before);
    v128.store32_lane(at, i8x16.narrow_i16x8_u(words, words), 0, changed);
  }
}

export function mix16(samples: i32, share: f64): void {
  const shares = f64x2.splat(share);
  for (let at: usize = 0; at < <usize>samples << 1; at += 8) {
    const before = i32x4.extend_low_i16x8_u(v128.load64_zero(at, plane));
    const after = i32x4.extend_low_i16x8_u(v128.load64_zero(at, changed));
    v128.store64_lane(at, i16x8.narrow_i32x4_u(mixedFour(before, after, shares), before), 0, changed);
  }
}

@inline
function mixedFour(before: v128, after: v128, shares: v128): v128 {
  const by = i32x4.sub(after, before);
  const low = mixedTwo(before, by, shares);
  const high = mixedTwo(i32x4.shuffle(before, before, 2, 3, 2, 3), i32x4.shuffle(by, by, 2, 3, 2, 3), shares);
  return i32x4.shuffle(low, high, 0, 2, 4, 6);
}

/** In 64-bit floats; adding 2^52 leaves the integer in the lower half of each. */
@inline
function mixedTwo(before: v128, by: v128, shares: v128): v128 {
  const mixed = f64x2.add(f64x2.convert_low_i32x4_s(before), f64x2.mul(shares, f64x2.convert_low_i32x4_s(by)));
  const whole = f64x2.floor(mixed);
  const up = v128.and(f64x2.ge(f64x2.sub(mixed, whole), f64x2.splat(0.5)), f64x2.splat(1));
  return f64x2.add(f64x2.add(whole, up), f64x2.splat(4503599627370496));
}
