import { emptyPlane } from '../raster.js';
import { scaleColours } from './scale-colours.js';
/** V of HSV, the largest of R, G and B. When it changes, hue and saturation are held: all three change in proportion. */
export const hsvValue = {
    read(raster) {
        const { samples, channels } = raster;
        const values = emptyPlane(raster);
        for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += channels) {
            values[pixel] = Math.max(samples[at], samples[at + 1], samples[at + 2]);
        }
        return values;
    },
    replace: (raster, changed) => scaleColours(raster, hsvValue.read(raster), changed),
};
