import { once } from '../format.js';
export const gif = {
    title: 'GIF',
    endings: ['gif'],
    magic: /^GIF8[79]a/,
    holds: { largestSide: 65_535, cmyk: false, sixteenBits: false, transparency: true, animation: false },
    writesOnlyItself: true,
    ignores: ['quality', 'effort', 'compression', 'lossless', 'codec'],
    load: once(async () => (await import('./codec.js')).gifCodec),
};
