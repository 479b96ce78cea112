import { ImgparError } from '../errors.js';
import { kernels } from './kernels.js';
import type { ColourMode, Picture } from './picture.js';
import { colourCount, emptyPlane, type Plane, type Raster, type Samples } from './raster.js';

/**
 * A picture that stands on the raster and changes its samples in place. Fully transparent pixels are not counted, but their
 * colour is mapped like any other: who makes them visible again finds what belongs to the rest. Alpha never changes.
 */
export function rasterPicture(raster: Raster): Picture {
  requireWhole(raster);
  const { width, height, channels, maxSample } = raster;
  const asPlane = (samples: Samples): Plane => ({ width, height, maxSample, samples });
  const onLuma = (mode: ColourMode) => mode === 'luma' && channels >= 3;

  return {
    shape: { width, height, channels, maxSample },

    histograms(mode) {
      return onLuma(mode) ? [kernels().countLuma(raster)] : kernels().countChannels(raster);
    },

    applyTables(mode, tables) {
      if (onLuma(mode)) kernels().mapLuma(raster, tables[0]!);
      else kernels().mapChannels(raster, tables);
    },

    planes(mode) {
      if (onLuma(mode)) return [asPlane(kernels().readLuma(raster))];
      return Array.from({ length: colourCount(raster) }, (_, colour) => asPlane(channelOf(raster, colour)));
    },

    replacePlanes(mode, planes) {
      if (onLuma(mode)) {
        kernels().replaceLuma(raster, planes[0]!.samples);
      } else {
        planes.forEach((plane, colour) => {
          replaceChannel(raster, colour, plane.samples);
        });
      }
    },
  };
}

/** Wrong sizes would not fail but mix up pixels. */
function requireWhole({ width, height, channels, maxSample, samples }: Raster): void {
  const expected = width * height * channels;
  const bytes = maxSample === 255 ? 1 : 2;
  if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes) return;
  throw new ImgparError(
    'internal',
    `a raster of ${width}×${height}×${channels} has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`,
  );
}

function channelOf(raster: Raster, channel: number): Samples {
  const { samples, channels } = raster;
  const plane = emptyPlane(raster);
  for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) plane[pixel] = samples[at]!;
  return plane;
}

function replaceChannel({ samples, channels }: Raster, channel: number, plane: Samples): void {
  for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) samples[at] = plane[pixel]!;
}
