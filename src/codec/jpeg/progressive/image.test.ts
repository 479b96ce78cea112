import { test as anyTest, expect } from 'vitest';
import {
  coefficientsIn,
  greyJpeg,
  hasLibjpeg,
  jpegInScans,
  lumaIn,
  type ReadComponent,
  type WrittenScans,
} from '../../../../test/libjpeg.js';
import { randomNumbers } from '../../../../test/pictures.js';
import { frameOf } from '../coder/read-frame.js';
import { chromaSteps, rowByRow } from '../quality.js';
import { type LumaImage, type OwnCoding, readOwn } from './image.js';

const test = anyTest.skipIf(!hasLibjpeg);

// ---- images ----

const scripts: Readonly<Record<string, string>> = {
  "libjpeg's": 'simple',
  'without refinement': '0,1,2:0-0:0,0/0:1-63:0,0/1:1-63:0,0/2:1-63:0,0',
  'in narrow bands': '0,1,2:0-0:0,0/0:1-1:0,0/0:2-2:0,0/0:3-9:0,0/0:10-62:0,0/0:63-63:0,0/2:1-63:0,0/1:1-63:0,0',
  'with DC component by component': '0:0-0:0,0/2:0-0:0,0/1:0-0:0,0/0:1-63:0,1/1:1-63:0,0/2:1-63:0,0/0:1-63:1,0',
  'with DC in pairs':
    '0,2:0-0:0,2/1:0-0:0,1/0:1-63:0,2/0,2:0-0:2,1/1:1-63:0,0/2:1-63:0,1/0,1:0-0:1,0/2:0-0:1,0/0:1-63:2,1/2:1-63:1,0/0:1-63:1,0',
  'refined in bands':
    '0,1,2:0-0:0,1/0:1-63:0,2/1:1-63:0,3/2:1-63:0,1/0:1-20:2,1/0:21-63:2,1/0:1-20:1,0/0:21-63:1,0/1:1-63:3,2/1:1-63:2,1/2:1-63:1,0/1:1-63:1,0/0,1,2:0-0:1,0',
};

const greyScripts: Readonly<Record<string, string>> = {
  "libjpeg's": 'simple',
  'refined twice': '0:0-0:0,2/0:1-5:0,2/0:6-63:0,2/0:0-0:2,1/0:1-63:2,1/0:0-0:1,0/0:1-63:1,0',
};

const sizes = [
  [1, 1],
  [8, 8],
  [17, 9],
  [100, 83],
  [531, 65],
] as const;

/** From smooth to noise, in patches. */
function samplesOf(width: number, height: number, components: number): Uint8Array {
  const random = randomNumbers(width * 7 + height);
  const spreads = [0, 6, 60, 255, 20];
  return Uint8Array.from({ length: width * height * components }, (_, i) => {
    const [x, y] = [Math.floor(i / components) % width, Math.floor(i / components / width)];
    const spread = spreads[(Math.floor(x / 24) + Math.floor(y / 24)) % spreads.length]!;
    const level = 128 + 90 * Math.sin(x / 30 + (i % components)) * Math.cos(y / 20) + (random() - 0.5) * spread;
    return Math.min(Math.max(level, 0), 255);
  });
}

function jpegOf(wanted: Partial<WrittenScans>): Buffer {
  const all = { width: 100, height: 83, quality: 90, components: 3, sampling: '2x2', scans: 'simple', ...wanted } as const;
  return jpegInScans(samplesOf(all.width, all.height, all.components), all);
}

function read(file: Uint8Array, wanted: OwnCoding): LumaImage {
  const image = readOwn(file, frameOf(file)!, wanted);
  if (!image) throw new Error('not ours');
  return image;
}

const same = Uint8Array.from({ length: 256 }, (_, level) => level);
const inverted = Uint8Array.from(same, (level) => 255 - level);

// ---- what libjpeg says of them ----

type Coding = OwnCoding & { readonly quality: number };

const kept: Coding = { quality: 90, isProgressive: true, keepsChroma: true };

