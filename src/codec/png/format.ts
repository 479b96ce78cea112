import { crc32 } from 'node:zlib';
import { type Format, once } from '../format.js';

export const png: Format = {
  title: 'PNG',
  extensions: ['png', 'apng'],
  // Four bytes are enough: a file whose line ends were changed by a text-mode transfer is a broken PNG, not something unknown.
  magic: /^\x89PNG/,
  holds: { largestSide: 2 ** 31 - 1, cmyk: false, sixteenBits: true, transparency: true, animation: false, profile: true, exif: true },
  reader: 'sharp',
  writes: 'any',
  ignores: ['quality', 'compression', 'lossless', 'scans', 'chroma', 'codec'],
  leastSampleBytes,
  load: once(async () => (await import('./codec.js')).pngCodec),
};

function leastSampleBytes(head: Uint8Array, maxPixels: number): number {
  // A broken header is not trusted.
  if (head.length < 33 || Buffer.from(head.subarray(12, 16)).toString('latin1') !== 'IHDR') return 0;
  const fields = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (crc32(head.subarray(12, 29)) !== fields.getUint32(29)) return 0;
  const pixels = fields.getUint32(16) * fields.getUint32(20);
  if (pixels > maxPixels) return 0;
  const bytesPerSample = fields.getUint8(24) === 16 ? 2 : 1;
  return pixels * (leastChannels[fields.getUint8(25)] ?? 1) * bytesPerSample;
}

/** By colour type. */
const leastChannels: Readonly<Record<number, number>> = { 2: 3, 3: 3, 4: 2, 6: 4 };
