import type { Raster } from '../../pixels/raster.js';
import { type Coding, hasTransparency, inTurn } from '../encoding.js';
import { exifOrientation } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { asColour } from '../memory.js';
import { decodeFrames, encodeWebp } from '../sharp/on-demand.js';
import type { WebpCoding } from '../sharp/sharp.js';
import {
  parseWebp,
  strippedWebp,
  uprightWebp,
  type WebpFile,
  webpExif,
  webpMetadata,
  withWebpChunks,
  withWebpExif,
  withWebpMetadata,
} from './chunks.js';

export const webpCodec: FormatCodec<WebpFile> = {
  parse: parseWebp,
  peakFactors: {
    read: ({ pages }) => (pages ? 1.3 : 2.75),
    write: (picture, again) => (again?.lossless ? 14.5 : 3) * asColour(picture),
    held: (again) => (again?.lossless ? 2.8 : 0.8),
  },

  decode: (bytes, file, maxPixels) => decodeFrames(bytes, file, { title: 'WebP', maxPixels }),

  rewrite: async (rasters, file, coding) =>
    withWebpChunks(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, coding, file.lossless))), file),
  write: async (rasters, { animation, metadata }, coding) =>
    withWebpMetadata(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, coding, false))), metadata, animation),

  exif: { of: webpExif, with: withWebpExif },
  metadata: webpMetadata,
  animation: ({ animation }) => animation,
  orientations: (file) => exifOrientation(webpMetadata(file).exif),
  upright: uprightWebp,
  stripped: strippedWebp,
};

/** Makes images with transparency fully lossless, as near-lossless coding would change alpha as well. */
function webpCoding(raster: Raster, { lossless, quality, effort }: Coding, wasLossless: boolean): WebpCoding {
  const kept = wasLossless ? 'yes' : 'no';
  const wanted = lossless === 'keep' ? kept : lossless;
  return { quality, effort, lossless: wanted === 'near' && hasTransparency(raster) ? 'yes' : wanted };
}
