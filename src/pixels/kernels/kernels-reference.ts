import { claheReference } from '../methods/clahe-reference.js';
import { referenceSkimage } from '../methods/clahe-skimage-reference.js';
import { colourCount, emptyPlane, type Raster, type Samples } from '../raster.js';
import type { Kernels } from './contract.js';

/** The plain version, which defines what the fast one must do. */
export const referenceKernels: Kernels = {
  name: 'reference',

  countLuma(raster) {
    const { samples, channels, maxSample } = raster;
    const histogram = new Uint32Array(maxSample + 1);
    for (let at = 0; at < samples.length; at += channels) {
      if (isVisible(raster, at)) histogram[lumaAt(samples, at)]!++;
    }
    return histogram;
  },

  mapLuma(raster, table) {
    const { samples, channels } = raster;
    for (let at = 0; at < samples.length; at += channels) {
      const luma = lumaAt(samples, at);
      move(raster, at, table[luma]! - luma);
    }
  },

  readLuma(raster) {
    const { samples, channels } = raster;
    const luma = emptyPlane(raster);
    for (let at = 0, pixel = 0; at < samples.length; at += channels, pixel++) luma[pixel] = lumaAt(samples, at);
    return luma;
  },

  replaceLuma(raster, luma) {
    const { samples, channels } = raster;
    for (let at = 0, pixel = 0; at < samples.length; at += channels, pixel++) {
      move(raster, at, luma[pixel]! - lumaAt(samples, at));
    }
  },

  countChannels(raster) {
    const { samples, channels, maxSample } = raster;
    return Array.from({ length: colourCount(raster) }, (_, colour) => {
      const histogram = new Uint32Array(maxSample + 1);
      for (let at = 0; at < samples.length; at += channels) {
        if (isVisible(raster, at)) histogram[samples[at + colour]!]!++;
      }
      return histogram;
    });
  },

  mapChannels({ samples, channels }, tables) {
    tables.forEach((table, colour) => {
      for (let at = colour; at < samples.length; at += channels) samples[at] = table[samples[at]!]!;
    });
  },

  takeMemory: () => undefined,
  clahe: claheReference,
  skimage: referenceSkimage,

  mix(before, after, share) {
    for (let at = 0; at < after.length; at++) after[at] = Math.round(before[at]! + share * (after[at]! - before[at]!));
  },
};

function isVisible({ samples, channels }: Raster, at: number): boolean {
  return channels % 2 === 1 || samples[at + channels - 1] !== 0;
}

/** Y of BT.601, full range, in OpenCV's fixed point for 8 and 16 bits. */
function lumaAt(samples: Samples, at: number): number {
  return (4899 * samples[at]! + 9617 * samples[at + 1]! + 1868 * samples[at + 2]! + 8192) >>> 14;
}

/** With Cb and Cr unchanged, changing Y by d adds d to each of R, G and B. */
function move({ samples, maxSample }: Raster, at: number, d: number): void {
  for (let i = at; i < at + 3; i++) samples[i] = Math.min(Math.max(samples[i]! + d, 0), maxSample);
}
