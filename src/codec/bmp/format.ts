import { type Format, once } from '../format.js';

/** Bitmaps of Windows and OS/2. */
export const bmp: Format = {
  title: 'BMP',
  extensions: ['bmp', 'dib'],
  // The length of the file and the position of the pixels precede the length of one of the known headers.
  magic: /^BM[\s\S]{12}[\x0c\x10-\x40\x6c\x7c]\0/,
  holds: { largestSide: 2 ** 31 - 1, cmyk: false, sixteenBits: false, transparency: true, animation: false, profile: true, exif: false },
  reader: 'imgpar',
  writes: 'any',
  ignores: ['quality', 'effort', 'compression', 'lossless', 'scans', 'chroma', 'codec'],
  load: once(async () => (await import('./codec.js')).bmpCodec),
};
