import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomNumbers } from '../../../../test/pictures.js';
import { blockOf, tileOf } from '../coder/dct-reference.js';
import type { Frame, FrameComponent } from '../coder/frame.js';
import { frameOf } from '../coder/read-frame.js';
import { lumaSteps, rowByRow } from '../quality.js';
import { type Coefficients, noCoefficients } from './coefficients.js';
import { type OwnCoding, readOwn } from './image.js';
import { readCoefficients } from './read-reference.js';
import type { ScanScript } from './script.js';
import { writeCoefficients } from './write-reference.js';

// ---- any image ----

type Headers = Pick<Frame, 'width' | 'height' | 'components' | 'across' | 'down'>;

interface Image {
  readonly headers: Headers;
  readonly coefficients: readonly Coefficients[];
  readonly scans: readonly ScanScript[];
}

const anyImage: fc.Arbitrary<Image> = fc
  .record({
    width: fc.integer({ min: 1, max: 150 }),
    height: fc.integer({ min: 1, max: 40 }),
    isGrey: fc.boolean(),
    sampling: fc.constantFrom([1, 1], [2, 1], [1, 2], [2, 2], [4, 1], [1, 4]),
    highestBit: fc.constantFrom(0, 1, 2, 3, 4, 10, 13),
    seed: fc.integer(),
  })
  .map(({ width, height, isGrey, sampling, highestBit, seed }) => {
    const random = randomNumbers(seed);
    const headers = headersOf(width, height, isGrey ? [sampling] : [sampling, [1, 1], [1, 1]]);
    return { headers, coefficients: anyCoefficients(headers, random), scans: anyScript(headers, highestBit, random) };
  });

function headersOf(width: number, height: number, samplings: ReadonlyArray<readonly number[]>): Headers {
  const across = Math.max(...samplings.map(([h]) => h!));
  const down = Math.max(...samplings.map(([, v]) => v!));
  const components = samplings.map(([h, v], i): FrameComponent => {
    const [columns, rows] = [Math.ceil((width * h!) / (8 * across)), Math.ceil((height * v!) / (8 * down))];
    return { id: i + 1, across: h!, down: v!, quantiser: i, steps: new Uint16Array(64).fill(1 + i), columns, rows };
  });
  return { width, height, components, across, down };
}

/** Blocks with nothing, with a few large values, and with many small ones; their samples stay in the range that transforms are exact for. */
function anyCoefficients(headers: Headers, random: () => number): Coefficients[] {
  const upTo = (most: number) => Math.floor((random() * 2 - 1) * (most + 1));
  const coefficients = noCoefficients(headers);
  for (const { values } of coefficients)
    for (let at = 0; at < values.length; at += 64) {
      const kind = random();
      values[at] = upTo(300);
      if (kind < 0.2) for (let i = 0; i < 3; i++) values[at + Math.floor(random() * 64)] = upTo(2 ** (random() * 9.9));
      else if (kind < 0.7) for (let i = 1; i < 64; i++) values[at + i] = random() < kind ? upTo(2 ** (random() * 4)) : 0;
    }
  return coefficients;
}

/** Scans that bring every bit once, the higher ones first, in bands and an order of any kind. */
function anyScript(headers: Headers, highestBit: number, random: () => number): ScanScript[] {
  const { components } = headers;
  const pick = (end: number) => Math.floor(random() * end);
  const scan = (indices: readonly number[], first: number, last: number, bit: number, isFirst: boolean): ScanScript => {
    const restartInterval = random() < 0.3 ? 1 + pick(40) : 0;
    const single = indices.length === 1 ? components[indices[0]!]! : undefined;
    const columns = single?.columns ?? Math.ceil(headers.width / (8 * headers.across));
    const rows = single?.rows ?? Math.ceil(headers.height / (8 * headers.down));
    const highBit = isFirst ? 0 : bit + 1;
    return { components: indices.map((index) => ({ index })), first, last, highBit, lowBit: bit, restartInterval, columns, rows };
  };
  const all = components.map((_, i) => i);
  const groups = components.length > 1 && random() < 0.6 ? [all] : all.map((i) => [i]);
  const highestDc = Math.min(highestBit, pick(4));
  const descending = (highest: number) => Array.from({ length: highest + 1 }, (_, i) => highest - i);
  const queues = [
    ...groups.map((group) => descending(highestDc).map((bit) => scan(group, 0, 0, bit, bit === highestDc))),
    ...all.map((component) =>
      descending(highestBit).flatMap((bit) =>
        bandsOf(random).map(([first, last]) => scan([component], first, last, bit, bit === highestBit)),
      ),
    ),
  ];
  const script = groups.map((_, i) => queues[i]!.shift()!);
  for (let left = queues.filter((queue) => queue.length > 0); left.length > 0; left = left.filter((queue) => queue.length > 0))
    script.push(left[pick(left.length)]!.shift()!);
  return script;
}

function bandsOf(random: () => number): ReadonlyArray<readonly [number, number]> {
  const middle = 1 + Math.floor(random() * 62);
  return random() < 0.7
    ? [[1, 63]]
    : random() < 0.5
      ? [
          [1, middle],
          [middle + 1, 63],
        ]
      : [
          [middle + 1, 63],
          [1, middle],
        ];
}

// ---- what is expected ----

