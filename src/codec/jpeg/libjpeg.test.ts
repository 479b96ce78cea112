import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { coefficientsIn, hasLibjpeg, lumaIn, type ReadComponent, recodedLumaOf } from '../../../test/libjpeg.js';
import { type Below, mutated } from '../../../test/mutations.js';
import { randomNumbers } from '../../../test/pictures.js';
import { frameOf } from './coder/read-frame.js';
import { readSequential } from './coder/sequential.js';
import { readOwn } from './progressive/image.js';
import { parseJpeg } from './segments.js';

/** Where files are taken from, and how many broken ones that both decoders accept are compared: more with other values in the environment. */
const folders =
  process.env.IMGPAR_JPEG_FOLDERS?.split(delimiter) ??
  ['test/images', 'test/fidelity', 'test/jpeg-planes', 'samples'].map((folder) =>
    fileURLToPath(new URL(`../../../${folder}`, import.meta.url)),
  );
const manyBroken = Number(process.env.IMGPAR_BROKEN_FILES ?? 200);

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

interface Coded {
  readonly luma: Uint8Array;
  /** The file with the same luma, coded anew. */
  readonly written: Buffer;
}

/** What our coders make of a file, as far as its end marker; undefined if they leave it to others. */
function ours(content: Buffer, quality: number): Coded | undefined {
  const frame = frameOf(content);
  if (!frame) return undefined;
  const sequential = readSequential(content, frame);
  const image =
    sequential ?? (frame.kind === 'progressive' ? readOwn(content, frame, { isProgressive: true, keepsChroma: true }) : undefined);
  if (!image) return undefined;
  const luma = ('samples' in image ? image.samples() : image.luma()).slice();
  // Copied, as the next call makes it invalid.
  const file = 'samples' in image ? image.encode(unchanged, { quality, optimised: false }) : image.encode(quality, unchanged);
  const written = file && Buffer.from(file);
  image.release();
  expect(written).toBeDefined();
  return { luma, written: written! };
}

/** Compares files that our coders take on with libjpeg. Returns how many these are. */
function compare(files: ReadonlyArray<readonly [name: string, content: Buffer]>, quality: number): number {
  const taken = files.flatMap(([name, content]) => {
    const coded = ours(content, quality);
    return coded ? [{ name, content, ...coded }] : [];
  });
  const contents = taken.map(({ content }) => content);
  const [planes, recoded, before, after] = [
    lumaIn(contents),
    recodedLumaOf(contents, quality),
    coefficientsIn(contents),
    coefficientsIn(taken.map(({ written }) => written)),
  ];
  for (const [i, { name, luma }] of taken.entries()) {
    expect(planes[i], `libjpeg reads ${name} without a warning`).toBeDefined();
    expect(Buffer.compare(planes[i]!.samples, luma), `luma of ${name}`).toBe(0);
    expect(equal(after[i]![0]!, recoded[i]!), `new luma of ${name}`).toBe(true);
    expect(after[i]!.length).toBe(before[i]!.length);
    for (let c = 1; c < before[i]!.length; c++) expect(equal(after[i]![c]!, before[i]![c]!), `component ${c} of ${name}`).toBe(true);
  }
  return taken.length;
}

function equal(one: ReadComponent, other: ReadComponent): boolean {
  return (
    one.columns === other.columns &&
    one.rows === other.rows &&
    Buffer.compare(bytesOf(one.steps), bytesOf(other.steps)) === 0 &&
    Buffer.compare(bytesOf(one.coefficients), bytesOf(other.coefficients)) === 0
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Int16Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The JPEG files below the folders. */
function originals(): Array<readonly [name: string, file: Buffer]> {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.jpe?g$/i.test(path))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path))] as const),
  );
}

/** The first image of a file; undefined if it is none. */
function imageIn(file: Buffer, mostPixels: number): Buffer | undefined {
  try {
    const { shape, endOfImage } = parseJpeg(file);
    return shape.width * shape.height <= mostPixels ? file.subarray(0, endOfImage) : undefined;
  } catch {
    return undefined;
  }
}

/** One bit of the coded data is wrong, which the code often survives. */
function withTurnedBit(file: Buffer, below: Below): Buffer {
  const bytes = Buffer.from(file);
  const { start = 0, end = file.length } = frameOf(imageIn(file, 1e6)!)?.scans[0] ?? {};
  const place = start + below(end - start);
  bytes[place] = bytes[place]! ^ (1 << below(8));
  return bytes;
}

const qualities = [90, 30, 100, 75];

describe.skipIf(!hasLibjpeg)('luma is that of libjpeg, is coded as libjpeg codes it, and chroma stays', { timeout: 3_600_000 }, () => {
  test('in every file at hand', () => {
    let taken = 0;
    for (const [i, [name, file]] of originals().entries()) {
      const content = imageIn(file, 1e8);
      if (content) taken += compare([[name, content]], qualities[i % qualities.length]!);
    }
    console.log(`${taken} files compared`);
    expect(taken).toBeGreaterThan(20);
  });

  test('in broken files that both take on', () => {
    const small = originals().flatMap(([name, file]) => (file.length <= 40_000 && imageIn(file, 1e6) ? [[name, file] as const] : []));
    let [taken, tried] = [0, 0];
    while (taken < manyBroken) {
      const files: Array<readonly [string, Buffer]> = [];
      for (let i = 0; i < 500; i++, tried++) {
        const random = randomNumbers(tried);
        const below = (bound: number) => Math.floor(random() * bound);
        const [name, file] = small[below(small.length)]!;
        const broken = below(2) === 0 ? mutated(file, small[below(small.length)]![1], below) : withTurnedBit(file, below);
        const content = imageIn(broken, 1e6);
        if (content) files.push([`${name}, broken as number ${tried}`, content]);
      }
      taken += compare(files, qualities[(tried / 500) % qualities.length]!);
    }
    console.log(`${taken} of ${tried} broken files compared`);
    // If nearly all were intact, this would prove little.
    expect(taken).toBeLessThan(0.6 * tried);
  });
});
