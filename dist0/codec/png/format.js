import { once } from '../format.js';
export const png = {
    title: 'PNG',
    endings: ['png', 'apng'],
    // Four bytes will do: a file whose line ends a text-mode transfer has changed is a broken PNG, not something unknown.
    magic: /^\x89PNG/,
    holds: { largestSide: 2 ** 31 - 1, cmyk: false, sixteenBits: true, transparency: true, animation: false },
    ignores: ['quality', 'compression', 'lossless', 'codec'],
    leastSampleBytes,
    load: once(async () => (await import('./codec.js')).pngCodec),
};
function leastSampleBytes(head, maxPixels) {
    if (head.length < 29)
        return 0;
    const fields = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const pixels = fields.getUint32(16) * fields.getUint32(20);
    if (pixels > maxPixels)
        return 0;
    const bytesPerSample = fields.getUint8(24) === 16 ? 2 : 1;
    return pixels * (leastChannels[fields.getUint8(25)] ?? 1) * bytesPerSample;
}
/** By the colour type. */
const leastChannels = { 2: 3, 3: 3, 4: 2, 6: 4 };
