// Y of OpenCV's YCrCb, in integers with 14 fractional bits, as the plain version has it.
import { changed, chunk, levels } from './layout';
import { blueOf, greenOf, levelsAt, masksOf, redOf, withColours } from './quads';

const toCr: i32 = 11682;
const toCb: i32 = 9241;
const redOfCr: i32 = 22987;
const greenOfCr: i32 = -11698;
const greenOfCb: i32 = -5636;
const blueOfCb: i32 = 29049;

/** Takes each pixel, whose Y is in `levels`, to YCrCb and back with the Y in `changed`. */
export function replaceY8(pixels: i32, channels: i32): void {
  const masks = masksOf(channels);
  const all = i32x4.splat(-1);
  const middle = i32x4.splat(128);
  for (let i: usize = 0, at = chunk; i < <usize>pixels; i += 4, at += <usize>channels << 2) {
    const quad = v128.load(at);
    const before = levelsAt(i + levels);
    const y = levelsAt(i + changed);
    const cr = i32x4.sub(clampedFour(i32x4.add(times(i32x4.sub(redOf(quad, masks), before), toCr), middle)), middle);
    const cb = i32x4.sub(clampedFour(i32x4.add(times(i32x4.sub(blueOf(quad, masks), before), toCb), middle)), middle);
    const red = clampedFour(i32x4.add(y, times(cr, redOfCr)));
    const green = clampedFour(
      i32x4.add(y, withoutFraction(i32x4.add(i32x4.mul(cr, i32x4.splat(greenOfCr)), i32x4.mul(cb, i32x4.splat(greenOfCb))))),
    );
    const blue = clampedFour(i32x4.add(y, times(cb, blueOfCb)));
    v128.store(at, withColours(quad, red, green, blue, all, masks));
  }
}

@inline
function times(numbers: v128, factor: i32): v128 {
  return withoutFraction(i32x4.mul(numbers, i32x4.splat(factor)));
}

@inline
function withoutFraction(sums: v128): v128 {
  return i32x4.shr_s(i32x4.add(sums, i32x4.splat(8192)), 14);
}

@inline
function clampedFour(levels: v128): v128 {
  return i32x4.min_s(i32x4.max_s(levels, i32x4.splat(0)), i32x4.splat(255));
}

export function replaceY16(pixels: i32, channels: i32): void {
  const pixelBytes = <usize>channels << 1;
  for (let i: usize = 0, at = chunk; i < <usize>pixels << 1; i += 2, at += pixelBytes) {
    const before = <i32>load<u16>(i + levels);
    const y = <i32>load<u16>(i + changed);
    const cr = clamped(scaled((<i32>load<u16>(at) - before) * toCr) + 32768) - 32768;
    const cb = clamped(scaled((<i32>load<u16>(at, 4) - before) * toCb) + 32768) - 32768;
    store<u16>(at, <u16>clamped(y + scaled(cr * redOfCr)));
    store<u16>(at, <u16>clamped(y + scaled(cr * greenOfCr + cb * greenOfCb)), 2);
    store<u16>(at, <u16>clamped(y + scaled(cb * blueOfCb)), 4);
  }
}

@inline
function scaled(sum: i32): i32 {
  return (sum + 8192) >> 14;
}

@inline
function clamped(level: i32): i32 {
  return min(max(level, 0), 65535);
}
