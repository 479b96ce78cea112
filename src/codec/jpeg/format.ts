import { type Format, once } from '../format.js';

export const jpeg: Format = {
  title: 'JPEG',
  extensions: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif', 'mpo'],
  magic: /^\xff\xd8($|\xff)/,
  holds: { largestSide: 65_500, cmyk: true, sixteenBits: false, transparency: false, animation: false, profile: true, exif: true },
  reader: 'sharp',
  writes: 'any',
  ignores: ['compression', 'lossless'],
  load: once(async () => (await import('./codec.js')).jpegCodec),
};
