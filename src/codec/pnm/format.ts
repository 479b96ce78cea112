import { type Format, once } from '../format.js';

/** Netpbm's formats: PBM, PGM and PPM as text or bytes, and PAM. */
export const pnm: Format = {
  title: 'PNM',
  extensions: ['pnm', 'pbm', 'pgm', 'ppm', 'pam'],
  // A bare `P6` begins many texts, too; P7 without a line break is a thumbnail of the program xv.
  magic: /^P[1-6](\s+\d|\s*#)|^P7\s*\n/,
  holds: { largestSide: 2 ** 31 - 1, cmyk: false, sixteenBits: true, transparency: true, animation: false, profile: false, exif: false },
  reader: 'imgpar',
  writes: 'any',
  ignores: ['quality', 'effort', 'compression', 'lossless', 'scans', 'chroma', 'codec'],
  load: once(async () => (await import('./codec.js')).pnmCodec),
};
