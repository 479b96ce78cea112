import { emptyPlane } from '../raster.js';
import type { ColourPlane } from './colour-plane.js';
import { scaleColours } from './scale-colours.js';

/** V of HSV, the largest of R, G and B. Changing it scales all three in proportion, which keeps hue and saturation. */
export const hsvValue: ColourPlane = {
  read(raster) {
    const { samples, channels } = raster;
    const values = emptyPlane(raster);
    for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += channels) {
      values[pixel] = Math.max(samples[at]!, samples[at + 1]!, samples[at + 2]!);
    }
    return values;
  },

  replace: (raster, changed) => scaleColours(raster, hsvValue.read(raster), changed),
};
