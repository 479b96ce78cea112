import { once } from '../format.js';
export const tiff = {
    title: 'TIFF',
    endings: ['tif', 'tiff'],
    magic: /^(II[*+]\0|MM\0[*+])/,
    holds: { largestSide: 2 ** 31 - 1, cmyk: true, sixteenBits: true, transparency: true, animation: false },
    ignores: ['effort', 'lossless', 'codec'],
    load: once(async () => (await import('./codec.js')).tiffCodec),
};
