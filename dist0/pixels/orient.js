import { types } from 'node:util';
/**
 * The raster as it is meant to be seen, by the orientation of EXIF and TIFF: 1 as it is, 2 mirrored left to right, 3 by half a
 * turn, 4 mirrored top to bottom, 5 rows and columns change places, 6 a quarter turn clockwise, 7 like 5 and then half a turn,
 * 8 a quarter turn against the clock. Exact: samples only change places. 1, and what is no orientation, gives the raster itself.
 */
export function orientRaster(raster, orientation) {
    const { width, height, channels, samples } = raster;
    const walk = walks[orientation]?.(width, height);
    if (!walk)
        return raster;
    const turned = swapsSides(orientation) ? { width: height, height: width } : { width, height };
    const out = types.isUint8Array(samples) ? new Uint8Array(samples.length) : new Uint16Array(samples.length);
    let to = 0;
    for (let y = 0; y < turned.height; y++) {
        let from = (walk.start + y * walk.down) * channels;
        const step = walk.right * channels;
        for (let x = 0; x < turned.width; x++, from += step) {
            for (let channel = 0; channel < channels; channel++)
                out[to++] = samples[from + channel];
        }
    }
    return { ...raster, ...turned, samples: out };
}
/** Whether width and height change places. */
export function swapsSides(orientation) {
    return orientation >= 5 && orientation <= 8;
}
const walks = {
    2: (width) => ({ start: width - 1, right: -1, down: width }),
    3: (width, height) => ({ start: width * height - 1, right: -1, down: -width }),
    4: (width, height) => ({ start: width * (height - 1), right: 1, down: -width }),
    5: (width) => ({ start: 0, right: width, down: 1 }),
    6: (width, height) => ({ start: width * (height - 1), right: -width, down: 1 }),
    7: (width, height) => ({ start: width * height - 1, right: -width, down: -1 }),
    8: (width) => ({ start: width - 1, right: width, down: -1 }),
};
