import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasLibjpeg, jpegInScans } from '../../../../../test/libjpeg.js';
import { mutated } from '../../../../../test/mutations.js';
import { randomNumbers } from '../../../../../test/pictures.js';
import type { StoredFile } from '../../../../storage/store.js';
import { type ChangeBand, UnfitForBands } from '../../../format-codec.js';
import { frameOf } from '../../coder/read-frame.js';
import { readOwn } from '../image.js';
import { StreamedProgressive, suitsStreaming } from './image.js';

const tests = fileURLToPath(new URL('../../../../../test/', import.meta.url));
const files = ['images', 'jpeg-planes', '../samples']
  .flatMap((folder) => readdirSync(`${tests}${folder}`).map((name) => `${folder}/${name}`))
  .filter((name) => /\.jpe?g$/.test(name))
  .map((name) => [name, readFileSync(`${tests}${name}`)] as const)
  .filter(([, file]) => frameOf(file)?.kind === 'progressive');

const negative = Uint8Array.from({ length: 256 }, (_, level) => 255 - level);

/** What a way of reading makes of a file: how often each level occurs, and the file with its luma mapped. Undefined if it leaves it. */
interface Made {
  readonly levels: readonly number[];
  readonly written: Buffer;
}

const wanted = { isProgressive: true, keepsChroma: true };

function whole(file: Buffer, quality: number): Made | undefined {
  const frame = frameOf(file);
  const image = frame?.kind === 'progressive' ? readOwn(file, frame, wanted) : undefined;
  if (!image) return undefined;
  const made = { levels: [...image.histogram], written: Buffer.from(image.encode(quality, negative)!) };
  image.release();
  return made;
}

/** How a file is cut: pixels of a band, bytes of a piece, and coded bytes that are kept. */
interface Cuts {
  readonly bandPixels: number;
  readonly pieceBytes: number;
  readonly keptBytes: number;
}

async function streamed(file: Buffer, quality: number, cuts: Cuts): Promise<Made | undefined> {
  const image = opened(file, cuts);
  if (!image) return undefined;
  try {
    const levels = new Array<number>(256).fill(0);
    for await (const band of image.bands()) for (const [level, count] of band.histograms('luma')[0]!.entries()) levels[level]! += count;
    return { levels, written: await encoded(image, quality, (band) => band.applyTables('luma', [negative])) };
  } catch (error) {
    if (error instanceof UnfitForBands) return undefined;
    throw error;
  }
}

function opened(file: Buffer, { bandPixels, pieceBytes, keptBytes }: Cuts): StreamedProgressive | undefined {
  const frame = frameOf(file);
  if (!frame || !suitsStreaming(frame)) return undefined;
  return new StreamedProgressive({ source: stored(file), frame, pieceBytes }, bandPixels, keptBytes);
}

async function encoded(image: StreamedProgressive, quality: number, change: ChangeBand): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of image.encode(quality, change)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function stored(file: Buffer): StoredFile {
  const piece = (offset: number, length: number) => file.subarray(offset, offset + length);
  return { size: file.length, mtimeMs: 0, head: (length) => piece(0, length), piece, readAll: () => file, close: () => {} };
}

function isSame(one: Made | undefined, other: Made | undefined): boolean {
  if (!one || !other) return one === other;
  return one.written.equals(other.written) && one.levels.every((count, level) => count === other.levels[level]);
}

const usual: Cuts = { bandPixels: 1 << 20, pieceBytes: 1 << 16, keptBytes: 1 << 20 };
const small: Cuts = { bandPixels: 1, pieceBytes: 37, keptBytes: 0 };

describe('a progressive file that is streamed becomes the same file as one that is read whole', () => {
  test.each(files)('%s', async (_, file) => {
    for (const quality of [40, 95]) {
      const expected = whole(file, quality);
      for (const cuts of [usual, small, { ...usual, keptBytes: 1 << 16 }]) {
        expect(isSame(await streamed(file, quality, cuts), expected)).toBe(true);
      }
    }
  });
});

const scripts = [
  'simple',
  '0,1,2:0-0:0,0/0:1-63:0,0/1:1-63:0,0/2:1-63:0,0',
  '0,1,2:0-0:0,0/0:1-1:0,0/0:2-2:0,0/0:3-9:0,0/0:10-62:0,0/0:63-63:0,0/2:1-63:0,0/1:1-63:0,0',
  '0:0-0:0,0/2:0-0:0,0/1:0-0:0,0/0:1-63:0,1/1:1-63:0,0/2:1-63:0,0/0:1-63:1,0',
  '0,2:0-0:0,2/1:0-0:0,1/0:1-63:0,2/0,2:0-0:2,1/1:1-63:0,0/2:1-63:0,1/0,1:0-0:1,0/2:0-0:1,0/0:1-63:2,1/2:1-63:1,0/0:1-63:1,0',
  '0,1,2:0-0:0,1/0:1-63:0,4/1:1-63:0,3/2:1-63:0,1/0:1-20:4,3/0:21-63:4,3/0:1-63:3,2/0:1-63:2,1/0:1-63:1,0/1:1-63:3,2/1:1-63:2,1/2:1-63:1,0/1:1-63:1,0/0,1,2:0-0:1,0',
];
const greyScripts = ['simple', '0:0-0:0,2/0:1-5:0,2/0:6-63:0,2/0:0-0:2,1/0:1-63:2,1/0:0-0:1,0/0:1-63:1,0'];

