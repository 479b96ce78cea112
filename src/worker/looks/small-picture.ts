import { probeImage } from '../../codec/decode.js';
import { formats } from '../../codec/formats.js';
import { writeColours, writePlanes } from '../../codec/jpeg/colours/write.js';
import { openImage } from '../../codec/open.js';
import type { SmallPicture } from '../../codec/small/small-picture.js';
import { checkOperation, checkOutput } from '../../options/resolve.js';
import type { Raster } from '../../pixels/raster.js';
import { prepare } from '../prepare.js';
import { smallSize } from './shown.js';

/** 400 images, two pictures each, in base64, make 10 MB. */
const mostBytes = 10_000;

const unchanged = checkOperation({ strength: 0 });

/** An image file as a small JPEG in base64, upright, in sRGB of 8 bits; undefined if it cannot be drawn. */
export async function smallPicture(bytes: Uint8Array): Promise<string | undefined> {
  const raster = await smallRaster(bytes);
  return raster && smallJpeg(raster);
}

/** The same before it is coded. */
export async function smallRaster(bytes: Uint8Array): Promise<Raster | undefined> {
  // Loaded when needed: most images need no more than our own codecs.
  const { thumbnail } = await import('../../codec/sharp/sharp.js');
  try {
    return await thumbnail(await drawable(bytes), smallSize.width, smallSize.height);
  } catch {
    // Floats, or a result that is broken by now: figures and histograms still tell.
    return undefined;
  }
}

/** A small picture as a JPEG in base64; undefined if it cannot be coded. */
export async function smallJpeg(picture: SmallPicture): Promise<string | undefined> {
  return (await fitting(picture, qualities)).coded?.toString('base64');
}

/** The same for an image before and after: the second picture seldom fits at a quality at which the first does not, so none is tried. */
export async function smallJpegs(before: SmallPicture, after: SmallPicture): Promise<Array<string | undefined>> {
  const first = await fitting(before, qualities);
  const second = await fitting(after, first.left);
  return [first.coded?.toString('base64'), second.coded?.toString('base64')];
}

/**
 * From the best on; nearly all pictures of photographs are small enough at the first one. WebP takes many times as long, and would be a
 * third smaller.
 */
const qualities: readonly number[] = [60, 30];

/** @returns the picture at the first quality at which it is small enough, and that quality with those that are left */
async function fitting(picture: SmallPicture, among: readonly number[]) {
  for (const [index, quality] of among.entries()) {
    const coded = await encoded(picture, quality);
    const left = among.slice(index);
    if (!coded || coded.length <= mostBytes || left.length === 1) return { coded, left };
  }
  return { coded: undefined, left: among };
}

/** By our own encoder, or by sharp where that has no kernels. */
async function encoded(picture: SmallPicture, quality: number): Promise<Buffer | undefined> {
  if ('planes' in picture) return writePlanes(picture, quality);
  const written = writeColours(picture, { quality, optimised: false, fullChroma: false });
  if (written) return written;
  const { encodeJpeg } = await import('../../codec/sharp/sharp.js');
  return encodeJpeg(picture, { quality, fullChroma: false, progressive: false, effort: 4 });
}

/** The file itself, or the same picture as PNG if sharp cannot read its format. */
async function drawable(bytes: Uint8Array): Promise<Uint8Array> {
  const { format } = await probeImage(bytes);
  if (formats[format].reader === 'sharp') return bytes;
  const { operation } = await prepare(unchanged);
  const image = await openImage(bytes, { operation, output: checkOutput({ format: 'png' }) });
  try {
    return Buffer.concat((await image.encode()).parts);
  } finally {
    image.release();
  }
}
