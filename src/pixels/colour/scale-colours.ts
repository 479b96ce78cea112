import type { Raster, Samples } from '../raster.js';

/**
 * Multiplies R, G and B of each pixel by `to` / `from`, rounded (halves up) and clamped, which keeps hue and saturation. A pixel whose
 * `from` is 0 has almost no colour to multiply; `to` is added instead.
 */
export function scaleColours({ samples, channels, maxSample }: Raster, from: Samples, to: Samples): void {
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
}
