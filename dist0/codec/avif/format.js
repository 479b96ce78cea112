import { once } from '../format.js';
export const avif = {
    title: 'AVIF',
    endings: ['avif', 'avifs'],
    brands: ['avif', 'avis'],
    holds: { largestSide: 16_384, cmyk: false, sixteenBits: false, transparency: true, animation: false },
    ignores: ['compression', 'lossless', 'codec'],
    load: once(async () => (await import('./codec.js')).avifCodec),
};
