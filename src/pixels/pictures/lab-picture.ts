import type { Raster } from '../raster.js';
import type { Picture } from './picture.js';
import { derivedPicture } from './raster-picture.js';

/**
 * A picture backed by a raster of L, a and b, as a file stores them, whose L it changes in place. Methods see L as a grey image, so every
 * mode equalises L; a and b never change.
 */
export function labPicture(lab: Raster): Picture {
  const lightness = lightnessOf(lab);
  return derivedPicture(lightness, () => {
    for (let pixel = 0; pixel < lightness.samples.length; pixel++) lab.samples[pixel * lab.channels] = lightness.samples[pixel]!;
  });
}

function lightnessOf({ width, height, channels, maxSample, samples }: Raster): Raster {
  const lightness = samples.filter((_, i) => i % channels === 0);
  return { width, height, channels: 1, maxSample, samples: lightness };
}
