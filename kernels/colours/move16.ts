// Moves L* of 16-bit pixels, two at a time, in 64-bit floats.
import { lightOf, nearestLevel } from './curves';
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
    const newRed = sum(72, x, y, z);
    const newGreen = sum(96, x, y, z);
    const newBlue = sum(120, x, y, z);
    if (first != 0 && !replaced(at, f64x2.extract_lane(newRed, 0), f64x2.extract_lane(newGreen, 0), f64x2.extract_lane(newBlue, 0), tolerance))
      store<u32>(left + (<usize>(leftCount++) << 2), i);
    if (second != 0 && !replaced(next, f64x2.extract_lane(newRed, 1), f64x2.extract_lane(newGreen, 1), f64x2.extract_lane(newBlue, 1), tolerance))
      store<u32>(left + (<usize>(leftCount++) << 2), i + 1);
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

/** Whether all three samples are certain; if so, they are replaced. */
@inline
function replaced(at: usize, red: f64, green: f64, blue: f64, tolerance: f64): bool {
  const newRed = certainLevel(red, tolerance);
  const newGreen = certainLevel(green, tolerance);
  const newBlue = certainLevel(blue, tolerance);
  if ((newRed | newGreen | newBlue) < 0) return false;
  store<u16>(at, <u16>newRed);
  store<u16>(at, <u16>newGreen, 2);
  store<u16>(at, <u16>newBlue, 4);
  return true;
}

/** The sample nearest to a light; -1 if it comes too near to a border. */
@inline
function certainLevel(value: f64, tolerance: f64): i32 {
  const level = nearestLevel<u16>(value, encodedBorders, encodedStarts);
  const at = (<usize>level << 3) + encodedBorders;
  return value - load<f64>(at) < tolerance && value > 0 ? -1 : load<f64>(at, 8) - value < tolerance && value < 1 ? -1 : level;
}
