import { corrupt, type Header, unsupported } from '../../src/codec/container.js';
import type { FormatCodec } from '../../src/codec/format-codec.js';
import type { Raster } from '../../src/pixels/raster.js';

/** A parsed PPM. */
interface PpmFile extends Header {
  readonly firstSample: number;
  readonly comments: readonly Buffer[];
}

export const ppmCodec: FormatCodec<PpmFile> = {
  parse: parsePpm,
  peakFactors: { read: () => 0, write: () => 1 },

  decode: async (bytes, { shape, firstSample }) => [{ ...shape, samples: Uint8Array.from(bytes.subarray(firstSample)) }],

  rewrite: async ([raster], { comments }) => written(raster, comments),
  write: async ([raster], { metadata }) => written(raster, metadata.comments ?? []),

  metadata: ({ comments }) => ({ comments }),
  orientations: () => 1,
  upright: (file) => file,
  stripped: (file) => ({ ...file, comments: [] }),
};

function parsePpm(bytes: Buffer): PpmFile {
  const text = bytes.toString('latin1', 0, 4096);
  const header = /^P6((?:\s+|#[^\n]*\n)+)(\d+)\s+(\d+)\s+(\d+)\s/.exec(text);
  if (!header) throw corrupt('the PPM has no whole header');
  const [whole, opening, width, height, maxSample] = header;
  if (maxSample !== '255') throw unsupported(`the PPM has samples up to ${maxSample}; expected 255`);
  const shape = { width: Number(width), height: Number(height), channels: 3, maxSample: 255 } as const;
  if (bytes.length !== whole.length + shape.width * shape.height * 3) throw corrupt('the PPM has other samples than its header says');
  const comments = [...opening!.matchAll(/#([^\n]*)\n/g)].map(([, comment]) => Buffer.from(comment!, 'latin1'));
  return { shape, bitsPerSample: 8, fullChroma: true, firstSample: whole.length, comments };
}

/** A file in two parts. Grey becomes colour, and alpha is dropped. */
function written(raster: Raster, comments: readonly Uint8Array[]): Uint8Array[] {
  const { width, height, channels, samples } = raster;
  const lines = ['P6', ...comments.map((comment) => `#${Buffer.from(comment).toString('latin1')}`), `${width} ${height}`, '255', ''];
  const colours = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3) * channels;
    return samples[channels < 3 ? pixel : pixel + (i % 3)]!;
  });
  return [Buffer.from(lines.join('\n'), 'latin1'), colours];
}
