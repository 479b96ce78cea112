import { colourCount, emptyPlane, type Raster } from '../raster.js';
import type { ColourKernels } from './contract.js';
import { cubed, curvesOf, nearestLevel, root, stepOf, toRgb, toXyz } from './lab-curves.js';

/** The plain version, which defines what the fast one must do. */
export const referenceColours: ColourKernels = {
  takeApart(raster) {
    const { samples, channels } = raster;
    return Array.from({ length: colourCount(raster) }, (_, colour) => {
      const plane = emptyPlane(raster);
      for (let pixel = 0, at = colour; pixel < plane.length; pixel++, at += channels) plane[pixel] = samples[at]!;
      return plane;
    });
  },

  putTogether({ samples, channels }, planes) {
    for (const [colour, plane] of planes.entries()) {
      for (let pixel = 0, at = colour; pixel < plane.length; pixel++, at += channels) samples[at] = plane[pixel]!;
    }
  },

  lightness(raster) {
    const { samples, channels } = raster;
    const { linear, lightness } = curvesOf(raster.maxSample);
    const levels = emptyPlane(raster);
    for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += channels) {
      levels[pixel] = nearestLevel(brightness(linear[samples[at]!]!, linear[samples[at + 1]!]!, linear[samples[at + 2]!]!), lightness);
    }
    return levels;
  },

  moveLightness(raster, levels, changed) {
    for (let pixel = 0; pixel < levels.length; pixel++) {
      if (levels[pixel] !== changed[pixel]) moveLightness(raster, pixel, changed[pixel]! - levels[pixel]!);
    }
  },

  highest(raster) {
    const { samples, channels } = raster;
    const values = emptyPlane(raster);
    for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += channels) {
      values[pixel] = Math.max(samples[at]!, samples[at + 1]!, samples[at + 2]!);
    }
    return values;
  },

  scale({ samples, channels, maxSample }, from, to) {
    for (let pixel = 0, at = 0; pixel < from.length; pixel++, at += channels) {
      const before = from[pixel]!;
      const after = to[pixel]!;
      if (before === after) continue;
      for (let i = at; i < at + 3; i++) {
        // Exact: a quotient of samples that is not a half differs from it by at least 1 / 131,070.
        const changed = before === 0 ? samples[i]! + after : Math.floor((samples[i]! * after) / before + 0.5);
        samples[i] = Math.min(changed, maxSample);
      }
    }
  },

  replaceY({ samples, channels, maxSample }, luma, changed) {
    const clamped = (level: number) => (level < 0 ? 0 : level > maxSample ? maxSample : level);
    const middle = (maxSample + 1) / 2;
    for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels) {
      const cr = clamped(withoutFraction((samples[at]! - luma[pixel]!) * toCr) + middle) - middle;
      const cb = clamped(withoutFraction((samples[at + 2]! - luma[pixel]!) * toCb) + middle) - middle;
      const y = changed[pixel]!;
      samples[at] = clamped(y + withoutFraction(cr * redOfCr));
      samples[at + 1] = clamped(y + withoutFraction(cr * greenOfCr + cb * greenOfCb));
      samples[at + 2] = clamped(y + withoutFraction(cb * blueOfCb));
    }
  },
};

const toCr = 11682;
const toCb = 9241;
const redOfCr = 22987;
const greenOfCr = -11698;
const greenOfCb = -5636;
const blueOfCb = 29049;

/** Removes the 14 fractional bits, rounded. The numbers fit in 32 bits, even for 16-bit samples. */
function withoutFraction(sum: number): number {
  return (sum + 8192) >> 14;
}

/** Moves L* of one pixel by so many levels. With a* and b* unchanged, f of X, Y and Z moves by the same amount. */
export function moveLightness({ samples, channels, maxSample }: Raster, pixel: number, difference: number): void {
  const { linear, encoded } = curvesOf(maxSample);
  const at = pixel * channels;
  const by = difference * stepOf(maxSample);
  const red = linear[samples[at]!]!;
  const green = linear[samples[at + 1]!]!;
  const blue = linear[samples[at + 2]!]!;
  const x = cubed(root(toXyz[0] * red + toXyz[1] * green + toXyz[2] * blue) + by);
  const y = cubed(root(brightness(red, green, blue)) + by);
  const z = cubed(root(toXyz[6] * red + toXyz[7] * green + toXyz[8] * blue) + by);
  samples[at] = nearestLevel(toRgb[0] * x + toRgb[1] * y + toRgb[2] * z, encoded);
  samples[at + 1] = nearestLevel(toRgb[3] * x + toRgb[4] * y + toRgb[5] * z, encoded);
  samples[at + 2] = nearestLevel(toRgb[6] * x + toRgb[7] * y + toRgb[8] * z, encoded);
}

function brightness(red: number, green: number, blue: number): number {
  return toXyz[3] * red + toXyz[4] * green + toXyz[5] * blue;
}
