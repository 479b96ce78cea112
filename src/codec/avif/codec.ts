import { uprightExif } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { asColour } from '../memory.js';
import { uprightXmp } from '../metadata.js';
import { decodePages, encodeAvif } from '../sharp/on-demand.js';
import { type AvifFile, avifMetadata, parseAvif, withAvifItems, withAvifMetadata } from './boxes.js';

export const avifCodec: FormatCodec<AvifFile> = {
  parse: parseAvif,
  peakFactors: { read: () => 6, write: (picture) => 14.5 * asColour(picture) },

  decode: (bytes, file, maxPixels) => decodePages(bytes, file, { title: 'AVIF', maxPixels }),

  rewrite: async ([raster], file, { quality, effort }) =>
    withAvifItems(await encodeAvif(raster, { ...file, quality, effort, bitdepth: depthOf(file.bitsPerSample) }), file),
  write: async ([raster], { fullChroma, metadata }, { quality, effort }) =>
    withAvifMetadata(await encodeAvif(raster, { quality, effort, fullChroma, bitdepth: 8 }), metadata),

  metadata: avifMetadata,
  // The decoder turns the image itself.
  orientations: () => 1,
  upright: (file) => ({ ...file, exif: file.exif && uprightExif(file.exif), xmp: file.xmp && uprightXmp(file.xmp) }),
  stripped: (file) => ({ ...file, exif: undefined, xmp: undefined }),
};

function depthOf(bitsPerSample: number): 8 | 10 | 12 {
  return bitsPerSample === 12 ? 12 : bitsPerSample === 10 ? 10 : 8;
}
