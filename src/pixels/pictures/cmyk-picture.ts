import type { Raster, Samples } from '../raster.js';
import type { Picture } from './picture.js';
import { derivedPicture } from './raster-picture.js';

/**
 * A picture backed by a raster of C, M, Y and K, where 0 is no ink, which it changes in place. Methods see it as RGB, without a profile: R
 * = round((m − C)(m − K) / m) with m the largest sample, likewise G from M and B from Y.
 *
 * What a method makes of R, G and B goes back into the inks pixel by pixel:
 *
 * - a pixel whose R, G and B are unchanged keeps all four inks
 * - K is unchanged, unless the pixel becomes lighter than K allows; then K' = m − max(R', G', B')
 * - C' = m − round(m · R' / (m − K')), likewise M' and Y'; where K' = m the colour is invisible, and C, M and Y are unchanged
 *
 * Read back as RGB the inks give exactly R', G' and B'. K never grows.
 */
export function cmykPicture(cmyk: Raster): Picture {
  const rgb = rgbOf(cmyk);
  return derivedPicture(rgb, () => takeBack(cmyk, rgb.samples));
}

function rgbOf(cmyk: Raster): Raster {
  const { width, height, maxSample } = cmyk;
  const samples = maxSample === 255 ? new Uint8Array(width * height * 3) : new Uint16Array(width * height * 3);
  for (let ink = 0, at = 0; at < samples.length; ink += 4, at += 3) {
    const paper = maxSample - cmyk.samples[ink + 3]!;
    for (let colour = 0; colour < 3; colour++) samples[at + colour] = lightOf(cmyk.samples[ink + colour]!, paper, maxSample);
  }
  return { width, height, channels: 3, maxSample, samples };
}

/** The light that an ink leaves of the light that black leaves. */
function lightOf(ink: number, paper: number, maxSample: number): number {
  return Math.round(((maxSample - ink) * paper) / maxSample);
}

function takeBack({ samples: cmyk, maxSample }: Raster, rgb: Samples): void {
  for (let ink = 0, at = 0; at < rgb.length; ink += 4, at += 3) {
    const paper = maxSample - cmyk[ink + 3]!;
    const lightest = Math.max(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
    const paperNow = Math.max(paper, lightest);
    for (let colour = 0; colour < 3; colour++) {
      const light = rgb[at + colour]!;
      // An ink determines its light, but a light may have several inks, so an unchanged light keeps its ink.
      if (paperNow === paper && light === lightOf(cmyk[ink + colour]!, paper, maxSample)) continue;
      cmyk[ink + colour] = maxSample - Math.round((maxSample * light) / paperNow);
    }
    cmyk[ink + 3] = maxSample - paperNow;
  }
}
