import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encoded, fastest, opened } from '../../../test/opened.js';
import { anyRaster, expectSame, randomNumbers, small } from '../../../test/pictures.js';
import { verdict } from '../../../test/verdict.js';
import type { Raster } from '../../pixels/raster.js';
import { decodeImage } from '../decode.js';
import { chunk, chunkParts, parsePng, pictureChunks, pngSignature } from './chunks.js';
import { readPng } from './reader.js';
import { encodePng, pngSamplesFor } from './writer.js';

function png(raster: Raster, effort = 1): Buffer {
  return encodePng(raster, pngSamplesFor(raster, 8), [], [], effort);
}

test('any PNG of our own is read back', () => {
  fc.assert(
    fc.property(anyRaster({ maxSide: 40 }), fc.constantFrom(1, 2, 3), (raster, effort) => {
      const read = readPng(parsePng(png(raster, effort)));
      expect(read?.raster).toEqual(raster);
      read?.release();
    }),
    { numRuns: 100 },
  );
});

/** Files coded by libpng, with all kinds of samples that are read here. */
const foreign = await Promise.all(
  ([1, 2, 3, 4] as const).flatMap((channels) =>
    [255, 65535].map((maxSample) => {
      const random = randomNumbers(channels);
      const samples = Array.from({ length: 40 * 30 * channels }, (_, i) => ((i >> 5) + random() * 20) * (maxSample === 255 ? 1 : 200));
      const raw = { width: 40, height: 30, channels };
      const image = maxSample === 255 ? sharp(Uint8Array.from(samples), { raw }) : sharp(Uint16Array.from(samples), { raw });
      const space = maxSample === 255 ? (channels < 3 ? 'b-w' : 'srgb') : channels < 3 ? 'grey16' : 'rgb16';
      return image.toColourspace(space).png({ adaptiveFiltering: true, compressionLevel: 9 }).toBuffer();
    }),
  ),
);

test('files by another writer are read as by sharp', async () => {
  for (const file of [...foreign, ...foreign.map(withTexts)]) {
    const { shape } = parsePng(file);
    const own = readPng(parsePng(file));
    const [picture] = await decodeImage(file);
    expect(own?.raster).toMatchObject(shape);
    picture!.planes('rgb').forEach(({ samples }, colour) => {
      expectSame(
        own!.raster.samples.filter((_, i) => i % shape.channels === colour),
        samples,
      );
    });
    own!.release();
  }
});

/** The file with chunks of all sorts before and after its image data, which is cut into small chunks. */
function withTexts(file: Buffer): Buffer {
  const { chunks } = parsePng(file);
  const data = Buffer.concat(pictureChunks(chunks.find(({ type }) => type === 'IDAT')!).map((part) => part.data));
  const parts = Array.from({ length: Math.ceil(data.length / 100) }, (_, i) => chunk('IDAT', data.subarray(i * 100, (i + 1) * 100)));
  const text = chunk('tEXt', Buffer.from('Title\0A picture'));
  return Buffer.concat([
    pngSignature,
    chunks[0]!.bytes,
    text,
    chunk('gAMA', Buffer.from([0, 0, 177, 143])),
    ...parts,
    text,
    chunks.at(-1)!.bytes,
  ]);
}

/** A file of these chunks, with the image format `[colour type, bits, interlaced]`. */
function fileOf([colourType, bits, interlaced]: readonly number[], rows: Uint8Array, ...others: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(4, 0);
  header.writeUInt32BE(4, 4);
  header.set([bits!, colourType!, 0, 0, interlaced!], 8);
  const picture = Buffer.concat(chunkParts('IDAT', [deflateSync(rows)]));
  return Buffer.concat([pngSignature, chunk('IHDR', header), ...others, picture, chunk('IEND', Buffer.alloc(0))]);
}

test('palettes, few bits, key colours, interlaced and odd files are left to sharp', () => {
  const rgb = new Uint8Array(13 * 4);
  const readable = (file: Buffer) => readPng(parsePng(file)) !== undefined;
  expect(readable(fileOf([2, 8, 0], rgb))).toBe(true);
  expect(readable(fileOf([2, 8, 1], rgb))).toBe(false);
  expect(readable(fileOf([3, 8, 0], new Uint8Array(20), chunk('PLTE', Buffer.alloc(9))))).toBe(false);
  expect(readable(fileOf([0, 4, 0], new Uint8Array(12)))).toBe(false);
  expect(readable(fileOf([2, 8, 0], rgb, chunk('tRNS', Buffer.alloc(6))))).toBe(false);
  expect(readable(fileOf([2, 8, 0], rgb, chunk('UNKn', Buffer.alloc(6))))).toBe(false);
  // The third letter is reserved, and libvips checks it.
  expect(readable(fileOf([2, 8, 0], rgb, chunk('prvt', Buffer.alloc(6))))).toBe(false);
  expect(readable(fileOf([2, 8, 0], rgb, chunk('prVt', Buffer.alloc(6))))).toBe(true);
  expect(readable(fileOf([2, 8, 0], rgb, chunk('tEXt', Buffer.alloc(2 ** 21))))).toBe(false);
  expect(readable(Buffer.concat([fileOf([2, 8, 0], rgb), Buffer.from('more')]))).toBe(false);
  expect(readable(fileOf([2, 8, 0], rgb.subarray(1)))).toBe(false);
});

test('broken files are accepted and refused as by sharp, with the same pixels and messages', async () => {
  const random = randomNumbers(11);
  const files = [png(small), ...foreign.slice(0, 6), withTexts(foreign[4]!)];
  let [accepted, refused] = [0, 0];
  for (let i = 0; i < 600; i++) {
    const broken = mutated(files[i % files.length]!, random);
    const [own, bySharp] = [await verdict(broken, fastest), await verdict(broken, {})];
    expect(own).toEqual(bySharp);
    if (typeof own === 'string') refused++;
    else accepted++;
  }
  expect(Math.min(accepted, refused)).toBeGreaterThan(5);
});

/** One of: bytes changed, with or without a correct chunk checksum; the end missing; a part repeated. */
function mutated(file: Buffer, random: () => number): Buffer {
  const broken = Buffer.from(file);
  const at = 8 + Math.floor(random() * (file.length - 8));
  const kind = Math.floor(random() * 5);
  if (kind === 0) return broken.subarray(0, at);
  if (kind === 1) return Buffer.concat([broken.subarray(0, at), broken.subarray(at - 4)]);
  broken[at] = random() * 256;
  return kind === 2 ? broken : withChecksums(broken);
}

/** The file with correct chunk checksums, as far as chunks can be found. */
function withChecksums(file: Buffer): Buffer {
  const parts: Buffer[] = [file.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= file.length && at + 12 + file.readUInt32BE(at) <= file.length) {
    const end = at + 12 + file.readUInt32BE(at);
    parts.push(chunk(file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, end - 4)));
    at = end;
  }
  return Buffer.concat([...parts, file.subarray(at)]);
}

test('images open at the same time do not share memory, and released ones pass theirs on', async () => {
  const [one, other] = [await opened(png(small), fastest), await opened(png(small), fastest)];
  const expected = await encoded(one);
  other.pictures[0]!.applyTables('luma', [new Uint8Array(256)]);
  expect((await encoded(one)).equals(expected)).toBe(true);
  one.release();
  other.release();
  const memories = Array.from({ length: 10 }, () => {
    const read = readPng(parsePng(png(small)))!;
    read.release();
    return read.raster.samples.buffer;
  });
  expect(new Set(memories).size).toBe(1);
});
