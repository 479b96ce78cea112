import { type Format, once } from '../format.js';

export const gif: Format = {
  title: 'GIF',
  extensions: ['gif'],
  magic: /^GIF8[79]a/,
  holds: { largestSide: 65_535, cmyk: false, sixteenBits: false, transparency: true, animation: false, profile: true, exif: false },
  reader: 'sharp',
  writes: 'itself',
  ignores: ['quality', 'effort', 'compression', 'lossless', 'scans', 'chroma', 'codec'],
  load: once(async () => (await import('./codec.js')).gifCodec),
};
