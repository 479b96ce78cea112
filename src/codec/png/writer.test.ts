import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeImages } from '../../../test/independent-reader.js';
import { opened } from '../../../test/opened.js';
import { anyRaster, expectSame, plane, randomNumbers, samplesOf } from '../../../test/pictures.js';
import { throwAwayFolder } from '../../../test/throw-away.js';
import { failureOf } from '../../errors.js';
import type { Raster } from '../../pixels/raster.js';
import { decodeImage } from '../decode.js';
import { chunk, chunksFor, parsePng, strippedPng } from './chunks.js';
import { encodePng, pngSamplesFor, pngWriter } from './writer.js';

function png(raster: Raster, bitsRead = 8, before: Buffer[] = [], after: Buffer[] = []): Buffer {
  return encodePng(raster, pngSamplesFor(raster, bitsRead), before, after);
}

test('any raster is read back unchanged by another reader', () => {
  const folder = throwAwayFolder();
  const rasters = fc.sample(anyRaster({ maxSide: 40 }), 60);
  const paths = rasters.map((raster, index) => {
    const path = join(folder, `${index}.png`);
    writeFileSync(path, png(raster));
    return path;
  });
  const expected = rasters.map(({ width, height, channels, maxSample }) => ({ width, height, channels, maxSample }));
  const found = describeImages(...paths);
  expect(found).toMatchObject(expected);
});