/** Reads and writes a file, and compares everything with libjpeg. @returns what was written */
function check(file: Uint8Array, coding = kept, table = inverted): Buffer {
  const image = read(file, coding);
  try {
    const [before] = lumaIn([file]);
    const { width, height, samples } = before!;
    const luma = image.luma();
    expect(Buffer.compare(luma, samples), 'luma').toBe(0);
    const counts = new Uint32Array(256);
    for (const sample of samples) counts[sample]!++;
    expect(image.histogram).toEqual(counts);
    const written = Buffer.from(image.encode(coding.quality, table)!);
    const { quality, keepsChroma } = coding;
    const grey = greyJpeg(
      luma.map((sample) => table[sample]!),
      width,
      height,
      quality,
    );
    const coefficients = coefficientsIn([written, file, grey]);
    expect(coefficients[0], 'libjpeg reads it without a warning').toBeDefined();
    const [[lumaAfter, ...chromaAfter], [, ...chromaBefore], [expected]] = coefficients.map((components) => components ?? []) as Triple;
    expect(Buffer.compare(bytesOf(lumaAfter!.coefficients), bytesOf(expected!.coefficients)), 'luma coefficients').toBe(0);
    expect(lumaAfter!.steps).toEqual(expected!.steps);
    expect(chromaAfter.length).toBe(chromaBefore.length);
    for (const [i, component] of chromaAfter.entries()) {
      const { steps, coefficients } = keepsChroma ? chromaBefore[i]! : requantised(chromaBefore[i]!, quality);
      expect(component.steps).toEqual(steps);
      expect(Buffer.compare(bytesOf(component.coefficients), bytesOf(coefficients)), 'chroma').toBe(0);
    }
    return written;
  } finally {
    image.release();
  }
}

/** The nearest coefficients with the steps of a quality. */
function requantised({ coefficients: before, steps: stepsBefore }: ReadComponent, quality: number) {
  const steps = Uint16Array.from(rowByRow(chromaSteps(quality)));
  const coefficients = before.map((level, i) => {
    const magnitude = Math.floor((Math.abs(level) * stepsBefore[i % 64]!) / steps[i % 64]! + 0.5);
    return Math.sign(level) * magnitude;
  });
  return { steps, coefficients };
}

type Triple = [ReadComponent[], ReadComponent[], ReadComponent[]];

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

function scansOf(file: Uint8Array): unknown {
  return frameOf(file)!.scans.map(({ components, first, last, highBit, lowBit }) => [
    components.map(({ index }) => index),
    first,
    last,
    highBit,
    lowBit,
  ]);
}

for (const [script, scans] of Object.entries(scripts))
  test.each(['1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2'])(`changes only luma in scans ${script}, sampled %s`, (sampling) => {
    for (const [width, height] of sizes) {
      const file = jpegOf({ width, height, sampling, scans });
      expect(scansOf(check(file))).toEqual(scansOf(file));
    }
  });

test.each(Object.entries(greyScripts))('changes grey in scans %s', (_, scans) => {
  for (const [width, height] of sizes)
    for (const sampling of ['1x1', '2x2']) check(jpegOf({ width, height, components: 1, sampling, scans }));
});

test('reads luma of more than 16 MiB, beyond the addresses that tables have room for', () => {
  const [width, height] = [4160, 4160];
  const samples = new Uint8Array(width * height);
  for (let i = 0; i < samples.length; i += 997) samples[i] = i & 255;
  const file = jpegInScans(samples, { width, height, quality: 90, components: 1, sampling: '1x1', scans: 'simple' });
  const image = read(file, kept);
  expect(Buffer.compare(image.luma(), lumaIn([file])[0]!.samples)).toBe(0);
  image.release();
});

test.each([1, 25, 50, 75, 97, 100])('reads and writes quality %d', (quality) => {
  check(jpegOf({ width: 300, height: 200, quality }), { ...kept, quality: 101 - quality });
  check(jpegOf({ width: 300, height: 200, quality }), { ...kept, quality }, same);
});

// ---- unusual scans ----

const sequential = { interleaved: '0,1,2:0-63:0,0', apart: '0:0-63:0,0/1:0-63:0,0/2:0-63:0,0', 'in pairs': '0,1:0-63:0,0/2:0-63:0,0' };

/** All of AC of a component bit by bit, from the highest: in bands that differ from bit to bit. */
function bitByBit(component: number, highest: number, bands: (bit: number) => readonly string[]): string[] {
  return Array.from({ length: highest + 1 }, (_, i) => highest - i).flatMap((bit) =>
    bands(bit).map((band) => `${component}:${band}:${bit === highest ? 0 : bit + 1},${bit}`),
  );
}

