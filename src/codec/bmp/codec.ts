import type { FormatCodec } from '../format-codec.js';
import { presentMetadata } from '../metadata.js';
import { type BmpFile, parseBmp } from './header.js';
import { decodePixels } from './pixels.js';
import { rewriteBmp, writeBmp } from './writer.js';

export const bmpCodec: FormatCodec<BmpFile> = {
  parse: parseBmp,
  peakFactors: {
    read: ({ layout }) => (layout.runs === 'none' ? 0 : 1.1),
    // Images with two or three channels take four bytes per pixel.
    write: ({ shape }) => (shape.channels === 2 ? 4.2 : 1.5),
  },

  decode: async (_, file) => [decodePixels(file)],

  rewrite: async ([raster], file) => rewriteBmp(raster, file),
  write: async ([raster], { bitsPerSample, metadata }) => writeBmp(raster, bitsPerSample, metadata),

  metadata: ({ profile, density }) => presentMetadata({ icc: profile?.isNamed ? undefined : profile?.bytes, density }),
  orientations: () => 1,
  upright: (file) => file,
  // The profile is put after the pixels again.
  stripped: (file) => ({ ...file, tail: Buffer.alloc(0), profile: file.profile && { ...file.profile, start: undefined } }),
};
