// L* of CIELAB, computed as the plain version does, with every rounding.
import { lightOf, nearestLevel } from './curves';
import { chunk, levels, lightnessBorders, lightnessStarts, matrices } from './layout';

/** The level of L* of each pixel. */
export function lightness8(pixels: i32, channels: i32): void {
  lightness<u8>(pixels, channels);
}

export function lightness16(pixels: i32, channels: i32): void {
  lightness<u16>(pixels, channels);
}

@inline
function lightness<T>(pixels: i32, channels: i32): void {
  const pixelBytes = channels * sizeof<T>();
  const ofRed = load<f64>(matrices, 24);
  const ofGreen = load<f64>(matrices, 32);
  const ofBlue = load<f64>(matrices, 40);
  for (let i: usize = 0, at = chunk; i < <usize>pixels; i++, at += pixelBytes) {
    const red = lightOf<T>(at);
    const green = lightOf<T>(at + sizeof<T>());
    const blue = lightOf<T>(at + 2 * sizeof<T>());
    const y = ofRed * red + ofGreen * green + ofBlue * blue;
    store<T>(i * sizeof<T>() + levels, <T>nearestLevel(y, lightnessBorders, lightnessStarts));
  }
}
