import { type Format, once } from '../format.js';

export const tiff: Format = {
  title: 'TIFF',
  extensions: ['tif', 'tiff'],
  magic: /^(II[*+]\0|MM\0[*+])/,
  holds: { largestSide: 2 ** 31 - 1, cmyk: true, sixteenBits: true, transparency: true, animation: false, profile: true, exif: true },
  reader: 'sharp',
  writes: 'any',
  ignores: ['effort', 'lossless', 'scans', 'chroma', 'codec'],
  load: once(async () => (await import('./codec.js')).tiffCodec),
};
