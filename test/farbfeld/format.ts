import { type Format, once } from '../../src/codec/format.js';

/**
 * A toy: suckless.org's farbfeld, 16-bit RGB and alpha. It shows what a new format takes: this folder, and its name in the table of
 * formats.
 */
export const farbfeld: Format = {
  title: 'farbfeld',
  extensions: ['ff'],
  magic: /^farbfeld/,
  holds: { largestSide: 2 ** 32 - 1, cmyk: false, sixteenBits: true, transparency: true, animation: false, profile: false, exif: false },
  reader: 'imgpar',
  writes: 'any',
  ignores: ['quality', 'effort', 'compression', 'lossless', 'codec'],
  load: once(async () => (await import('./codec.js')).farbfeldCodec),
};
