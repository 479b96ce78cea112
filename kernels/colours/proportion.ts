// R, G and B in proportion.
import { changed, chunk, levels } from './layout';
import { blueOf, greenOf, levelsAt, masksOf, redOf, withColours } from './quads';

/** The largest of R, G and B of each pixel. */
export function highest8(pixels: i32, channels: i32): void {
  highest<u8>(pixels, channels);
}

export function highest16(pixels: i32, channels: i32): void {
  highest<u16>(pixels, channels);
}

@inline
function highest<T>(pixels: i32, channels: i32): void {
  const pixelBytes = channels * sizeof<T>();
  for (let i: usize = 0, at = chunk; i < <usize>pixels; i++, at += pixelBytes) {
    const red = load<T>(at);
    const green = load<T>(at, sizeof<T>());
    const blue = load<T>(at, 2 * sizeof<T>());
    store<T>(i * sizeof<T>() + levels, max(max(red, green), blue));
  }
}

/*
 * A quotient that is not a half differs from it by at least 1 / 510 with 8 bits, and 1 / 131,070 with 16. So one division for each pixel
 * instead of three will do, if a little is added: halves that came out too small then round up, and no other number does.
 */
const half8: usize = memory.data<f32>([0.501, 0.501, 0.501, 0.501], 16);
const most8: usize = memory.data<f32>([255, 255, 255, 255], 16);

/** Multiplies R, G and B of each pixel by `changed` / `levels`; where that divides by 0, adds `changed`. */
export function scale8(pixels: i32, channels: i32): void {
  const masks = masksOf(channels);
  for (let i: usize = 0, at = chunk; i < <usize>pixels; i += 4, at += <usize>channels << 2) {
    const before = levelsAt(i + levels);
    const after = levelsAt(i + changed);
    const changing = i32x4.ne(before, after);
    if (!v128.any_true(changing)) continue;
    const quad = v128.load(at);
    const to = f32x4.convert_i32x4_s(after);
    const isBlack = i32x4.eq(before, v128.xor(before, before));
    // Where `levels` is 0, the samples are divided by themselves.
    const factor = f32x4.div(v128.bitselect(v128.load(half8), to, isBlack), v128.bitselect(v128.load(half8), f32x4.convert_i32x4_s(before), isBlack));
    const more = v128.bitselect(to, v128.load(half8), isBlack);
    const red = scaled(redOf(quad, masks), factor, more);
    const green = scaled(greenOf(quad, masks), factor, more);
    const blue = scaled(blueOf(quad, masks), factor, more);
    v128.store(at, withColours(quad, red, green, blue, changing, masks));
  }
}

@inline
function scaled(samples: v128, factor: v128, more: v128): v128 {
  const product = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(samples), factor), more);
  return i32x4.trunc_sat_f32x4_s(f32x4.pmin(v128.load(most8), product));
}

export function scale16(pixels: i32, channels: i32): void {
  const pixelBytes = channels << 1;
  for (let i: usize = 0, at = chunk; i < <usize>pixels; i++, at += pixelBytes) {
    const before = load<u16>((i << 1) + levels);
    const after = load<u16>((i << 1) + changed);
    if (before == after) continue;
    const factor = before == 0 ? 1.0 : <f64>after / <f64>before;
    const more = before == 0 ? <f64>after : 0.500001;
    scaleSample(at, factor, more);
    scaleSample(at + 2, factor, more);
    scaleSample(at + 4, factor, more);
  }
}

@inline
function scaleSample(at: usize, factor: f64, more: f64): void {
  store<u16>(at, <u16>(<i32>min(<f64>load<u16>(at) * factor + more, 65535.0)));
}