const whole = () => ['1-63'];
const unusual: Readonly<Record<string, string>> = {
  'from bit 3 on': [
    '0,1,2:0-0:0,3',
    '0,1,2:0-0:3,2',
    ...bitByBit(0, 3, whole),
    ...bitByBit(1, 3, whole),
    ...bitByBit(2, 3, whole),
    '0,1,2:0-0:2,1',
    '0,1,2:0-0:1,0',
  ].join('/'),
  'from bit 10 on': [
    '0,1,2:0-0:0,0',
    ...bitByBit(1, 10, whole),
    ...bitByBit(0, 10, (bit) => (bit % 2 ? ['1-63'] : ['1-9', '10-63'])),
    ...bitByBit(2, 10, whole),
  ].join('/'),
  'coefficient by coefficient': [
    '0,1,2:0-0:0,0',
    ...Array.from({ length: 63 }, (_, i) => `0:${i + 1}-${i + 1}:0,0`),
    '1:1-63:0,0',
    '2:1-63:0,0',
  ].join('/'),
  'of chroma before luma': '1:0-0:0,0/1:1-63:0,1/2:0-0:0,1/2:1-63:0,0/0:0-0:0,2/1:1-63:1,0/0:0-0:2,1/0:1-63:0,0/2:0-0:1,0/0:0-0:1,0',
};

test.each(Object.entries(unusual))('changes only luma in scans %s', (_, scans) => {
  for (const [sampling, quality] of [
    ['2x2', 90],
    ['1x1', 100],
  ] as const) {
    const file = jpegOf({ sampling, scans, quality });
    expect(scansOf(check(file))).toEqual(scansOf(file));
    check(file, { ...kept, keepsChroma: false });
    check(file, { ...kept, isProgressive: false });
  }
});

test.each([1, 7, 64, 100])('keeps a restart interval of %d', (restartInterval) => {
  for (const sampling of ['1x1', '2x2'])
    for (const scans of ['simple', scripts['refined in bands']!, unusual['from bit 3 on']!, sequential.interleaved, sequential.apart]) {
      const file = jpegOf({ sampling, scans, restartInterval });
      const isProgressive = !Object.values(sequential).includes(scans);
      expect(restartsOf(check(file, { ...kept, isProgressive, keepsChroma: isProgressive }))).toEqual(restartsOf(file));
    }
});

test('keeps the restart intervals of scans of chroma that it codes anew', () => {
  const file = jpegOf({ width: 171, height: 93, restartInterval: 7 });
  expect(restartsOf(check(file, { ...kept, keepsChroma: false }))).toEqual(restartsOf(file));
});

test.each([
  ['progressive', scripts['with DC component by component']!],
  ['baseline', sequential.apart],
])('reads quantisation tables that come before the first scan of their component, %s', (kind, scans) => {
  const file = withLateQuantisers(jpegOf({ sampling: '2x1', scans }));
  expect(frameOf(file)!.components.map(({ quantiser }) => quantiser)).toEqual([0, 1, 2]);
  check(file, { ...kept, isProgressive: kind === 'progressive', keepsChroma: true });
});

