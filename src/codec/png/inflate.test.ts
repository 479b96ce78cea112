import { constants, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRaster, expectSame, randomNumbers, samplesOf } from '../../../test/pictures.js';
import type { Raster, Samples } from '../../pixels/raster.js';
import { instantiate } from '../../wasm/instance.js';
import { predictors } from './filter-reference.js';
import { referenceInflate } from './inflate-reference.js';
import { wasmInflate } from './inflate-wasm.js';

const wasm = wasmInflate(instantiate);
const { readRows } = wasm;

/** zlib's ways to write blocks: stored, with the fixed code, with own codes; with copies near and far, and without. */
const anyPacking = fc.record({
  level: fc.constantFrom(0, 1, 6, 9),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
  memLevel: fc.constantFrom(1, 8, 9),
  windowBits: fc.constantFrom(9, 12, 15),
});

/** The rows of an image, each with a random filter. */
function filteredRows({ width, height, channels, samples }: Raster, random: () => number): Uint8Array {
  const size = channels * samples.BYTES_PER_ELEMENT;
  const rowBytes = width * size;
  const bytes =
    samples instanceof Uint8Array
      ? samples
      : Uint8Array.from({ length: samples.length * 2 }, (_, i) => samples[i >> 1]! >> (i % 2 ? 0 : 8));
  const rows = new Uint8Array((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    const filter = Math.floor(random() * 5);
    rows[y * (rowBytes + 1)] = filter;
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const [hasLeft, hasUp] = [x >= size, y > 0];
      const left = hasLeft ? bytes[at - size]! : 0;
      const up = hasUp ? bytes[at - rowBytes]! : 0;
      const upLeft = hasLeft && hasUp ? bytes[at - rowBytes - size]! : 0;
      rows[at + y + 1] = bytes[at]! - predictors[filter]!(left, up, upLeft);
    }
  }
  return rows;
}

function emptySamples({ samples }: Raster): Samples {
  return samples instanceof Uint8Array ? new Uint8Array(samples.length) : new Uint16Array(samples.length);
}

function readBy(reader: typeof readRows, parts: readonly Uint8Array[], raster: Raster): Raster['samples'] | undefined {
  const samples = emptySamples(raster);
  return reader(parts, raster, samples) ? samples : undefined;
}

/** Everything accepted must be right, and everything right accepted. */
function expectRead(stream: Uint8Array, raster: Raster, parts: readonly Uint8Array[] = [stream]): void {
  const samples = readBy(readRows, parts, raster);
  expect(samples).toBeDefined();
  expectSame(samples!, raster.samples);
}

describe('the inflate kernels read rows', () => {
  test('of any image, whatever the filters, the compression and the parts', () => {
    fc.assert(
      fc.property(anyRaster({ maxSide: 70 }), anyPacking, fc.nat(), fc.nat(), (raster, packing, seed, cut) => {
        const stream = deflateSync(filteredRows(raster, randomNumbers(seed)), packing);
        const at = cut % stream.length;
        expectRead(stream, raster, [stream.subarray(0, at), stream.subarray(at)]);
        expect(readBy(referenceInflate.readRows, [stream], raster)).toEqual(raster.samples);
      }),
      { numRuns: 120 },
    );
  });

  test.each([
    ['of more rows than are unpacked at a time', 700, 301, 3, 255],
    ['of 16 bits and alpha', 130, 257, 4, 65535],
    ['of rows longer than what is unpacked at a time', 90_000, 6, 3, 255],
    ['of a single column', 1, 3000, 1, 65535],
  ] as const)('%s', (_, width, height, channels, maxSample) => {
    const random = randomNumbers(width);
    // Repetitions now and then, near and far; noise, so that the input is long; and even parts, so that copies are.
    const levels = Array.from({ length: width * height * channels }, (_, i) => ((i >> 15) % 3 === 0 ? i >> 7 : (i >> 9) + random() * 60));
    const raster: Raster = {
      width,
      height,
      channels,
      maxSample,
      samples: samplesOf(
        maxSample,
        levels.map((level) => level & maxSample),
      ),
    };
    for (const level of [0, 1, 9]) {
      const stream = deflateSync(filteredRows(raster, random), { level });
      expectRead(stream, raster);
    }
  });

  test('with copies that repeat any number of the bytes just written', () => {
    for (let period = 1; period <= 40; period++) {
      const [width, height] = [997, 5];
      const samples = Uint8Array.from({ length: width * height }, (_, i) => (i % period) * 6);
      const raster: Raster = { width, height, channels: 1, maxSample: 255, samples };
      expectRead(deflateSync(filteredRows(raster, () => 0)), raster);
    }
  });

  test('with codes of all lengths', () => {
    // Each symbol twice as often as the next, so that codes grow to the longest.
    const random = randomNumbers(15);
    const [width, height] = [4000, 100];
    const samples = Uint8Array.from({ length: width * height }, () => Math.min(-Math.log2(random()) * 1.3, 40) * 6);
    const raster: Raster = { width, height, channels: 1, maxSample: 255, samples };
    for (const strategy of [constants.Z_HUFFMAN_ONLY, constants.Z_DEFAULT_STRATEGY])
      expectRead(
        deflateSync(
          filteredRows(raster, () => 0),
          { strategy, memLevel: 9 },
        ),
        raster,
      );
  });
});

