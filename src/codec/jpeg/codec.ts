import type { Header } from '../container.js';
import { exifOrientation } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { decodePages, encodeJpeg } from '../sharp/on-demand.js';
import { jpegComponents } from './components.js';
import { jpegExif, withJpegExif } from './exif-segment.js';
import { mendedJpeg } from './mend.js';
import {
  type JpegFile,
  jpegMetadata,
  parseJpeg,
  strippedJpeg,
  uprightJpeg,
  withJpegMetadata,
  withJpegSegments,
  withoutJpegGainMap,
} from './segments.js';

export const jpegCodec: FormatCodec<JpegFile> = {
  parse: parseJpeg,
  peakFactors: {
    read: (file) => 0.2 + (file.progressive ? coefficientsOf(file) : 0) + (file.space === 'cmyk' ? 1.5 : 0),
    write: ({ space }, again) => 0.7 + (again?.progressive ? 2 * coefficientsOf(again) : 0) + (space === 'cmyk' ? 3.2 : 0),
  },

  mended: mendedJpeg,
  decode: (bytes, file, maxPixels, damaged) => decodePages(bytes, file, { title: 'JPEG', maxPixels, damaged }),
  components: jpegComponents,

  rewrite: async ([raster], file, { quality, effort }) => withJpegSegments(await encodeJpeg(raster, { ...file, quality, effort }), file),
  write: async ([raster], { fullChroma, space, metadata }, { quality, effort }) =>
    withJpegMetadata(
      await encodeJpeg(raster, { quality, effort, fullChroma, progressive: false, ...(space ? { space } : {}) }),
      metadata,
      space,
    ),

  exif: { of: jpegExif, with: withJpegExif },
  metadata: jpegMetadata,
  orientations: (file) => exifOrientation(jpegMetadata(file).exif),
  upright: uprightJpeg,
  stripped: strippedJpeg,
  withoutGainMap: withoutJpegGainMap,
  estimateQuality: (file) => file.estimateQuality(),
};

/** Bytes of a JPEG's 16-bit coefficients, relative to the samples: colour at half resolution has half as many coefficients as samples. */
function coefficientsOf({ fullChroma, shape }: Header): number {
  return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
