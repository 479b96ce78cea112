import { derivedPicture } from './raster-picture.js';
/**
 * A picture that stands on a raster of L, a and b, as a file stores them, and changes L in place. Methods see L as a grey image, so
 * every mode equalises L; a and b are held.
 */
export function labPicture(lab) {
    const lightness = lightnessOf(lab);
    return derivedPicture(lightness, () => {
        for (let pixel = 0; pixel < lightness.samples.length; pixel++)
            lab.samples[pixel * lab.channels] = lightness.samples[pixel];
    });
}
function lightnessOf({ width, height, channels, maxSample, samples }) {
    const lightness = samples.filter((_, i) => i % channels === 0);
    return { width, height, channels: 1, maxSample, samples: lightness };
}
