import { type Format, once } from '../format.js';

export const avif: Format = {
  title: 'AVIF',
  extensions: ['avif', 'avifs'],
  brands: ['avif', 'avis'],
  holds: { largestSide: 16_384, cmyk: false, sixteenBits: false, transparency: true, animation: false, profile: true, exif: true },
  reader: 'sharp',
  writes: 'any',
  ignores: ['compression', 'scans', 'chroma', 'codec'],
  load: once(async () => (await import('./codec.js')).avifCodec),
};
