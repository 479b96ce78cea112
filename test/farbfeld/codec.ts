import { corrupt, type Header } from '../../src/codec/container.js';
import type { FormatCodec } from '../../src/codec/format-codec.js';
import type { Raster } from '../../src/pixels/raster.js';

export const farbfeldCodec: FormatCodec<Header> = {
  parse: parseFarbfeld,
  peakFactors: { read: () => 0, write: () => 4 },

  decode: async (bytes, { shape }) => {
    const samples = Uint16Array.from({ length: shape.width * shape.height * 4 }, (_, i) => bytes.readUInt16BE(16 + 2 * i));
    return [{ ...shape, samples }];
  },

  rewrite: async ([raster]) => written(raster),
  write: async ([raster]) => written(raster),

  metadata: () => ({}),
  orientations: () => 1,
  upright: (file) => file,
  stripped: (file) => file,
};

function parseFarbfeld(bytes: Buffer): Header {
  const [width, height] = [bytes.readUInt32BE(8), bytes.readUInt32BE(12)];
  if (bytes.length !== 16 + width * height * 8) throw corrupt('the farbfeld has other samples than its header says');
  return { shape: { width, height, channels: 4, maxSample: 65535 }, bitsPerSample: 16, fullChroma: true };
}

/** A file in two parts. Grey becomes colour, 8 bits become 16, and images without alpha become opaque. */
function written({ width, height, channels, maxSample, samples }: Raster): Uint8Array[] {
  const head = Buffer.from('farbfeld\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(width, 8);
  head.writeUInt32BE(height, 12);
  const body = Buffer.alloc(width * height * 8);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 4; channel++) {
      const isOpaque = channel === 3 && channels % 2 === 1;
      const from = channel === 3 ? channels - 1 : channels < 3 ? 0 : channel;
      const sample = isOpaque ? maxSample : samples[pixel * channels + from]!;
      body.writeUInt16BE((sample * 65535) / maxSample, pixel * 8 + 2 * channel);
    }
  }
  return [head, body];
}
