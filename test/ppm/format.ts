import { type Format, once } from '../../src/codec/format.js';

/** A toy format: binary 8-bit PPM. It shows what a new format takes: this folder, and its name in the table of formats. */
export const ppm: Format = {
  title: 'PPM',
  endings: ['ppm'],
  magic: /^P6\s/,
  holds: { largestSide: 2 ** 31 - 1, cmyk: false, sixteenBits: false, transparency: false, animation: false },
  ignores: ['quality', 'effort', 'compression', 'lossless', 'codec'],
  load: once(async () => (await import('./codec.js')).ppmCodec),
};