/** All components have table 0, which changes before each first scan to steps of their own, and at the end to one that nobody needs. */
function withLateQuantisers(file: Buffer): Buffer {
  const { scans, components } = frameOf(file)!;
  const bytes = Buffer.from(file);
  const frameAt = bytes.findIndex((byte, i) => byte === 0xff && (bytes[i + 1] === 0xc0 || bytes[i + 1] === 0xc1 || bytes[i + 1] === 0xc2));
  for (let i = 0; i < components.length; i++) bytes[frameAt + 12 + 3 * i] = 0;
  const table = (steps: ArrayLike<number>) => Buffer.from([0xff, 0xdb, 0, 67, 0, ...Array.from(steps)]);
  const seen = new Set<number>();
  let at = 0;
  const parts = scans.flatMap(({ components: [component], headerAt }) => {
    const before = bytes.subarray(at, headerAt);
    at = headerAt;
    const { index } = component!;
    const steps = seen.has(index) ? Buffer.alloc(64, 77) : components[index]!.steps.map((step) => Math.min(step + index, 255));
    seen.add(index);
    return [before, table(steps)];
  });
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

test('leaves restart intervals out where scans are of another kind', () => {
  for (const [scans, isProgressive] of [
    ['simple', false],
    [sequential.apart, true],
  ] as const) {
    const written = check(jpegOf({ width: 171, height: 93, scans, restartInterval: 7 }), { ...kept, isProgressive });
    expect(new Set(restartsOf(written))).toEqual(new Set([0]));
  }
});

function restartsOf(file: Uint8Array): number[] {
  return frameOf(file)!.scans.map(({ restartInterval }) => restartInterval);
}

// ---- other scans ----

const samplings = ['1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2'];

test.each(samplings)('makes baseline of progressive images, sampled %s', (sampling) => {
  for (const [width, height] of sizes)
    for (const scans of ['simple', scripts['with DC in pairs']!]) {
      const written = check(jpegOf({ width, height, sampling, scans }), { ...kept, isProgressive: false });
      const [first, ...others] = frameOf(written)!.scans;
      expect(frameOf(written)!.kind).toBe('baseline');
      expect([first!.components.length, others.length]).toEqual([3, 0]);
    }
});

test.each(samplings)('makes progressive of baseline images, sampled %s', (sampling) => {
  for (const [width, height] of sizes)
    for (const scans of Object.values(sequential)) {
      const written = check(jpegOf({ width, height, sampling, scans }));
      expect(scansOf(written)).toEqual(scansOf(jpegOf({ width, height, sampling, scans: 'simple' })));
    }
});

test('makes the other kind of grey images', () => {
  for (const [width, height] of sizes) {
    const grey = { width, height, components: 1, sampling: '1x1' } as const;
    const [simple, baseline] = [jpegOf(grey), jpegOf({ ...grey, scans: '0:0-63:0,0' })];
    expect(scansOf(check(baseline))).toEqual(scansOf(simple));
    expect(scansOf(check(simple, { ...kept, isProgressive: false }))).toEqual(scansOf(baseline));
  }
});

test.each([1, 30, 75, 95, 100])('quantises the coefficients of chroma anew, at quality %d', (quality) => {
  for (const scans of ['simple', sequential.interleaved])
    for (const isProgressive of [false, true]) {
      const file = jpegOf({ width: 171, height: 93, scans, quality: 88 });
      check(file, { quality, isProgressive, keepsChroma: false });
    }
});

// ---- broken files ----

/** A file with some bytes changed, taken out, doubled or cut off, mostly within its scans. */
function mutated(file: Buffer, seed: number): Buffer {
  const random = randomNumbers(seed);
  const somewhere = (from: number, to: number) => from + Math.floor(random() * (to - from));
  const frame = frameOf(file)!;
  const bytes = Buffer.from(file);
  for (let count = somewhere(1, 4); count > 0; count--) {
    const scan = frame.scans[somewhere(0, frame.scans.length)]!;
    const at = random() < 0.8 ? somewhere(scan.headerAt, scan.end) : somewhere(2, bytes.length);
    const kind = random();
    if (kind < 0.6) bytes[at] = bytes[at]! ^ (1 << somewhere(0, 8));
    else if (kind < 0.75) bytes[at] = somewhere(0, 256);
    else if (kind < 0.85) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + somewhere(1, 40))]);
    else if (kind < 0.95) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(somewhere(Math.max(at - 40, 0), at))]);
    else return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xd9])]);
  }
  return bytes;
}

test('leaves broken files to other decoders, and reads what it takes on like libjpeg', () => {
  const sources = [
    jpegOf({ width: 61, height: 40 }),
    jpegOf({ width: 40, height: 30, sampling: '1x1', scans: scripts['refined in bands']! }),
    jpegOf({ width: 50, height: 41, sampling: '2x1', scans: scripts['with DC in pairs']! }),
    jpegOf({ width: 64, height: 64, components: 1, sampling: '1x1' }),
    jpegOf({ width: 61, height: 40, scans: sequential.interleaved }),
    jpegOf({ width: 90, height: 40, restartInterval: 5 }),
    jpegOf({ width: 90, height: 40, scans: sequential.interleaved, restartInterval: 2 }),
    jpegOf({ width: 61, height: 40, scans: unusual['from bit 10 on']! }),
  ];
  const files = Array.from({ length: brokenFiles }, (_, seed) => mutated(sources[seed % sources.length]!, seed));
  let taken = 0;
  for (const [i, expected] of lumaIn(files).entries()) {
    const frame = frameOf(files[i]!);
    const image = frame && readOwn(files[i]!, frame, kept);
    if (!image) continue;
    taken++;
    expect(expected, `libjpeg reads file ${i} without a warning`).toBeDefined();
    expect(Buffer.compare(image.luma(), expected!.samples), `luma of file ${i}`).toBe(0);
    image.encode(90, same);
    image.release();
  }
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(brokenFiles / 2);
});

const brokenFiles = Number(process.env.BROKEN_JPEGS ?? 400);
