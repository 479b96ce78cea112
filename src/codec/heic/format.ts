import { type Format, once } from '../format.js';
import { reader } from './reader.js';

/** Photos of phones: HEVC in a HEIF file. */
export const heic: Format = {
  title: 'HEIC',
  extensions: ['heic', 'heif', 'hif'],
  brands: ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'],
  // Nothing is written so.
  holds: { largestSide: 0, cmyk: false, sixteenBits: false, transparency: false, animation: false, profile: false, exif: false },
  reader,
  writes: 'none',
  ignores: [],
  load: once(async () => (await import('./codec.js')).heicCodec),
};
