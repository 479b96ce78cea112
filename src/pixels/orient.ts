import type { Raster, Samples } from './raster.js';

/**
 * The raster as it is meant to be seen, by the orientation of EXIF and TIFF: 1 unchanged, 2 mirrored left to right, 3 rotated by 180°, 4
 * mirrored top to bottom, 5 transposed, 6 rotated by 90° clockwise, 7 transposed and rotated by 180°, 8 rotated by 90° counterclockwise.
 * Exact: samples only change places. For 1, and for any other number, returns the raster itself.
 */
export function orientRaster(raster: Raster, orientation: number): Raster {
  const { width, height } = raster;
  const samples = orientSamples(raster, orientation);
  if (samples === raster.samples) return raster;
  return { ...raster, samples, ...(swapsSides(orientation) && { width: height, height: width }) };
}

/** The same for samples of any kind. */
export function orientSamples<Kind extends TypedNumbers>(
  {
    width,
    height,
    channels,
    samples,
  }: { readonly width: number; readonly height: number; readonly channels: number; readonly samples: Kind },
  orientation: number,
): Kind {
  const walk = walks[orientation]?.(width, height);
  if (!walk) return samples;
  const turned = swapsSides(orientation) ? { width: height, height: width } : { width, height };
  const out = samples.slice() as Kind;
  let to = 0;
  for (let y = 0; y < turned.height; y++) {
    let from = (walk.start + y * walk.down) * channels;
    const step = walk.right * channels;
    for (let x = 0; x < turned.width; x++, from += step) {
      for (let channel = 0; channel < channels; channel++) out[to++] = samples[from + channel]!;
    }
  }
  return out;
}

type TypedNumbers = Samples | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** Whether width and height change places. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** Where the new raster starts in the old one, and the steps to its next pixel to the right and down, all in pixels. */
interface Walk {
  readonly start: number;
  readonly right: number;
  readonly down: number;
}

const walks: Readonly<Record<number, (width: number, height: number) => Walk>> = {
  2: (width) => ({ start: width - 1, right: -1, down: width }),
  3: (width, height) => ({ start: width * height - 1, right: -1, down: -width }),
  4: (width, height) => ({ start: width * (height - 1), right: 1, down: -width }),
  5: (width) => ({ start: 0, right: width, down: 1 }),
  6: (width, height) => ({ start: width * (height - 1), right: -width, down: 1 }),
  7: (width, height) => ({ start: width * height - 1, right: -width, down: -1 }),
  8: (width) => ({ start: width - 1, right: width, down: -1 }),
};
