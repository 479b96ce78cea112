import { equalize, measure } from '../pixels/equalize.js';
import { type Figures, figuresOf, lumaHistogram } from '../pixels/figures.js';
import { needsOnlyLuma, type ResolvedOperation, resolveOperation, treatmentOf } from '../pixels/operation.js';
import type { Picture } from '../pixels/pictures/picture.js';
import { planesPicture } from '../pixels/pictures/planes-picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import type { Raster, Samples } from '../pixels/raster.js';
import { operationOf, type Setting } from './settings.js';

/** A decoded image, as the page has it. */
export interface TunedImage extends Raster {
  /** The luma that the file itself holds, where that is not the luma of its red, green and blue: that of a JPEG. */
  readonly luma?: Samples;
  readonly levels?: number;
  readonly nodata?: number;
}

/** What a setting makes of an image. */
export interface Result {
  /** What the command encodes: the samples of all channels, or if it changes only the luma of a file, that luma. */
  readonly samples: Samples;
  readonly isLuma: boolean;
  /** For a canvas: red, green, blue and alpha of 8 bits. */
  readonly shown: Uint8ClampedArray<ArrayBuffer>;
  /** Of luma, before and after. */
  readonly histogram: Histograms['after'];
  readonly figures: Figures;
}

interface Histograms {
  readonly after: readonly number[];
}

/**
 * Does to an image what `imgpar equalize` does before it encodes, with the same code.
 *
 * @param setting undefined for the original
 * @throws {ImgparError} `usage`
 */
export function resultOf(image: TunedImage, setting: Setting | undefined, images: readonly TunedImage[]): Result {
  const operation = setting && resolved(setting, images);
  const luma = image.luma !== undefined && (!operation || needsOnlyLuma(operation)) ? image.luma : undefined;
  const changed: Raster = { ...image, ...(luma && { channels: 1 }), samples: (luma ?? image.samples).slice() };
  const picture = pictureOf(image, luma && image.channels > 2 ? planesPicture(changed) : rasterPicture(changed));
  if (operation) equalize(picture, operation);
  const histogram = lumaHistogram(picture, operation?.nodata);
  const used = picture.levels ?? histogram.length;
  return {
    samples: changed.samples,
    isLuma: luma !== undefined,
    shown: luma ? shownByLuma(image, luma, changed.samples) : shown(image, changed.samples),
    histogram: Array.from({ length: 256 }, (_, part) => {
      const [from, to] = [Math.ceil((part * used) / 256), Math.ceil(((part + 1) * used) / 256)];
      let sum = 0;
      for (let level = from; level < to; level++) sum += histogram[level]!;
      return sum;
    }),
    figures: figuresOf(histogram, used),
  };
}

function pictureOf({ levels, nodata }: TunedImage, picture: Picture): Picture {
  return { ...picture, ...(levels !== undefined && { levels }), ...(nodata !== undefined && { nodata }) };
}

function resolved(setting: Setting, images: readonly TunedImage[]): ResolvedOperation {
  const operation = operationOf(setting);
  if (typeof operation.method === 'string' || !Object.hasOwn(operation.method.defaults, 'reference')) return resolveOperation(operation);
  const model = images[setting.reference]!;
  const reference = measure(pictureOf(model, rasterPicture(model)), { on: treatmentOf(operation), roi: undefined, nodata: undefined });
  return resolveOperation({ ...operation, params: { ...operation.params, reference } });
}

/** Levels of more than 8 bits are shown by their upper ones, so that what was dark stays dark. */
function shown({ channels, maxSample, levels = maxSample + 1 }: TunedImage, samples: Samples): Uint8ClampedArray<ArrayBuffer> {
  const pixels = samples.length / channels;
  const rgba = new Uint8ClampedArray(pixels * 4);
  const scale = 255 / (levels - 1);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const alpha = channels % 2 === 0 ? channels - 1 : undefined;
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    rgba[to] = samples[from]! * scale;
    rgba[to + 1] = samples[from + green]! * scale;
    rgba[to + 2] = samples[from + blue]! * scale;
    rgba[to + 3] = alpha === undefined ? 255 : (samples[from + alpha]! * 255) / maxSample;
  }
  return rgba;
}

/** As decoders show a file whose luma has changed: red, green and blue move by as much. */
function shownByLuma({ channels, samples }: TunedImage, before: Samples, after: Samples): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(before.length * 4);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let pixel = 0, from = 0, to = 0; pixel < before.length; pixel++, from += channels, to += 4) {
    const more = after[pixel]! - before[pixel]!;
    rgba[to] = samples[from]! + more;
    rgba[to + 1] = samples[from + green]! + more;
    rgba[to + 2] = samples[from + blue]! + more;
    rgba[to + 3] = 255;
  }
  return rgba;
}
