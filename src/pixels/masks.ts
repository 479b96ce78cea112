import { ImgparError } from '../errors.js';
import type { Picture } from './pictures/picture.js';
import type { ImageShape, Mask, Samples } from './raster.js';

/** A rectangle of stored pixels, measured from the top left. What lies beyond the image is cut off. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The mask that a picture defines: white pixels count, which means a luma of at least half, so that a mask survives JPEG. Fully transparent
 * pixels do not count.
 */
export function maskFrom(picture: Picture): Mask {
  const [luma] = picture.planes('luma');
  const half = picture.shape.maxSample / 2;
  const white = maskOf(picture.shape, (pixel) => luma!.samples[pixel]! > half);
  return intersection([white, picture.visiblePixels()]) ?? white;
}

/** The pixels that all given masks choose; undefined if none is given. */
export function intersection(masks: readonly (Mask | undefined)[]): Mask | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  if (given.length < 2) return given[0];
  return maskOf(given[0]!, (pixel) => given.every(({ samples }) => samples[pixel] !== 0));
}

/** Throws an ImgparError with code `unsupported-format` if the region lies beyond the image. */
export function regionMask(shape: Size, { x, y, width, height }: Region): Mask {
  if (x >= shape.width || y >= shape.height) {
    const wanted = `${width} × ${height} pixels at ${x},${y}`;
    throw new ImgparError(
      'unsupported-format',
      `the region of ${wanted} lies outside the image, which is ${shape.width} × ${shape.height}`,
    );
  }
  const mask = maskOf(shape, () => false);
  for (let row = y; row < Math.min(y + height, shape.height); row++) {
    mask.samples.fill(255, row * shape.width + x, row * shape.width + Math.min(x + width, shape.width));
  }
  return mask;
}

/** The pixels with at least one colour other than `nodata`; undefined when that is all of them. */
export function dataPixels(picture: Picture, nodata: number): Mask | undefined {
  const planes = picture.planes('rgb');
  const mask = maskOf(picture.shape, (pixel) => planes.some(({ samples }) => samples[pixel] !== nodata));
  return mask.samples.includes(0) ? mask : undefined;
}

/** Throws an ImgparError with code `unsupported-format` unless the mask is as large as the image. */
export function requireFitting(mask: Mask, { width, height }: ImageShape): void {
  if (mask.width === width && mask.height === height) return;
  throw new ImgparError(
    'unsupported-format',
    `the mask is ${mask.width} × ${mask.height} pixels, expected ${width} × ${height} like the image`,
  );
}

/** Only the chosen pixels, one after another. */
export function chosenSamples(samples: Samples, channels: number, mask: Mask): Samples {
  return gathered(samples, channels, mask, true);
}

/** Runs a change on all pixels, then restores those outside the mask. */
export function changeInside(samples: Samples, channels: number, mask: Mask | undefined, change: () => void): void {
  if (!mask) {
    change();
    return;
  }
  const outside = gathered(samples, channels, mask, false);
  change();
  let from = 0;
  for (let pixel = 0; pixel < mask.samples.length; pixel++) {
    if (mask.samples[pixel] !== 0) continue;
    for (let channel = 0; channel < channels; channel++) samples[pixel * channels + channel] = outside[from++]!;
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function maskOf({ width, height }: Size, isChosen: (pixel: number) => boolean): Mask {
  const samples = new Uint8Array(width * height);
  for (let pixel = 0; pixel < samples.length; pixel++) samples[pixel] = isChosen(pixel) ? 255 : 0;
  return { width, height, maxSample: 255, samples };
}

function gathered(samples: Samples, channels: number, mask: Mask, chosen: boolean): Samples {
  let pixels = 0;
  for (const sample of mask.samples) if ((sample !== 0) === chosen) pixels++;
  const length = pixels * channels;
  const found = samples.BYTES_PER_ELEMENT === 1 ? new Uint8Array(length) : new Uint16Array(length);
  let to = 0;
  for (let pixel = 0; pixel < mask.samples.length; pixel++) {
    if ((mask.samples[pixel] !== 0) !== chosen) continue;
    for (let channel = 0; channel < channels; channel++) found[to++] = samples[pixel * channels + channel]!;
  }
  return found;
}
