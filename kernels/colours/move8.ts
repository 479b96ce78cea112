// Moves L* of 8-bit pixels, four at a time, in 32-bit floats.
import { below8, borders8, changed, chunk, left, levels, light8, matrices8 } from './layout';
import { blueOf, greenOf, levelsAt, masksOf, redOf, withColours } from './quads';

/** Numbers of CIELAB and of the cube root, each four times: in memory, as V8 (Node 20) makes a constant anew each time. */
const numbers: usize = memory.data<f32>(
  // prettier-ignore
  [
    // 6/29, its cube, 3 (6/29)², its reciprocal, and 4/29.
    0.20689656, 0.20689656, 0.20689656, 0.20689656,
    0.00885645, 0.00885645, 0.00885645, 0.00885645,
    0.12841855, 0.12841855, 0.12841855, 0.12841855,
    7.7870369, 7.7870369, 7.7870369, 7.7870369,
    0.13793103, 0.13793103, 0.13793103, 0.13793103,
    // A third, and two thirds of the exponent of 1.
    0.33333334, 0.33333334, 0.33333334, 0.33333334,
    709921077, 709921077, 709921077, 709921077,
    // Lights are looked up in 4,096 parts.
    0, 0, 0, 0,
    1, 1, 1, 1,
    4096, 4096, 4096, 4096,
    2, 2, 2, 2,
  ],
  16,
);

@inline
function number(index: usize): v128 {
  return v128.load((index << 4) + numbers);
}

/**
 * Moves L* of each pixel from `levels` to `changed`, with a* and b* unchanged. A pixel of which a light comes nearer to the border between
 * two samples than `tolerance` times the largest of its new X, Y and Z (at least a third) stays as it is, and its number goes to `left`. So
 * does one for which that largest is above 2, since the tables of borders know of borders that are near by up to 2.9e-5 only.
 *
 * @returns how many numbers are there
 */
export function move8(pixels: i32, channels: i32, tolerance: f64): i32 {
  const masks = masksOf(channels);
  const tolerances = f32x4.splat(<f32>tolerance);
  let leftCount: usize = 0;
  for (let i: usize = 0, at = chunk; i < <usize>pixels; i += 4, at += <usize>channels << 2) {
    const difference = i32x4.sub(levelsAt(i + changed), levelsAt(i + levels));
    if (!v128.any_true(difference)) continue;
    const quad = v128.load(at);
    const red = lights(redOf(quad, masks));
    const green = lights(greenOf(quad, masks));
    const blue = lights(blueOf(quad, masks));
    const by = f32x4.mul(f32x4.convert_i32x4_s(difference), v128.load(matrices8, 288));
    const x = cubed(f32x4.add(root(sum(0, red, green, blue)), by));
    const y = cubed(f32x4.add(root(sum(48, red, green, blue)), by));
    const z = cubed(f32x4.add(root(sum(96, red, green, blue)), by));
    const largest = f32x4.pmax(x, f32x4.pmax(y, f32x4.pmax(z, number(5))));
    const near = f32x4.mul(tolerances, largest);

    const newRed = sum(144, x, y, z);
    const newGreen = sum(192, x, y, z);
    const newBlue = sum(240, x, y, z);
    const redCells = cellsOf(newRed);
    const greenCells = cellsOf(newGreen);
    const blueCells = cellsOf(newBlue);
    const redBorders = borders(redCells);
    const greenBorders = borders(greenCells);
    const blueBorders = borders(blueCells);
    const isNear = v128.or(
      v128.or(f32x4.gt(largest, number(10)), f32x4.lt(f32x4.abs(f32x4.sub(newRed, redBorders)), near)),
      v128.or(f32x4.lt(f32x4.abs(f32x4.sub(newGreen, greenBorders)), near), f32x4.lt(f32x4.abs(f32x4.sub(newBlue, blueBorders)), near)),
    );
    const zero = v128.xor(quad, quad);
    const isChanging = i32x4.ne(difference, zero);
    const uncertain = i32x4.bitmask(v128.and(isNear, isChanging));
    // A comparison is −1 where it holds.
    const r = i32x4.sub(below(redCells), f32x4.ge(newRed, redBorders));
    const g = i32x4.sub(below(greenCells), f32x4.ge(newGreen, greenBorders));
    const b = i32x4.sub(below(blueCells), f32x4.ge(newBlue, blueBorders));
    v128.store(at, withColours(quad, r, g, b, v128.andnot(isChanging, isNear), masks));
    if (uncertain == 0) continue;
    for (let lane = 0; lane < 4; lane++) {
      if (((uncertain >> lane) & 1) == 0 || <i32>i + lane >= pixels) continue;
      store<u32>((leftCount << 2) + left, <i32>i + lane);
      leftCount++;
    }
  }
  return <i32>leftCount;
}

