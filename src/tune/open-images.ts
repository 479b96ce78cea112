import { probeImage } from '../codec/decode.js';
import { openImage } from '../codec/open.js';
import { ImgparError, messageOf } from '../errors.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import { resolveOperation } from '../pixels/operation.js';
import type { ColourMode, Picture } from '../pixels/pictures/picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import { bytesOf, type ImageShape, type Samples } from '../pixels/raster.js';
import { openSource } from '../storage/file.js';
import type { TunedImage } from './engine.js';

/** Decodes the first picture of a file, as a run does. @throws {ImgparError} `usage`, with the file and why it cannot be shown */
export async function openForTuning(path: string): Promise<TunedImage> {
  try {
    const file = openSource(path);
    try {
      return await decodedForTuning(file.readAll());
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof ImgparError)) throw error;
    throw new ImgparError('usage', `${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function decodedForTuning(bytes: Uint8Array): Promise<TunedImage> {
  const { space } = await probeImage(bytes);
  if (space) throw unshowable(`colours in ${space.toUpperCase()}`);
  const image = await withPicture(bytes, 'rgb', rasterOf);
  const luma = await withPicture(bytes, 'luma', (picture) => picture.planes('luma')[0]!.samples);
  const computed = rasterPicture(image).planes('luma')[0]!.samples;
  const isSame = Buffer.compare(bytesOf(luma), bytesOf(computed)) === 0;
  return isSame ? image : { ...image, luma: luma.slice() };
}

/** What `use` makes of the picture as it is decoded for a mode: for luma, many files need not be decoded to red, green and blue. */
async function withPicture<Made>(bytes: Uint8Array, on: ColourMode, use: (picture: Picture) => Made): Promise<Made> {
  const { reference: _, ...options } = checkOperation({ on });
  const image = await openImage(bytes, { operation: resolveOperation(options), output: checkOutput() });
  try {
    return use(image.pictures[0]!);
  } finally {
    image.release();
  }
}

/** Whether a pixel is wholly transparent is all that matters of its alpha. */
function rasterOf(picture: Picture): TunedImage {
  if (picture.scalars) throw unshowable('numbers that are not levels');
  const { width, height, maxSample } = picture.shape;
  const colours = picture.planes('rgb').map(({ samples }) => samples);
  const visible = picture.visiblePixels()?.samples;
  const planes: readonly Samples[] = visible
    ? [...colours, maxSample === 255 ? visible : Uint16Array.from(visible, (each) => each * 257)]
    : colours;
  const { levels, nodata } = picture;
  return {
    width,
    height,
    maxSample,
    // One or three colours, and perhaps alpha.
    channels: planes.length as ImageShape['channels'],
    samples: interleaved(planes),
    ...(levels !== undefined && { levels }),
    ...(nodata !== undefined && { nodata }),
  };
}

function interleaved(planes: readonly Samples[]): Samples {
  const [first] = planes as [Samples];
  if (planes.length === 1) return first.slice();
  const length = first.length * planes.length;
  const samples = first.BYTES_PER_ELEMENT === 1 ? new Uint8Array(length) : new Uint16Array(length);
  for (const [channel, plane] of planes.entries())
    for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += planes.length) samples[at] = plane[pixel]!;
  return samples;
}

function unshowable(what: string): ImgparError {
  return new ImgparError('unsupported-format', `the image holds ${what}, which a page cannot show; imgpar preview draws it`);
}