test('any raster is read back sample by sample', async () => {
  await fc.assert(
    fc.asyncProperty(anyRaster({ maxSide: 40 }), async (raster) => {
      const pictures = await decodeImage(png(raster));
      const colours = raster.channels <= 2 ? 1 : 3;
      const planes = pictures[0]!.planes('rgb');
      expect(planes).toHaveLength(colours);
      planes.forEach(({ samples }, colour) => {
        expect(samples).toEqual(raster.samples.filter((_, i) => i % raster.channels === colour));
      });
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['of more rows than are compressed at a time', 500, 400, 3, 255],
  ['of rows longer than that', 100_000, 3, 3, 255],
  ['of such rows in 16 bits with alpha', 40_000, 3, 4, 65535],
] as const)('a picture %s is read back, whatever the effort', async (_, width, height, channels, maxSample) => {
  const random = randomNumbers(width);
  const levels = Array.from({ length: width * height * channels }, (_, i) => ((i >> 8) + random() * 9) & maxSample);
  const raster: Raster = { width, height, channels, maxSample, samples: samplesOf(maxSample, levels) };
  for (const effort of [1, 3]) {
    const pictures = await decodeImage(encodePng(raster, pngSamplesFor(raster, 8), [], [], effort));
    pictures[0]!.planes('rgb').forEach(({ samples }, colour) => {
      expectSame(
        samples,
        raster.samples.filter((_, i) => i % channels === colour),
      );
    });
  }
});

test('an image written in bands is read back, and its data is the same for all bands of a multiple of rowsAtOnce', async () => {
  const random = randomNumbers(8);
  for (const [channels, maxSample] of [
    [3, 255],
    [1, 65535],
  ] as const) {
    const [width, height] = [1100, 400];
    const samples = samplesOf(
      maxSample,
      Array.from({ length: width * height * channels }, (_, i) => ((i >> 7) + random() * 5) & maxSample),
    );
    const whole: Raster = { width, height, channels, maxSample, samples };
    for (const effort of [1, 2, 3]) {
      const { rowsAtOnce } = pngWriter(whole, pngSamplesFor(whole, 8), [], [], effort);
      expect(rowsAtOnce).toBeLessThan(height);
      const dataOf = (rows: number) => Buffer.concat(picturesOf(inStrips(whole, rows, effort)));
      expect(dataOf(rowsAtOnce).equals(dataOf(height))).toBe(true);
      const pictures = await decodeImage(inStrips(whole, 37, effort));
      pictures[0]!.planes('rgb').forEach((plane, colour) => {
        expectSame(
          plane.samples,
          samples.filter((_, i) => i % channels === colour),
        );
      });
    }
  }
});

/** A PNG written this many rows at a time. */
function inStrips(raster: Raster, rows: number, effort: number): Buffer {
  const writer = pngWriter(raster, pngSamplesFor(raster, 8), [], [], effort);
  const rowSamples = raster.width * raster.channels;
  const parts: Uint8Array[] = [];
  for (let y = 0; y < raster.height; y += rows) {
    const height = Math.min(rows, raster.height - y);
    // Added rows may be overwritten afterwards.
    const strip = { ...raster, height, samples: raster.samples.slice(y * rowSamples, (y + height) * rowSamples) };
    parts.push(...writer.add(strip));
    strip.samples.fill(0);
  }
  return Buffer.concat([...parts, ...writer.end()]);
}

/** The data of the image's chunks. */
function picturesOf(file: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at))
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  return found;
}

test('grey of few bits is written with as many if its levels allow it, otherwise with 8 bits', () => {
  const fourBits = plane`
    0 17 34 255
    51 68 85 102`;
  expect(pngSamplesFor(fourBits, 4)).toEqual({ colourType: 0, bitDepth: 4 });
  expect(pngSamplesFor(fourBits, 2)).toEqual({ colourType: 0, bitDepth: 8 });
  expect(pngSamplesFor(plane`0 18`, 4)).toEqual({ colourType: 0, bitDepth: 8 });
  expect(pngSamplesFor(plane`0 255`, 8)).toEqual({ colourType: 0, bitDepth: 8 });
});

test.each([1, 2, 4])('rows of %i bits per sample end at a byte, whatever their width', async (bits) => {
  const step = 255 / (2 ** bits - 1);
  for (const width of [1, 3, 7, 8, 9, 17]) {
    const samples = Uint8Array.from({ length: width * 2 }, (_, i) => ((i * 7) % 2 ** bits) * step);
    const file = png({ width, height: 2, channels: 1, maxSample: 255, samples }, bits);
    expect(parsePng(file).bitsPerSample).toBe(bits);
    expect((await decodeImage(file))[0]!.planes('rgb')[0]!.samples).toEqual(samples);
  }
});

const grey = plane`0 85 170 255`;

test('known chunks and those safe to copy are kept byte for byte, others are dropped', () => {
  const text = chunk('tEXt', Buffer.from('Title\0A picture'));
  const own = chunk('prVt', Buffer.from('of some program'));
  const fragile = chunk('prVT', Buffer.from('an index into the coded data'));
  const histogram = chunk('hIST', Buffer.alloc(4));
  const late = chunk('tEXt', Buffer.from('Author\0behind'));
  const source = parsePng(png(grey, 8, [text, own, fragile, histogram], [late]));
  expect(chunksFor(source, { colourType: 0, bitDepth: 8 })).toEqual({ before: [text, own], after: [late] });
});

test('the background colour is converted to the new sample format', () => {
  const few = parsePng(png(grey, 2, [chunk('bKGD', Buffer.from([0, 2]))]));
  expect(few.bitsPerSample).toBe(2);
  expect(chunksFor(few, { colourType: 0, bitDepth: 8 }).before).toEqual([chunk('bKGD', Buffer.from([0, 170]))]);
  expect(chunksFor(few, { colourType: 0, bitDepth: 2 }).before).toEqual([chunk('bKGD', Buffer.from([0, 2]))]);
});

test('what says which levels there are, how many bits of them count, or what they measure, no longer holds', () => {
  const stale = ['sBIT', 'hIST', 'sPLT', 'pCAL', 'cLLI'].map((type) => chunk(type, Buffer.from([8])));
  const lasting = ['mDCV', 'sCAL', 'pHYs'].map((type) => chunk(type, Buffer.from([8])));
  const source = parsePng(png(grey, 8, [...stale, ...lasting]));
  expect(chunksFor(source, { colourType: 0, bitDepth: 8 }).before).toEqual(lasting);
  expect(strippedPng(source).before).toEqual([source.before[0]]);
});

test('a damaged text, a missing end and a text-mode transfer get different messages', async () => {
  const file = png(grey, 8, [chunk('tEXt', Buffer.from('Title\0A picture'))]);
  const refusal = (bytes: Buffer) =>
    opened(bytes).then(
      ({ warnings }) => warnings?.join() ?? 'accepted',
      (error: unknown) => failureOf(error).message,
    );
  const damaged = Buffer.from(file);
  damaged.write('B', file.indexOf('A picture'));
  expect(await refusal(damaged)).toMatch(/tEXt.*checksum/);
  expect(await refusal(file.subarray(0, -12))).toMatch(/no end chunk/);
  expect(await refusal(Buffer.from(file.toString('latin1').replace('\r\n', '\n'), 'latin1'))).toMatch(/text mode/);
});

test('a chunk ends with its checksum', () => {
  expect(chunk('IEND', new Uint8Array(0)).toString('hex')).toBe('0000000049454e44ae426082');
});
