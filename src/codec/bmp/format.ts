import { type Format, once } from '../format.js';

/** Windows' and OS/2's bitmaps. */
export const bmp: Format = {
  title: 'BMP',
  endings: ['bmp', 'dib'],
  // Behind the length of the file and the place of the pixels stands the length of one of the headers that there are.
  magic: /^BM[\s\S]{12}[\x0c\x10-\x40\x6c\x7c]\0/,
  holds: { largestSide: 2 ** 31 - 1, cmyk: false, sixteenBits: false, transparency: true, animation: false, profile: true, exif: false },
  reader: 'imgpar',
  writes: 'any',
  ignores: ['quality', 'effort', 'compression', 'lossless', 'codec'],
  load: once(async () => (await import('./codec.js')).bmpCodec),
};
