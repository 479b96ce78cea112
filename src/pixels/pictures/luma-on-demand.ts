import type { Histogram, Lut, Raster } from '../raster.js';
import type { Picture } from './picture.js';
import { planesPicture } from './planes-picture.js';
import { rasterPicture } from './raster-picture.js';

/** Luma that is decoded to samples only if someone needs them: a method with tables gets by with what was counted. */
export interface LumaOnDemand {
  /** The picture that methods change. It supports no treatment but `luma`. */
  readonly picture: Picture;
  /** Luma as it is now. */
  raster(): Raster;
  /** What must still be done to luma as it was decoded: to map it, if there is a table, or to replace it by samples. */
  change(): { readonly table: Lut | undefined } | { readonly samples: Uint8Array };
}

/** The size of an image that is grey, or of which luma is one of three components. */
interface LumaShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/**
 * @param histogram of all samples
 * @param decode gives the samples, one channel of 8 bits, which may be changed in place
 */
export function lumaOnDemand({ width, height, channels }: LumaShape, histogram: Histogram, decode: () => Uint8Array): LumaOnDemand {
  let table: Lut | undefined;
  let decoded: Raster | undefined;

  function raster(): Raster {
    if (decoded) return decoded;
    decoded = { width, height, channels: 1, maxSample: 255, samples: decode() };
    if (table) rasterPicture(decoded).applyTables('luma', [table]);
    table = undefined;
    return decoded;
  }
  const whole = (): Picture => (channels === 1 ? rasterPicture(raster()) : planesPicture(raster()));

  return {
    raster,
    change: () => (decoded ? { samples: decoded.samples as Uint8Array } : { table }), // 8 bits, as decoded.
    picture: {
      shape: { width, height, channels, maxSample: 255 },
      histograms(treatment, counted) {
        if (decoded || counted || treatment !== 'luma') return whole().histograms(treatment, counted);
        return [table ? mappedHistogram(histogram, table) : histogram];
      },
      applyTables(treatment, tables, inside) {
        const [next, ...more] = tables;
        if (decoded || inside || treatment !== 'luma' || more.length > 0 || next?.length !== 256)
          whole().applyTables(treatment, tables, inside);
        else table = table ? table.map((level) => next[level]!) : next;
      },
      planes: (...wanted) => whole().planes(...wanted),
      replacePlanes: (...planes) => whole().replacePlanes(...planes),
      visiblePixels: () => undefined,
    },
  };
}

/** The histogram of samples after they are mapped. */
function mappedHistogram(histogram: Histogram, table: Lut): Histogram {
  const mapped = new Uint32Array(histogram.length);
  for (let level = 0; level < histogram.length; level++) mapped[table[level]!]! += histogram[level]!;
  return mapped;
}
