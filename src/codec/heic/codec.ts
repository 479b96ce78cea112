import { unsupported } from '../container.js';
import { uprightExif } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { presentMetadata, uprightXmp } from '../metadata.js';
import { decodeHeic } from './decoder.js';
import { type HeicFile, parseHeic } from './file.js';

export const heicCodec: FormatCodec<HeicFile> = {
  parse: parseHeic,
  // Measured with 12 megapixels of noise: 4.5.
  peakFactors: { read: () => 6, write: () => 0 },

  decode: async (bytes, file, maxPixels) => [await decodeHeic(bytes, file, maxPixels)],

  rewrite: async () => {
    throw notWritten();
  },
  write: async () => {
    throw notWritten();
  },

  // The decoder turns the image itself.
  metadata: ({ exif, xmp, icc }) => presentMetadata({ icc, exif: exif && uprightExif(exif), xmp: xmp && uprightXmp(xmp) }),
  orientations: () => 1,
  upright: (file) => file,
  stripped: (file) => ({ ...file, exif: undefined, xmp: undefined }),
};

function notWritten() {
  return unsupported('HEIC is read, but not written; choose another format');
}
