import { type Format, once } from '../format.js';

export const webp: Format = {
  title: 'WebP',
  extensions: ['webp'],
  magic: /^RIFF[\s\S]{4}WEBP/,
  holds: { largestSide: 16_383, cmyk: false, sixteenBits: false, transparency: true, animation: true, profile: true, exif: true },
  reader: 'sharp',
  writes: 'any',
  ignores: ['compression', 'scans', 'chroma', 'codec'],
  load: once(async () => (await import('./codec.js')).webpCodec),
};
