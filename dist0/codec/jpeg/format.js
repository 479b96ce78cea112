import { once } from '../format.js';
export const jpeg = {
    title: 'JPEG',
    endings: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif'],
    magic: /^\xff\xd8($|\xff)/,
    holds: { largestSide: 65_500, cmyk: true, sixteenBits: false, transparency: false, animation: false },
    ignores: ['compression', 'lossless'],
    load: once(async () => (await import('./codec.js')).jpegCodec),
};