describe('the SIMD kernels unfilter rows like the plain ones', () => {
  const rowsOf = fc
    .record({
      bytesPerPixel: fc.constantFrom(1, 2, 3, 4, 6, 8),
      width: fc.integer({ min: 1, max: 40 }),
      rows: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ bytesPerPixel, width, rows }) => ({ bytesPerPixel, rowBytes: bytesPerPixel * width, rows }));

  /** Random bytes, which are valid rows if each begins with the number of a filter: a random one, or the given one. */
  function anyRows(rows: number, rowBytes: number, random: () => number, filter?: number): Uint8Array {
    const filtered = Uint8Array.from({ length: rows * (rowBytes + 1) }, () => random() * 256);
    for (let row = 0; row < rows; row++) filtered[row * (rowBytes + 1)] = filter ?? Math.floor(random() * 5);
    return filtered;
  }

  function expectSameRows(filtered: Uint8Array, rowBytes: number, bytesPerPixel: number, above: Uint8Array): void {
    const rows = filtered.length / (rowBytes + 1);
    const [found, expected] = [new Uint8Array(rows * rowBytes), new Uint8Array(rows * rowBytes)];
    expect(referenceInflate.unfilterRows(filtered, rowBytes, bytesPerPixel, above, expected)).toBe(true);
    expect(wasm.unfilterRows(filtered, rowBytes, bytesPerPixel, above, found)).toBe(true);
    expectSame(found, expected);
  }

  test('whatever the filters, the pixels, the length and the row above', () => {
    const filter = fc.constantFrom(undefined, 0, 1, 2, 3, 4);
    fc.assert(
      fc.property(rowsOf, filter, fc.nat(), ({ rows, rowBytes, bytesPerPixel }, filter, seed) => {
        const random = randomNumbers(seed);
        const above = Uint8Array.from({ length: rowBytes }, () => random() * 256);
        expectSameRows(anyRows(rows, rowBytes, random, filter), rowBytes, bytesPerPixel, above);
      }),
      { numRuns: 500 },
    );
  });

  test('in bands, each with the last row of the previous one above it, as all at once', () => {
    fc.assert(
      fc.property(rowsOf, fc.nat(), fc.integer({ min: 1, max: 9 }), ({ rows, rowBytes, bytesPerPixel }, seed, rowsOfStrip) => {
        const filtered = anyRows(rows, rowBytes, randomNumbers(seed));
        const [found, expected] = [new Uint8Array(rows * rowBytes), new Uint8Array(rows * rowBytes)];
        let above = new Uint8Array(rowBytes);
        expect(referenceInflate.unfilterRows(filtered, rowBytes, bytesPerPixel, above, expected)).toBe(true);
        for (let row = 0; row < rows; row += rowsOfStrip) {
          const strip = found.subarray(row * rowBytes, (row + rowsOfStrip) * rowBytes);
          const stored = filtered.subarray(row * (rowBytes + 1), (row + rowsOfStrip) * (rowBytes + 1));
          expect(wasm.unfilterRows(stored, rowBytes, bytesPerPixel, above, strip)).toBe(true);
          above = strip.slice(-rowBytes);
        }
        expectSame(found, expected);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['of more rows than are brought back at a time', 2700, 331],
    ['of rows longer than all that is brought back at a time', 3 * 250_001, 9],
    ['of rows longer than any that there is memory for', (1 << 22) + 2, 2],
    ['of short rows after long ones', 33, 7],
  ])('%s', (_, rowBytes, rows) => {
    const filtered = anyRows(rows, rowBytes, randomNumbers(rows));
    expectSameRows(filtered, rowBytes, 3, filtered.subarray(0, rowBytes));
  });

  test('and refuse rows whose filter does not exist, wherever they are', () => {
    fc.assert(
      fc.property(rowsOf, fc.nat(), fc.nat(), fc.integer({ min: 5, max: 255 }), ({ rows, rowBytes, bytesPerPixel }, seed, at, filter) => {
        const filtered = anyRows(rows, rowBytes, randomNumbers(seed));
        filtered[(at % rows) * (rowBytes + 1)] = filter;
        for (const { unfilterRows } of [wasm, referenceInflate])
          expect(unfilterRows(filtered, rowBytes, bytesPerPixel, new Uint8Array(rowBytes), new Uint8Array(rows * rowBytes))).toBe(false);
      }),
    );
    const many = anyRows(400, 1000, randomNumbers(1));
    many[399 * 1001] = 5;
    expect(wasm.unfilterRows(many, 1000, 1, new Uint8Array(1000), new Uint8Array(400_000))).toBe(false);
  });
});

test('each filter predicts a byte as the PNG specification says', () => {
  const filtered = [0, 10, 20, 40, /**/ 1, 1, 1, 1, /**/ 2, 1, 1, 1, /**/ 3, 1, 98, 148, /**/ 4, 1, 166, 1];
  const bytes = [10, 20, 40, /**/ 1, 2, 3, /**/ 2, 3, 4, /**/ 2, 100, 200, /**/ 3, 10, 101];
  for (const { unfilterRows } of [wasm, referenceInflate]) {
    const found = new Uint8Array(15);
    expect(unfilterRows(Uint8Array.from(filtered), 3, 1, new Uint8Array(3), found)).toBe(true);
    expect([...found]).toEqual(bytes);
  }
});

describe('the inflate kernels refuse streams', () => {
  const random = randomNumbers(3);
  const raster: Raster = {
    width: 61,
    height: 50,
    channels: 3,
    maxSample: 255,
    samples: Uint8Array.from({ length: 9150 }, () => random() * 9),
  };
  const stream = deflateSync(filteredRows(raster, random));

  test('with any changed byte, or read them correctly', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(stream.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const broken = new Uint8Array(stream);
          for (const [at, by] of changes) broken[at]! ^= by;
          const samples = readBy(readRows, [broken], raster);
          if (samples) expect(samples).toEqual(readBy(referenceInflate.readRows, [broken], raster));
          else refused++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(2900);
  });

  test('with anything missing or added', () => {
    for (let length = 0; length < stream.length; length += 7)
      expect(readBy(readRows, [stream.subarray(0, length)], raster)).toBeUndefined();
    expect(readBy(readRows, [stream, Uint8Array.of(0)], raster)).toBeUndefined();
    expect(readBy(readRows, [stream], { ...raster, height: 49 })).toBeUndefined();
    expect(readBy(readRows, [stream], { ...raster, height: 51 })).toBeUndefined();
  });

  test('with a filter that does not exist, or a wrong checksum', () => {
    const rows = filteredRows(raster, random);
    rows[184 * 20] = 5;
    expect(readBy(readRows, [deflateSync(rows)], raster)).toBeUndefined();
    expect(readBy(referenceInflate.readRows, [deflateSync(rows)], raster)).toBeUndefined();
    const wrong = new Uint8Array(stream);
    wrong[wrong.length - 1]! ^= 1;
    expect(readBy(readRows, [wrong], raster)).toBeUndefined();
  });

  test('with copies from before the first byte, or from farther back than the stream states', () => {
    const far = { width: 20_000, height: 2, channels: 1, maxSample: 255 } as const;
    const noise = Uint8Array.from({ length: 20_000 }, () => random() * 256);
    const twice: Raster = { ...far, samples: Uint8Array.from([...noise, ...noise]) };
    const stream = deflateSync(filteredRows(twice, () => 0));
    expectRead(stream, twice);
    // The second row is a copy of the first, 20,001 bytes back: farther than a window of 16 KiB reaches.
    const narrow = new Uint8Array(stream);
    narrow[0] = 0x68;
    narrow[1] = 31 - ((0x68 * 256) % 31);
    expect(readBy(readRows, [narrow], twice)).toBeUndefined();
    // Fixed code: a copy of three bytes from one byte back, where there is nothing yet.
    expect(
      readBy(readRows, [Uint8Array.of(0x78, 0x01, 0x03, 0x02, 0x00, 0, 0, 0, 1)], {
        ...far,
        width: 2,
        height: 1,
        samples: new Uint8Array(2),
      }),
    ).toBeUndefined();
  });
});