/** From smooth to noise, in patches. */
function samplesOf(width: number, height: number, components: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const spreads = [0, 6, 60, 255, 0];
  return Uint8Array.from({ length: width * height * components }, (_, i) => {
    const [x, y] = [Math.floor(i / components) % width, Math.floor(i / components / width)];
    const spread = spreads[(Math.floor(x / 40) + Math.floor(y / 24)) % spreads.length]!;
    const level = 128 + 90 * Math.sin(x / 30 + (i % components)) * Math.cos(y / 20) + (random() - 0.5) * spread;
    return Math.min(Math.max(level, 0), 255);
  });
}

const anyFile = fc.record({
  width: fc.integer({ min: 1, max: 300 }),
  height: fc.integer({ min: 1, max: 120 }),
  quality: fc.integer({ min: 30, max: 100 }),
  sampling: fc.constantFrom('1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2'),
  components: fc.constantFrom(1, 3, 3),
  script: fc.nat(),
  restartInterval: fc.constantFrom(0, 0, 1, 2, 7, 50, 1000),
  seed: fc.nat(1000),
});

const anyCuts = fc.record({
  bandPixels: fc.integer({ min: 1, max: 20_000 }),
  pieceBytes: fc.integer({ min: 2, max: 3000 }),
  keptBytes: fc.constantFrom(0, 1 << 16, 1 << 18, 1 << 22),
});

test.runIf(hasLibjpeg)(
  'so does any other, of any sampling, scans and restart interval, cut anywhere',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, anyCuts, async ({ script, seed, ...file }, cuts) => {
        const { width, height, components } = file;
        const all = components === 1 ? greyScripts : scripts;
        const jpeg = jpegInScans(samplesOf(width, height, components, seed), {
          ...file,
          components: components as 1 | 3,
          scans: all[script % all.length]!,
        });
        const expected = whole(jpeg, 75);
        expect(expected).toBeDefined();
        expect(isSame(await streamed(jpeg, 75, cuts), expected)).toBe(true);
      }),
      { numRuns: 150 },
    );
  },
  120_000,
);

test.runIf(hasLibjpeg)('so does one with the longest runs of blocks that end, with corrections or without', async () => {
  // The same block everywhere, or one level: 40,960 blocks of which none brings anything new.
  const [width, height] = [2560, 1024];
  for (const amplitude of [0, 100]) {
    const samples = Uint8Array.from(
      { length: width * height },
      (_, i) => 128 + amplitude * Math.sin((i % 8) * (Math.floor(i / width) % 8)),
    );
    const jpeg = jpegInScans(samples, { width, height, quality: 90, components: 1, sampling: '1x1', scans: 'simple' });
    const expected = whole(jpeg, 90);
    for (const cuts of [usual, { ...usual, bandPixels: 1, keptBytes: 0 }])
      expect(isSame(await streamed(jpeg, 90, cuts), expected)).toBe(true);
  }
});

test('broken files get the same verdict', async () => {
  const below = (random: () => number) => (bound: number) => Math.floor(random() * bound);
  let [accepted, refused] = [0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const some = below(randomNumbers(seed));
    const [, file] = files[some(files.length)]!;
    const { scans } = frameOf(file)!;
    const { start, end } = scans[some(scans.length)]!;
    const data = mutated(file.subarray(start, end), files[some(files.length)]![1], some);
    const broken = Buffer.concat([file.subarray(0, start), data, file.subarray(end)]);
    const expected = whole(broken, 90);
    const cuts = [usual, small, { bandPixels: 5000, pieceBytes: 700, keptBytes: 1 << 17 }][seed % 3]!;
    expect(isSame(await streamed(broken, 90, cuts), expected), `file ${seed}`).toBe(true);
    if (expected) accepted++;
    else refused++;
  }
  // All or none would prove little.
  expect(Math.min(accepted, refused)).toBeGreaterThan(0);
});

test('bands whose samples someone asked for and changed are written with these', async () => {
  const [, file] = files[0]!;
  const change: ChangeBand = (band) => {
    const [plane] = band.planes('luma');
    band.replacePlanes('luma', [{ ...plane!, samples: plane!.samples.map((sample) => 255 - sample) }]);
  };
  expect((await encoded(opened(file, small)!, 90, change)).equals(whole(file, 90)!.written)).toBe(true);
});

test('every band is written once, however often it comes', async () => {
  const [, file] = files[0]!;
  let rows = 0;
  await encoded(opened(file, small)!, 90, ({ shape }, isWritten) => {
    if (isWritten) rows += shape.height;
  });
  expect(rows).toBe(frameOf(file)!.height);
});
