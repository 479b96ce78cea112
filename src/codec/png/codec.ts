import { exifOrientation } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { decodePages } from '../sharp/on-demand.js';
import { pngBands } from './bands.js';
import { chunksFor, chunksOf, type PngFile, parsePng, pngExif, pngMetadata, strippedPng, uprightPng, withPngExif } from './chunks.js';
import { mendedPng } from './mend.js';
import { readPng } from './reader.js';
import { encodePngInParts, pngSamplesFor } from './writer.js';

export const pngCodec: FormatCodec<PngFile> = {
  parse: parsePng,
  peakFactors: {
    // Grey with alpha is read via RGB.
    read: ({ interlaced, shape }) => (interlaced ? 1.2 : 0.3) + (shape.channels === 2 && shape.maxSample === 255 ? 2.2 : 0),
    // With alpha, the RGB data that grey was read through may not be collected yet.
    write: ({ shape }) => (shape.channels === 2 ? 3.3 : 1.25),
  },

  mended: mendedPng,
  decode: (bytes, file, maxPixels, damaged) => decodePages(bytes, file, { title: 'PNG', maxPixels, damaged }),
  read: (_, file) => readPng(file),
  bands: pngBands,

  async rewrite([raster], file, { effort }) {
    const samples = pngSamplesFor(raster, file.bitsPerSample);
    const { before, after } = chunksFor(file, samples);
    return encodePngInParts(raster, samples, before, after, effort);
  },
  write: async ([raster], { bitsPerSample, metadata }, { effort }) =>
    encodePngInParts(raster, pngSamplesFor(raster, bitsPerSample), chunksOf(metadata), [], effort),

  exif: { of: pngExif, with: withPngExif },
  metadata: pngMetadata,
  orientations: (file) => exifOrientation(pngMetadata(file).exif),
  upright: uprightPng,
  stripped: strippedPng,
};
