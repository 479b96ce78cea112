import type { ImageShape, Raster } from '../../pixels/raster.js';
import { greyBits } from '../encoding.js';
import type { FormatCodec } from '../format-codec.js';
import { commentsOf, type PnmFile, type PnmPage, parsePnm } from './header.js';
import { decodeSamples, encodeSamples } from './samples.js';

export const pnmCodec: FormatCodec<PnmFile> = {
  parse: parsePnm,
  // Text takes up to four characters per sample of 8 bits.
  peakFactors: { read: () => 0, write: (_, again) => (again && again.kind < 4 ? 4.2 : 1.1) },

  decode: async (_, { pictures }) => {
    const [first, ...others] = pictures.map(decodeSamples);
    return [first!, ...others];
  },

  // Size and largest sample do not change, so the header stays as it was, without loss.
  rewrite: async (rasters, { pictures, rest }) => [
    ...rasters.flatMap((raster, index) => [pictures[index]!.head, encodeSamples(pictures[index]!, raster)]),
    rest,
  ],
  async write([raster], { bitsPerSample, metadata }) {
    const page = pageFor(raster, bitsPerSample, metadata.comments ?? []);
    return [page.head, encodeSamples(page, raster)];
  },

  metadata: ({ pictures }) => ({ comments: pictures.flatMap(commentsOf) }),
  orientations: () => 1,
  upright: (file) => file,
  stripped: (file) => ({ ...file, pictures: file.pictures.map(withoutComments), rest: Buffer.alloc(0) }),
};

/** The plainest format for an image: grey becomes a bitmap if its levels fit, otherwise PGM; colour PPM; with alpha PAM. */
function pageFor(raster: Raster, bitsRead: number, comments: readonly Uint8Array[]): PnmPage {
  const { channels, maxSample } = raster;
  const kind = channels % 2 === 0 ? 7 : channels === 3 ? 6 : greyBits(raster, bitsRead) === 1 ? 4 : 5;
  const lines = comments.flatMap((comment) =>
    Buffer.from(comment)
      .toString('latin1')
      .split(/[\r\n\0]+/),
  );
  const maxval = kind === 4 ? 1 : maxSample;
  const head = plainHead(kind, raster, maxval, lines);
  return { shape: raster, bitsPerSample: 8, fullChroma: true, kind, maxval, head, body: Buffer.alloc(0) };
}

function plainHead(kind: number, { width, height, channels }: ImageShape, maxval: number, comments: readonly string[]): Buffer {
  const type = { 1: 'GRAYSCALE', 2: 'GRAYSCALE_ALPHA', 3: 'RGB', 4: 'RGB_ALPHA' }[channels];
  const fields =
    kind === 7
      ? [`WIDTH ${width}`, `HEIGHT ${height}`, `DEPTH ${channels}`, `MAXVAL ${maxval}`, `TUPLTYPE ${type}`, 'ENDHDR']
      : [`${width} ${height}`, ...(kind === 1 || kind === 4 ? [] : [maxval])];
  return Buffer.from([`P${kind}`, ...comments.map((line) => `# ${line}`), ...fields, ''].join('\n'), 'latin1');
}

function withoutComments(page: PnmPage): PnmPage {
  if (page.kind !== 7) return { ...page, head: plainHead(page.kind, page.shape, page.maxval, []) };
  const lines = page.head.toString('latin1').split('\n');
  return { ...page, head: Buffer.from(lines.filter((line) => !line.trimStart().startsWith('#')).join('\n'), 'latin1') };
}
