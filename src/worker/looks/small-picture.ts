import { probeImage } from '../../codec/decode.js';
import { formats } from '../../codec/formats.js';
import { openImage } from '../../codec/open.js';
import { checkOperation, checkOutput } from '../../options/resolve.js';
import type { Raster } from '../../pixels/raster.js';
import { prepare } from '../prepare.js';

/** Sizes in pixels: as wide as two of them fit beside each other on a phone, sharp enough to judge by. */
const width = 320;
const height = 240;

/** 400 images, two pictures each, in base64, make 10 MB. */
const mostBytes = 9_000;

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
    return await thumbnail(await drawable(bytes), width, height);
  } catch {
    // Floats, or a result that is broken by now: figures and histograms still tell.
    return undefined;
  }
}

export async function smallJpeg(raster: Raster): Promise<string> {
  const { encodeJpeg } = await import('../../codec/sharp/sharp.js');
  let coded: Buffer | undefined;
  // WebP takes five times as long, and would be a third smaller.
  for (const quality of [75, 55, 30]) {
    coded = await encodeJpeg(raster, { quality, fullChroma: false, progressive: false, effort: 4 });
    if (coded.length <= mostBytes) break;
  }
  return coded!.toString('base64');
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
