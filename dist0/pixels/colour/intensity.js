/**
 * How many pixels of a colour raster have each intensity: 0.212656 R + 0.715158 G + 0.072186 B of the stored samples, the weights
 * of BT.709. It is what ImageMagick draws its curve from. Fully transparent pixels are not counted.
 *
 * With 8 bits the intensity is rounded up. ImageMagick counts on 65,536 levels and looks level v up at 257 · v, where every pixel
 * counts whose intensity is that or lower: rounded up, the same pixels count at v.
 */
export function countIntensity({ samples, channels, maxSample }) {
    const histogram = new Uint32Array(maxSample + 1);
    const scale = 65535 / maxSample;
    for (let at = 0; at < samples.length; at += channels) {
        if (channels === 4 && samples[at + 3] === 0)
            continue;
        const red = samples[at] * scale;
        const green = samples[at + 1] * scale;
        const blue = samples[at + 2] * scale;
        const intensity = Math.floor(0.212656 * red + 0.715158 * green + 0.072186 * blue + 0.5);
        histogram[Math.ceil(intensity / scale)]++;
    }
    return histogram;
}
