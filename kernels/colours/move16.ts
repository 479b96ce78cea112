// Moves L* of 16-bit pixels, two at a time, in 64-bit floats.
import { lightOf, rootCells } from './curves';
import { changed, chunk, encodedBorders, encodedStarts, left, levels, light, matrices } from './layout';

/** As `move8`, with a fixed tolerance. */
export function move16(pixels: i32, channels: i32, tolerance: f64): i32 {
  const pixelBytes = <usize>channels << 1;
  const step = load<f64>(matrices, 144);
  let leftCount = 0;
  for (let i = 0; i < pixels; i += 2) {
    const first = differenceAt(i);
    const second = i + 1 < pixels ? differenceAt(i + 1) : 0;
    if ((first | second) == 0) continue;
    const at = chunk + <usize>i * pixelBytes;
    const next = at + pixelBytes;
    const red = lights(at, next);
    const green = lights(at + 2, next + 2);
    const blue = lights(at + 4, next + 4);
    const by = f64x2.mul(f64x2.splat(step), f64x2.replace_lane(f64x2.splat(<f64>first), 1, <f64>second));
    const x = cubed(f64x2.add(root(sum(0, red, green, blue)), by));
    const y = cubed(f64x2.add(root(sum(24, red, green, blue)), by));
    const z = cubed(f64x2.add(root(sum(48, red, green, blue)), by));
    const newRed = within(sum(72, x, y, z));
    const newGreen = within(sum(96, x, y, z));
    const newBlue = within(sum(120, x, y, z));
    const redLevels = levelsOf(newRed);
    const greenLevels = levelsOf(newGreen);
    const blueLevels = levelsOf(newBlue);
    const near = f64x2.splat(tolerance);
    const isNear = v128.or(v128.or(comesNear(newRed, redLevels, near), comesNear(newGreen, greenLevels, near)), comesNear(newBlue, blueLevels, near));
    const uncertain = i64x2.bitmask(isNear);
    if (first != 0) {
      if ((uncertain & 1) == 0) replace(at, <u32>redLevels, <u32>greenLevels, <u32>blueLevels);
      else store<u32>(left + (<usize>(leftCount++) << 2), i);
    }
    if (second != 0) {
      if ((uncertain & 2) == 0) replace(next, <u32>(redLevels >> 32), <u32>(greenLevels >> 32), <u32>(blueLevels >> 32));
      else store<u32>(left + (<usize>(leftCount++) << 2), i + 1);
    }
  }
  return leftCount;
}

@inline
function differenceAt(pixel: i32): i32 {
  const at = <usize>pixel << 1;
  return <i32>load<u16>(at + changed) - <i32>load<u16>(at + levels);
}

/** The lights of two samples. */
@inline
function lights(one: usize, other: usize): v128 {
  return f64x2.replace_lane(v128.load64_splat((<usize>load<u16>(one) << 3) + light), 1, lightOf<u16>(other));
}

/** A row of a matrix times three numbers, for two pixels. */
@inline
function sum(row: usize, a: v128, b: v128, c: v128): v128 {
  const at = matrices + row;
  const ab = f64x2.add(f64x2.mul(v128.load64_splat(at), a), f64x2.mul(v128.load64_splat(at, 8), b));
  return f64x2.add(ab, f64x2.mul(v128.load64_splat(at, 16), c));
}

const bend: f64 = 6.0 / 29.0;

/** f of CIELAB: the cube root, with a straight line near black. */
@inline
function root(part: v128): v128 {
  const straight = f64x2.add(f64x2.mul(part, f64x2.splat(1 / (3 * bend * bend))), f64x2.splat(4.0 / 29.0));
  return v128.bitselect(cubeRoot(part), straight, f64x2.gt(part, f64x2.splat(bend * bend * bend)));
}

/** To 13 digits: a third of the exponent gives one and a half, and each step of Halley's three times as many. */
@inline
function cubeRoot(value: v128): v128 {
  const bits = f32x4.convert_i32x4_s(f32x4.demote_f64x2_zero(value));
  const third = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(bits, f32x4.splat(0.33333334)), f32x4.splat(709921077)));
  return nearer(value, nearer(value, f64x2.promote_low_f32x4(third)));
}

@inline
function nearer(value: v128, root: v128): v128 {
  const cube = f64x2.mul(f64x2.mul(root, root), root);
  const twice = f64x2.add(value, value);
  return f64x2.mul(root, f64x2.div(f64x2.add(cube, twice), f64x2.add(f64x2.add(cube, cube), value)));
}

@inline
function cubed(value: v128): v128 {
  const cube = f64x2.mul(f64x2.mul(value, value), value);
  const straight = f64x2.mul(f64x2.sub(value, f64x2.splat(4.0 / 29.0)), f64x2.splat(3 * bend * bend));
  return v128.bitselect(cube, straight, f64x2.gt(value, f64x2.splat(bend)));
}

/** Lights, clamped to 0..1. */
@inline
function within(light: v128): v128 {
  return f64x2.pmin(f64x2.splat(1), f64x2.pmax(f64x2.splat(0), light));
}

/** The samples nearest to two lights, as two numbers of 32 bits, as `nearestLevel` looks them up. */
@inline
function levelsOf(light: v128): u64 {
  const cells = i32x4.trunc_sat_f64x2_u_zero(f64x2.mul(f64x2.sqrt(light), f64x2.splat(rootCells)));
  const first = <usize>load<u16>((<usize>i32x4.extract_lane(cells, 0) << 1) + encodedStarts);
  const second = <usize>load<u16>((<usize>i32x4.extract_lane(cells, 1) << 1) + encodedStarts);
  const borders = v128.load64_lane((second << 3) + encodedBorders, v128.load64_zero((first << 3) + encodedBorders, 8), 1, 8);
  // A comparison is −1 where it holds.
  const isAbove = f64x2.ge(light, borders);
  return <u64>(first - <usize>i64x2.extract_lane(isAbove, 0)) | (<u64>(second - <usize>i64x2.extract_lane(isAbove, 1)) << 32);
}

/** Where a light comes too near to a border of its level. */
@inline
function comesNear(light: v128, levels: u64, tolerance: v128): v128 {
  const first = (<usize><u32>levels << 3) + encodedBorders;
  const second = (<usize>(levels >> 32) << 3) + encodedBorders;
  const lower = v128.load64_lane(second, v128.load64_zero(first), 1);
  const upper = v128.load64_lane(second, v128.load64_zero(first, 8), 1, 8);
  return v128.or(f64x2.lt(f64x2.sub(light, lower), tolerance), f64x2.lt(f64x2.sub(upper, light), tolerance));
}

@inline
function replace(at: usize, red: u32, green: u32, blue: u32): void {
  store<u16>(at, <u16>red);
  store<u16>(at, <u16>green, 2);
  store<u16>(at, <u16>blue, 4);
}