/** The lights of four samples. */
@inline
function lights(samples: v128): v128 {
  let four = v128.load32_zero((<usize>i32x4.extract_lane(samples, 0) << 2) + light8);
  four = v128.load32_lane((<usize>i32x4.extract_lane(samples, 1) << 2) + light8, four, 1);
  four = v128.load32_lane((<usize>i32x4.extract_lane(samples, 2) << 2) + light8, four, 2);
  return v128.load32_lane((<usize>i32x4.extract_lane(samples, 3) << 2) + light8, four, 3);
}

/** A row of a matrix times three numbers. */
@inline
function sum(row: usize, a: v128, b: v128, c: v128): v128 {
  const at = row + matrices8;
  const ab = f32x4.add(f32x4.mul(v128.load(at), a), f32x4.mul(v128.load(at, 16), b));
  return f32x4.add(ab, f32x4.mul(v128.load(at, 32), c));
}

/** f of CIELAB: the cube root, with a straight line near black. */
@inline
function root(part: v128): v128 {
  const straight = f32x4.add(f32x4.mul(part, number(3)), number(4));
  return v128.bitselect(cubeRoot(part), straight, f32x4.gt(part, number(1)));
}

/** A third of the exponent gives a digit and a half, and each step of Halley's three times as many. */
@inline
function cubeRoot(value: v128): v128 {
  const third = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(value), number(5)), number(6)));
  return nearer(value, nearer(value, third));
}

@inline
function nearer(value: v128, root: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(root, root), root);
  const twice = f32x4.add(value, value);
  return f32x4.mul(root, f32x4.div(f32x4.add(cube, twice), f32x4.add(f32x4.add(cube, cube), value)));
}

@inline
function cubed(value: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(value, value), value);
  const straight = f32x4.mul(f32x4.sub(value, number(4)), number(2));
  return v128.bitselect(cube, straight, f32x4.gt(value, number(0)));
}

/** Which part of 0..1 each light lies in; others are clamped. */
@inline
function cellsOf(light: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.pmin(number(8), f32x4.pmax(number(7), light)), number(9)));
}

@inline
function borders(cells: v128): v128 {
  let four = v128.load32_zero((<usize>i32x4.extract_lane(cells, 0) << 2) + borders8);
  four = v128.load32_lane((<usize>i32x4.extract_lane(cells, 1) << 2) + borders8, four, 1);
  four = v128.load32_lane((<usize>i32x4.extract_lane(cells, 2) << 2) + borders8, four, 2);
  return v128.load32_lane((<usize>i32x4.extract_lane(cells, 3) << 2) + borders8, four, 3);
}

@inline
function below(cells: v128): v128 {
  let four = i32x4.splat(load<u8>(<usize>i32x4.extract_lane(cells, 0) + below8));
  four = i32x4.replace_lane(four, 1, load<u8>(<usize>i32x4.extract_lane(cells, 1) + below8));
  four = i32x4.replace_lane(four, 2, load<u8>(<usize>i32x4.extract_lane(cells, 2) + below8));
  return i32x4.replace_lane(four, 3, load<u8>(<usize>i32x4.extract_lane(cells, 3) + below8));
}
