import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasLibjpeg, jpegInScans } from '../../../../test/libjpeg.js';
import { mutated } from '../../../../test/mutations.js';
import { randomNumbers } from '../../../../test/pictures.js';
import type { StoredFile } from '../../../storage/store.js';
import { type ChangeBand, UnfitForBands } from '../../format-codec.js';
import type { Frame } from './frame.js';
import { headersAround, type NewLuma } from './headers.js';
import { type LumaCoding, type LumaScan, lumaScanOf } from './luma-scan.js';
import { frameOf } from './read-frame.js';
import { readSequential } from './sequential.js';
import type { StreamedFile } from './streamed-scan.js';
import { StreamedLuma } from './streaming.js';

const folder = new URL('../../../../test/jpeg-planes/', import.meta.url);
const names = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.jpg') && !name.includes('progressive'));
const files = names
  .map((name) => [name, readFileSync(fileURLToPath(new URL(name, folder)))] as const)
  .filter(([, file]) => frameOf(file)?.scans.length === 1 && lumaScanOf(frameOf(file)!));

const negative = Uint8Array.from({ length: 256 }, (_, level) => 255 - level);

/** What a way of reading makes of a file: how often each level occurs, and the file with its luma mapped. Undefined if it leaves it. */
interface Made {
  readonly levels: readonly number[];
  readonly written: Buffer;
}

function whole(file: Buffer, coding: LumaCoding): Made | undefined {
  const frame = frameOf(file);
  const image = frame && readSequential(file, frame);
  if (!image) return undefined;
  const made = { levels: [...image.levels], written: Buffer.from(image.encode(negative, coding)!) };
  image.release();
  return made;
}

async function streamed(file: Buffer, coding: LumaCoding, bandPixels: number): Promise<Made | undefined> {
  const frame = frameOf(file);
  const luma = frame && lumaScanOf(frame);
  if (!frame || !luma) return undefined;
  const image = new StreamedLuma(streamedFile(file, frame, luma), bandPixels);
  try {
    const levels = new Array<number>(256).fill(0);
    for await (const band of image.bands()) for (const [level, count] of band.histograms('luma')[0]!.entries()) levels[level]! += count;
    return { levels, written: await encoded(image, file, coding, (band) => band.applyTables('luma', [negative])) };
  } catch (error) {
    if (error instanceof UnfitForBands) return undefined;
    throw error;
  }
}

async function encoded(image: StreamedLuma, file: Buffer, coding: LumaCoding, change: ChangeBand): Promise<Buffer> {
  const parts: Buffer[] = [];
  const around = (luma: NewLuma) => {
    const { before, after } = headersAround(file, frameOf(file)!, luma);
    return { before: [before], after };
  };
  for await (const part of image.encode(coding, around, change)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function streamedFile(file: Buffer, frame: Frame, luma: LumaScan): StreamedFile {
  const { start, end } = frame.scans[0]!;
  return { source: stored(file), frame, luma, start, end };
}

function stored(file: Buffer): StoredFile {
  const piece = (offset: number, length: number) => file.subarray(offset, offset + length);
  return { size: file.length, mtimeMs: 0, head: (length) => piece(0, length), piece, readAll: () => file, close: () => {} };
}

/** Whether both have made the same. Faster than `toEqual`. */
function isSame(one: Made | undefined, other: Made | undefined): boolean {
  if (!one || !other) return one === other;
  return one.written.equals(other.written) && one.levels.every((count, level) => count === other.levels[level]);
}

/** A row of MCUs at a time; some rows; all of them. */
const sizes = [1, 5000, 1 << 20];

describe('a file that is read band by band gives the same levels and the same file as the whole one', () => {
  test.each(files)('%s', async (_, file) => {
    for (const optimised of [false, true])
      for (const bandPixels of sizes) {
        const coding = { quality: 85, optimised };
        const found = await streamed(file, coding, bandPixels);
        expect(found).toBeDefined();
        expect(isSame(found, whole(file, coding))).toBe(true);
      }
  });

  test.skipIf(!hasLibjpeg)('of any size, sampling, restart interval and quality, in bands of any height', async () => {
    const picture = fc.record({
      width: fc.integer({ min: 1, max: 400 }),
      height: fc.integer({ min: 1, max: 300 }),
      quality: fc.integer({ min: 5, max: 100 }),
      sampling: fc.constantFrom('1x1', '2x1', '1x2', '2x2', '4x1', '4x2', '1x4'),
      components: fc.constantFrom(1, 3),
      restartInterval: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
      noise: fc.integer({ min: 0, max: 255 }),
    });
    const way = fc.record({
      bandPixels: fc.integer({ min: 1, max: 1 << 17 }),
      quality: fc.integer({ min: 1, max: 100 }),
      optimised: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(picture, way, async ({ noise, ...wanted }, { bandPixels, ...coding }) => {
        const { width, height, components } = wanted;
        const random = randomNumbers(width * height);
        const samples = Uint8Array.from({ length: width * height * components }, (_, i) => 60 * Math.sin(i / 500) + 70 + noise * random());
        const file = jpegInScans(samples, {
          ...wanted,
          components: components as 1 | 3,
          scans: components === 1 ? '0:0-63:0,0' : '0,1,2:0-63:0,0',
        });
        expect(isSame(await streamed(file, coding, bandPixels), whole(file, coding))).toBe(true);
      }),
      { numRuns: Number(process.env.IMGPAR_STREAMED_FILES ?? 60) },
    );
  });
});

test('broken coded data is left to others in bands if and only if it is whole', async () => {
  let [accepted, refused] = [0, 0];
  for (let seed = 0; seed < Number(process.env.IMGPAR_BROKEN_FILES ?? 1000); seed++) {
    const random = randomNumbers(seed);
    const below = (bound: number) => Math.floor(random() * bound);
    const [, file] = files[below(files.length)]!;
    const { start, end } = frameOf(file)!.scans[0]!;
    const data = mutated(file.subarray(start, end), files[below(files.length)]![1], below);
    const broken = Buffer.concat([file.subarray(0, start), data, file.subarray(end)]);
    const coding = { quality: 90, optimised: false };
    const expected = whole(broken, coding);
    expect(isSame(await streamed(broken, coding, sizes[seed % sizes.length]!), expected), `file ${seed}`).toBe(true);
    if (expected) accepted++;
    else refused++;
  }
  // All or none would prove little.
  expect(Math.min(accepted, refused)).toBeGreaterThan(0);
});

test('bands whose samples someone asked for and changed are written with these', async () => {
  const [, file] = files.find(([name]) => name.includes('420'))!;
  const [frame, coding] = [frameOf(file)!, { quality: 90, optimised: true }];
  const image = new StreamedLuma(streamedFile(file, frame, lumaScanOf(frame)!), 1);
  const change: ChangeBand = (band) => {
    const [plane] = band.planes('luma');
    band.replacePlanes('luma', [{ ...plane!, samples: plane!.samples.map((sample) => 255 - sample) }]);
  };
  expect((await encoded(image, file, coding, change)).equals(whole(file, coding)!.written)).toBe(true);
});
