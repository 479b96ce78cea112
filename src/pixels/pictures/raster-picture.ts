import { ImgparError } from '../../errors.js';
import { colourOf } from '../colour/colour.js';
import { changeInside, chosenSamples } from '../masks.js';
import { colourCount, type Lut, type Mask, type Plane, type Raster, type Samples } from '../raster.js';
import type { ColourTreatment, Picture } from './picture.js';

/**
 * A picture backed by the raster, whose samples it changes in place. Fully transparent pixels are not counted, but their colour is mapped
 * like any other, so that it matches the rest if someone makes them visible again. Alpha never changes.
 *
 * A mask costs memory: for the counted pixels while counting, for those outside while changing.
 */
export function rasterPicture(raster: Raster): Picture {
  requireWhole(raster);
  const { width, height, channels, maxSample, samples } = raster;
  const asPlane = (plane: Samples): Plane => ({ width, height, maxSample, samples: plane });
  const changedInside = (inside: Mask | undefined, change: () => void) => changeInside(samples, channels, inside, change);

  return {
    shape: { width, height, channels, maxSample },

    histograms(treatment, counted) {
      return colourOf(raster, treatment).count(counted ? chosenPixels(raster, counted) : raster);
    },

    applyTables(treatment, tables, inside, before) {
      requireTables(raster, treatment, tables);
      changedInside(inside, () => colourOf(raster, treatment).map(raster, tables, before?.map(samplesOf)));
    },

    planes(treatment, lent = false) {
      if (lent && channels === 1) return [asPlane(samples)];
      return colourOf(raster, treatment).read(raster).map(asPlane);
    },

    replacePlanes(treatment, planes, inside, before) {
      const changed = planes.map(samplesOf);
      if (changed[0] === samples) return;
      changedInside(inside, () => colourOf(raster, treatment).replace(raster, changed, before?.map(samplesOf)));
    },

    visiblePixels() {
      return channels % 2 === 1 ? undefined : visiblePixels(raster);
    },
  };
}

/** The same on a raster derived from something else; `takeBack` transfers the result after every change. */
export function derivedPicture(raster: Raster, takeBack: () => void): Picture {
  const picture = rasterPicture(raster);
  return {
    ...picture,

    applyTables(...change) {
      picture.applyTables(...change);
      takeBack();
    },

    replacePlanes(...change) {
      picture.replacePlanes(...change);
      takeBack();
    },
  };
}

function samplesOf({ samples }: Plane): Samples {
  return samples;
}

/** Wrong sizes would mix up pixels instead of failing. */
function requireWhole({ width, height, channels, maxSample, samples }: Raster): void {
  const expected = width * height * channels;
  const bytes = maxSample === 255 ? 1 : 2;
  if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes) return;
  throw new ImgparError(
    'internal',
    `a raster of ${width}×${height}×${channels} has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`,
  );
}

/** Tables for other planes or another depth would make noise instead of failing. */
function requireTables(raster: Raster, treatment: ColourTreatment, tables: readonly Lut[]): void {
  const planes = treatment === 'rgb' ? colourCount(raster) : 1;
  const levels = raster.maxSample + 1;
  if (tables.length === planes && tables.every(({ length }) => length === levels)) return;
  throw new ImgparError(
    'unsupported-format',
    `the tables are for images of another depth or number of planes: received ${tables.length} of ${tables[0]?.length ?? 0} levels, expected ${planes} of ${levels}`,
  );
}

/** The chosen pixels, in a single row. */
function chosenPixels(raster: Raster, mask: Mask): Raster {
  const samples = chosenSamples(raster.samples, raster.channels, mask);
  return { ...raster, width: samples.length / raster.channels, height: 1, samples };
}

function visiblePixels({ width, height, channels, samples }: Raster): Mask | undefined {
  const visible = new Uint8Array(width * height);
  let hidden = 0;
  for (let pixel = 0, at = channels - 1; pixel < visible.length; pixel++, at += channels) {
    if (samples[at] === 0) hidden++;
    else visible[pixel] = 255;
  }
  return hidden === 0 ? undefined : { width, height, maxSample: 255, samples: visible };
}
