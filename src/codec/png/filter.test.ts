import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRaster, expectSame, randomNumbers } from '../../../test/pictures.js';
import type { Raster } from '../../pixels/raster.js';
import { instantiate } from '../../wasm/instance.js';
import { codeCount, firstRun, longestRun, packedCode, shortestRun } from './filter.js';
import { referenceFilter } from './filter-reference.js';
import { wasmFilter } from './filter-wasm.js';

const wasm = wasmFilter(instantiate);

/** Noise with runs of all lengths, at all places. */
const bytesWithRuns: fc.Arbitrary<Uint8Array> = fc
  .array(fc.record({ byte: fc.integer({ min: 0, max: 255 }), length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 600 })) }), {
    maxLength: 60,
  })
  .map((parts) => Uint8Array.from(parts.flatMap(({ byte, length }) => Array<number>(length).fill(byte))));

/** Codes of all allowed lengths, a different one for each index. */
const codes = Uint32Array.from({ length: codeCount }, (_, index) => {
  const count = index < firstRun ? 1 + (index % 12) : 1 + (index % 19);
  return packedCode((index * 40503) & (2 ** count - 1), count);
});

function expectSameRows(raster: Raster, firstRow: number, rows: number): void {
  for (const best of [false, true]) {
    expectSame(wasm.filterRows(raster, firstRow, rows, best).slice(), referenceFilter.filterRows(raster, firstRow, rows, best));
  }
}

describe('the SIMD filter kernels match the plain ones', () => {
  test('on filtered rows of any image, from the first row and from any other', () => {
    fc.assert(
      fc.property(anyRaster(), fc.nat(), (raster, at) => {
        expectSameRows(raster, 0, raster.height);
        expectSameRows(raster, at % raster.height, raster.height - (at % raster.height));
      }),
      { numRuns: 300 },
    );
  });

  test('on rows of a part of an image with a given row above, as if it were whole', () => {
    fc.assert(
      fc.property(anyRaster(), fc.nat(), fc.boolean(), (raster, at, best) => {
        const first = at % raster.height;
        const rowSamples = raster.width * raster.channels;
        const above = first === 0 ? undefined : raster.samples.slice((first - 1) * rowSamples, first * rowSamples);
        const part = { ...raster, height: raster.height - first, samples: raster.samples.slice(first * rowSamples) };
        const expected = referenceFilter.filterRows(raster, first, part.height, best);
        for (const rows of [wasm, referenceFilter]) expectSame(rows.filterRows(part, 0, part.height, best, above).slice(), expected);
      }),
      { numRuns: 200 },
    );
  });

  test('on slowly rising rows, where neighbours predict well and filters are close to each other', () => {
    const random = randomNumbers(5);
    for (const maxSample of [255, 65535] as const) {
      for (const channels of [1, 2, 3, 4] as const) {
        const [width, height] = [133, 9];
        const levels = Array.from({ length: width * height * channels }, (_, i) => Math.floor(i / 7) + Math.floor(random() * 3));
        const samples = maxSample === 255 ? Uint8Array.from(levels) : Uint16Array.from(levels);
        expectSameRows({ width, height, channels, maxSample, samples }, 0, height);
      }
    }
  });

  test('on samples that begin in the middle of a buffer', () => {
    const whole = Uint16Array.from({ length: 1 + 5 * 3 * 2 }, (_, i) => i * 1999);
    expectSameRows({ width: 5, height: 2, channels: 3, maxSample: 65535, samples: whole.subarray(1) }, 0, 2);
  });

  test('on rows longer than the memory allows for, and on short ones after them', () => {
    const random = randomNumbers(6);
    const samples = Uint8Array.from({ length: 600_000 }, () => random() * 256);
    const expected = referenceFilter.filterRows({ width: 100_000, height: 2, channels: 3, maxSample: 255, samples }, 0, 2, false);
    const filtered = wasm.filterRows({ width: 100_000, height: 2, channels: 3, maxSample: 255, samples }, 0, 2, false);
    expectSame(wasm.countRuns(filtered), referenceFilter.countRuns(expected));
    expectSame(filtered.slice(), expected);
    expectSameRows({ width: 3, height: 2, channels: 1, maxSample: 255, samples: samples.slice(0, 6) }, 0, 2);
  });

  test('on the counts, codes and checksum of any bytes, wherever runs begin and end', () => {
    const carried = fc.integer({ min: 0, max: 7 }).chain((count) => fc.record({ count: fc.constant(count), bits: fc.nat(2 ** count - 1) }));
    fc.assert(
      fc.property(bytesWithRuns, carried, fc.nat(0xfff0), (bytes, before, checksum) => {
        expectSame(wasm.countRuns(bytes), referenceFilter.countRuns(bytes));
        const written = wasm.writeRuns(bytes, codes, before);
        const expected = referenceFilter.writeRuns(bytes, codes, before);
        expectSame(written.bytes.slice(), expected.bytes);
        expect(written.rest).toEqual(expected.rest);
        expect(wasm.adler32(bytes, checksum)).toBe(referenceFilter.adler32(bytes, checksum));
      }),
      { numRuns: 300 },
    );
  });

  test('on bytes of the highest value, which give the largest sums', () => {
    const bytes = new Uint8Array(20_000).fill(255);
    expect(wasm.adler32(bytes, 0xfff0fff0)).toBe(referenceFilter.adler32(bytes, 0xfff0fff0));
  });
});

test('a run begins after the byte that it repeats, and has a length that DEFLATE and its use allow', () => {
  const counts = (length: number) => {
    const found = referenceFilter.countRuns(new Uint8Array(length).fill(9));
    return { singles: found[9], lengths: Object.fromEntries(Array.from(found.subarray(firstRun)).flatMap((n, i) => (n ? [[i, n]] : []))) };
  };
  expect(counts(shortestRun)).toEqual({ singles: shortestRun, lengths: {} });
  expect(counts(shortestRun + 1)).toEqual({ singles: 1, lengths: { [shortestRun]: 1 } });
  expect(counts(2 * longestRun + 3)).toEqual({ singles: 3, lengths: { [longestRun]: 2 } });
});

test('the checksum matches a published example', () => {
  expect(referenceFilter.adler32(Buffer.from('Wikipedia'), 1)).toBe(0x11e60398);
});

test('the first row has zeros above it, and each filter is that of the PNG specification', () => {
  const raster: Raster = { width: 3, height: 2, channels: 1, maxSample: 255, samples: Uint8Array.of(10, 20, 40, 11, 21, 120) };
  expect([...referenceFilter.filterRows(raster, 0, 2, false)]).toEqual([4, 10, 10, 20, 4, 1, 1, 80]);
  // Sums of the first row: 70, 40, 70, 55, 40; of the second: 152, 120, 82, 102, 82.
  expect([...referenceFilter.filterRows(raster, 0, 2, true)]).toEqual([1, 10, 10, 20, 2, 1, 1, 80]);
});
