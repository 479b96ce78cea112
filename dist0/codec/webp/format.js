import { once } from '../format.js';
export const webp = {
    title: 'WebP',
    endings: ['webp'],
    magic: /^RIFF[\s\S]{4}WEBP/,
    holds: { largestSide: 16_383, cmyk: false, sixteenBits: false, transparency: true, animation: true },
    ignores: ['compression', 'codec'],
    load: once(async () => (await import('./codec.js')).webpCodec),
};
