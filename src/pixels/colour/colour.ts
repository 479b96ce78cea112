import { summed } from '../histogram.js';
import { kernels } from '../kernels/kernels.js';
import type { ColourTreatment } from '../pictures/picture.js';
import { roomForPlane } from '../plane-memory.js';
import type { Histogram, Lut, Raster, Samples } from '../raster.js';
import type { ColourPlane } from './colour-plane.js';
import { hsvValue } from './hsv.js';
import { countIntensity } from './intensity.js';
import { colourKernels } from './kernels.js';
import { labLightness } from './lab.js';
import { opencvY } from './ycrcb.js';

/** How a raster is counted, and how tables and planes change it. Rasters are changed in place; alpha never changes. */
export interface Colour {
  /** One histogram per table, without fully transparent pixels. */
  count(raster: Raster): Histogram[];
  /** Takes one table per histogram. */
  map(raster: Raster, tables: readonly Lut[], before?: readonly Samples[]): void;
  read(raster: Raster): Samples[];
  /** @param before what `read` gives, which some treatments need again; they read it if it is not given */
  replace(raster: Raster, planes: readonly Samples[], before?: readonly Samples[]): void;
}

/** Whether planes must be read again to be replaced. */
export function needsBefore({ channels }: Pick<Raster, 'channels'>, treatment: ColourTreatment): boolean {
  return channels > 2 && ['joint', 'lab', 'hsv', 'ycrcb', 'intensity'].includes(treatment);
}

/** How a treatment works on a raster. Grey is a single channel in every treatment. */
export function colourOf({ channels }: Raster, treatment: ColourTreatment): Colour {
  return channels < 3 ? eachChannel : treatments[treatment];
}

const eachChannel: Colour = {
  count: (raster) => kernels().countChannels(raster),
  map: (raster, tables) => kernels().mapChannels(raster, tables),
  read: (raster) => (raster.channels === 1 ? [raster.samples.slice()] : colourKernels().takeApart(raster)),
  replace(raster, planes) {
    if (raster.channels === 1) raster.samples.set(planes[0]!);
    else colourKernels().putTogether(raster, planes);
  },
};

const luma: Colour = {
  count: (raster) => [kernels().countLuma(raster)],
  map: (raster, [table]) => kernels().mapLuma(raster, table!),
  read: (raster) => [kernels().readLuma(raster)],
  replace: (raster, [changed]) => kernels().replaceLuma(raster, changed!),
};

/** One table for R, G and B. Methods without a table change luma, and R, G and B in proportion, which keeps grey grey as a table does. */
const joint: Colour = {
  count: luma.count,
  map: (raster, [table]) => kernels().mapChannels(raster, [table!, table!, table!]),
  read: luma.read,
  replace: (raster, [changed], before) => colourKernels().scale(raster, before?.[0] ?? kernels().readLuma(raster), changed!),
};

const treatments: Readonly<Record<ColourTreatment, Colour>> = {
  luma,
  rgb: eachChannel,
  joint,
  lab: byPlane(labLightness),
  hsv: byPlane(hsvValue),
  ycrcb: { ...byPlane(opencvY), count: luma.count },
  pooled: { ...eachChannel, count: (raster) => [summed(kernels().countChannels(raster))], map: joint.map },
  intensity: { ...joint, count: (raster) => [countIntensity(raster)] },
};

function byPlane(plane: ColourPlane): Colour {
  return {
    count: (raster) => [countVisible(raster, plane.read(raster))],
    map(raster, [table], before) {
      const levels = before?.[0] ?? plane.read(raster);
      plane.replace(raster, mapped(raster, levels, table!), levels);
    },
    read: (raster) => [plane.read(raster)],
    replace: (raster, [changed], before) => plane.replace(raster, changed!, before?.[0] ?? plane.read(raster)),
  };
}

function countVisible(raster: Raster, plane: Samples): Histogram {
  const { samples, channels, maxSample } = raster;
  if (channels === 3) return kernels().countChannels(asRaster(raster, plane))[0]!;
  const histogram = new Uint32Array(maxSample + 1);
  for (let pixel = 0; pixel < plane.length; pixel++) {
    if (samples[pixel * 4 + 3] !== 0) histogram[plane[pixel]!]!++;
  }
  return histogram;
}

function mapped(raster: Raster, plane: Samples, table: Lut): Samples {
  const changed = roomForPlane(raster);
  changed.set(plane);
  kernels().mapChannels(asRaster(raster, changed), [table]);
  return changed;
}

function asRaster({ width, height, maxSample }: Raster, plane: Samples): Raster {
  return { width, height, maxSample, channels: 1, samples: plane };
}