const kept: OwnCoding = { isProgressive: true, keepsChroma: true };
const inverted = Uint8Array.from({ length: 256 }, (_, level) => 255 - level);

/** The blocks of a component without those that pad the last MCUs. */
function blocksOf({ columns, rows }: FrameComponent, { stride, values }: Coefficients): Int16Array[] {
  return Array.from({ length: columns * rows }, (_, i) => {
    const at = 64 * (stride * Math.floor(i / columns) + (i % columns));
    return values.subarray(at, at + 64);
  });
}

/** The samples of luma, row by row. */
function lumaOf({ headers: { width, height, components }, coefficients }: Image): Uint8Array {
  const [{ columns, steps }] = components as [FrameComponent];
  const tiles = blocksOf(components[0]!, coefficients[0]!).map((block) => tileOf(block, Uint16Array.from(rowByRow(Array.from(steps)))));
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return tiles[columns * (y >> 3) + (x >> 3)]![8 * (x & 7) + (y & 7)]!;
  });
}

/** The blocks of other luma: samples beyond the edges repeat them. */
function blocksOfLuma(samples: Uint8Array, { width, height, components: [luma] }: Headers, quality: number): Int16Array[] {
  const steps = Uint16Array.from(rowByRow(lumaSteps(quality)));
  const { columns, rows } = luma!;
  return Array.from({ length: columns * rows }, (_, block) => {
    const [left, top] = [8 * (block % columns), 8 * Math.floor(block / columns)];
    const tile = Uint8Array.from({ length: 64 }, (__, i) => {
      const [x, y] = [Math.min(left + (i >> 3), width - 1), Math.min(top + (i & 7), height - 1)];
      return samples[width * y + x]!;
    });
    return blockOf(tile, steps);
  });
}

function withImage<Result>(file: Uint8Array, wanted: OwnCoding, use: (image: NonNullable<ReturnType<typeof readOwn>>) => Result): Result {
  const image = readOwn(file, frameOf(file)!, wanted);
  if (!image) throw new Error('not ours');
  try {
    return use(image);
  } finally {
    image.release();
  }
}

// ---- the reference ----

test('the plain versions read what they write', () => {
  fc.assert(
    fc.property(anyImage, ({ headers, coefficients, scans }) => {
      const file = writeCoefficients(headers, coefficients, scans);
      const frame = frameOf(file)!;
      const read = readCoefficients(file, frame);
      for (const [i, component] of headers.components.entries())
        expect(blocksOf(component, read[i]!)).toEqual(blocksOf(component, coefficients[i]!));
    }),
    { numRuns: 20 },
  );
});

test('the kernels read luma as the plain version does', () => {
  fc.assert(
    fc.property(anyImage, (image) => {
      const { headers, coefficients, scans } = image;
      withImage(writeCoefficients(headers, coefficients, scans), kept, (read) => expect(read.luma()).toEqual(lumaOf(image)));
    }),
    { numRuns: 40 },
  );
});

test('the kernels write what the plain version reads, as short as it writes, for any scans', () => {
  fc.assert(
    fc.property(anyImage, fc.integer({ min: 1, max: 100 }), fc.constantFrom(true, false), (image, quality, keepsChroma) => {
      const { headers, scans } = image;
      const file = writeCoefficients(headers, image.coefficients, scans);
      const written = withImage(file, { ...kept, keepsChroma }, (read) => Uint8Array.from(read.encode(quality, inverted)!));
      const found = readCoefficients(written, frameOf(written)!);
      const luma = lumaOf(image).map((sample) => 255 - sample);
      expect(blocksOf(headers.components[0]!, found[0]!)).toEqual(blocksOfLuma(luma, headers, quality));
      if (keepsChroma)
        for (const [i, component] of headers.components.entries())
          if (i > 0) expect(blocksOf(component, found[i]!)).toEqual(blocksOf(component, image.coefficients[i]!));
      const plain = writeCoefficients({ ...headers, components: frameOf(written)!.components }, found, scans);
      expect(Math.abs(dataBytes(written) - dataBytes(plain))).toBeLessThanOrEqual(scans.length + dataBytes(plain) / 200);
    }),
    { numRuns: 40 },
  );
});

/** The bytes of the coded data. Tables are left out, as copied scans of chroma share theirs. */
function dataBytes(file: Uint8Array): number {
  return frameOf(file)!.scans.reduce((sum, { start, end }) => sum + end - start, 0);
}

test('the kernels make baseline of any scans, coefficient by coefficient', () => {
  fc.assert(
    fc.property(anyImage, fc.integer({ min: 1, max: 100 }), (image, quality) => {
      const { headers } = image;
      const file = writeCoefficients(headers, image.coefficients, image.scans);
      const written = withImage(file, { ...kept, isProgressive: false }, (read) => Uint8Array.from(read.encode(quality, inverted)!));
      const found = readCoefficients(written, frameOf(written)!);
      const luma = lumaOf(image).map((sample) => 255 - sample);
      expect(blocksOf(headers.components[0]!, found[0]!)).toEqual(blocksOfLuma(luma, headers, quality));
      for (const [i, component] of headers.components.entries())
        if (i > 0) expect(blocksOf(component, found[i]!)).toEqual(blocksOf(component, image.coefficients[i]!));
    }),
    { numRuns: 20 },
  );
});
