import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRaster, copyOf, expectSame, randomNumbers, row, samplesOf } from '../../../test/pictures.js';
import { colourCount, type Lut, type Raster, type Samples } from '../raster.js';
import type { Kernels } from './contract.js';
import { kernels } from './kernels.js';
import { referenceKernels } from './kernels-reference.js';
import { wasmKernels } from './kernels-wasm.js';

const wasm = wasmKernels();
const colour = { channels: [3, 4] as const };

/** The samples after a change by a kernel. */
function changed(raster: Raster, change: (copy: Raster) => void): Samples {
  const copy = copyOf(raster);
  change(copy);
  return copy.samples;
}

function anyTable(maxSample: Raster['maxSample'], seed: number): Lut {
  const random = randomNumbers(seed);
  return samplesOf(
    maxSample,
    Array.from({ length: maxSample + 1 }, () => random() * (maxSample + 1)),
  );
}

/** Larger than a chunk for every layout, and not a multiple of one. */
function largeRaster(channels: Raster['channels'], maxSample: Raster['maxSample']): Raster {
  const random = randomNumbers(channels);
  const [width, height] = [349, 401];
  const samples = Array.from({ length: width * height * channels }, () => (random() < 0.1 ? 0 : random() * (maxSample + 1)));
  return { width, height, channels, maxSample, samples: samplesOf(maxSample, samples) };
}

function expectSameResults(raster: Raster, seed: number): void {
  const tables = Array.from({ length: colourCount(raster) }, (_, i) => anyTable(raster.maxSample, seed + i));
  const counted = wasm.countChannels(raster);
  expect(counted.length).toBe(tables.length);
  referenceKernels.countChannels(raster).forEach((histogram, i) => {
    expectSame(counted[i]!, histogram);
  });
  const mapped = (by: Kernels) => changed(raster, (copy) => by.mapChannels(copy, tables));
  expectSame(mapped(wasm), mapped(referenceKernels));
}

function expectSameLumaResults(raster: Raster, seed: number): void {
  const table = anyTable(raster.maxSample, seed);
  const luma = referenceKernels.readLuma(raster);
  expectSame(wasm.readLuma(raster), luma);
  expectSame(wasm.countLuma(raster), referenceKernels.countLuma(raster));
  const mapped = (by: Kernels) => changed(raster, (copy) => by.mapLuma(copy, table));
  expectSame(mapped(wasm), mapped(referenceKernels));
  const replaced = (by: Kernels) => changed(raster, (copy) => by.replaceLuma(copy, luma.toReversed()));
  expectSame(replaced(wasm), replaced(referenceKernels));
}

describe('the SIMD kernels agree with the plain ones', () => {
  test('on grey pictures in kernel memory, without touching the bytes around them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(20), fc.integer(), (levels, start, seed) => {
        const memory = wasm.takeMemory(start + levels.length + 20)!;
        memory.bytes.fill(7).set(levels, start);
        const raster = { width: levels.length, height: 1, channels: 1, maxSample: 255 } as const;
        const inside: Raster = { ...raster, samples: memory.bytes.subarray(start, start + levels.length) };
        const table = anyTable(255, seed);
        expectSame(wasm.countChannels(inside)[0]!, referenceKernels.countChannels({ ...raster, samples: levels })[0]!);
        wasm.mapChannels(inside, [table]);
        const around = [...memory.bytes.subarray(0, start), ...memory.bytes.subarray(start + levels.length)];
        expectSame(
          inside.samples,
          changed({ ...raster, samples: levels }, (copy) => referenceKernels.mapChannels(copy, [table])),
        );
        expect(new Set(around)).toEqual(new Set([7]));
        memory.release();
      }),
      { numRuns: 100 },
    );
  });

  // From 32,768 and 131,072 samples on, two neighbours are looked up at once.
  test.each([32_767, 32_770, 131_071, 131_075, 200_001])('on %i grey samples in kernel memory, alike or not', (length) => {
    const table = Uint8Array.from({ length: 256 }, (_, level) => (level * 7 + 3) & 255);
    const slope = Uint8Array.from({ length }, (_, i) => i / 1000);
    const noise = Uint8Array.from({ length }, (_, i) => Math.imul(i, 2654435761) >>> 24);
    for (const samples of [slope, noise, slope]) {
      const memory = wasm.takeMemory(length + 9)!;
      const own = memory.bytes.subarray(8, 8 + length);
      own.set(samples);
      memory.bytes[7] = memory.bytes[8 + length] = 77;
      const expected: Raster = { width: length, height: 1, channels: 1, maxSample: 255, samples: samples.slice() };
      const raster = { ...expected, samples: own };
      expect(wasm.countChannels(raster)).toEqual(referenceKernels.countChannels(expected));
      wasm.mapChannels(raster, [table]);
      referenceKernels.mapChannels(expected, [table]);
      expect(Buffer.compare(own, expected.samples as Uint8Array)).toBe(0);
      expect([memory.bytes[7], memory.bytes[8 + length]]).toEqual([77, 77]);
      memory.release();
    }
  });

  test('on each channel of any picture', () => {
    fc.assert(fc.property(anyRaster(), fc.integer(), expectSameResults), { numRuns: 200 });
  });

  test('on the luma of any colour picture', () => {
    fc.assert(fc.property(anyRaster(colour), fc.integer(), expectSameLumaResults), { numRuns: 200 });
  });

  test('on the mix of any two pictures', () => {
    const mixed = (by: Kernels, { samples }: Raster, share: number, seed: number) => {
      const random = randomNumbers(seed);
      const after = samples.map((level) => (random() < 0.2 ? level : random() * 65536));
      by.mix(samples, after, share);
      return after;
    };
    const anyShare = fc.oneof(fc.constantFrom(0, 0.5, 0.25, 0.49999999999999994), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(anyRaster(), anyShare, fc.integer(), (raster, share, seed) => {
        expectSame(mixed(wasm, raster, share, seed), mixed(referenceKernels, raster, share, seed));
      }),
      { numRuns: 300 },
    );
    for (const maxSample of [255, 65535] as const) {
      const large = largeRaster(3, maxSample);
      expectSame(mixed(wasm, large, 0.3, 1), mixed(referenceKernels, large, 0.3, 1));
    }
  });

  const layouts = ([1, 2, 3, 4] as const).flatMap((channels) => ([255, 65535] as const).map((maxSample) => ({ channels, maxSample })));

  test.each(layouts)('on $channels channels up to $maxSample that do not fit one chunk', ({ channels, maxSample }) => {
    const raster = largeRaster(channels, maxSample);
    expectSameResults(raster, 1);
    if (channels >= 3) expectSameLumaResults(raster, 2);
  });

  test('on a picture whose samples start in the middle of a buffer', () => {
    const whole = Uint16Array.from({ length: 1 + 5 * 3 }, (_, i) => i * 4000);
    const raster: Raster = { width: 5, height: 1, channels: 3, maxSample: 65535, samples: whole.subarray(1) };
    expect(wasm.readLuma(raster)).toEqual(referenceKernels.readLuma(raster));
    wasm.mapChannels(
      raster,
      [1, 2, 3].map((level) => new Uint16Array(65536).fill(level)),
    );
    expect([...whole]).toEqual([0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });
});

test('earlier counts are not counted again', () => {
  const raster = row(1, 255, 7, 7, 9);
  const first = wasm.countChannels(raster)[0]!;
  wasm.countChannels(row(1, 65535, 7, 300));
  expect(wasm.countChannels(raster)[0]).toEqual(first);
  expect(first[7]).toBe(2);
});

test('the SIMD kernels are used, unless the environment asks for the plain ones', () => {
  expect(kernels().name).toBe(process.env.IMGPAR_KERNELS === 'reference' ? 'reference' : 'wasm-simd');
});

describe.each([wasm, referenceKernels])('the $name kernels', (tested) => {
  test('compute luma with the weights of BT.601, rounded', () => {
    expect([...tested.readLuma(row(3, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 1, 2, 3))]).toEqual([76, 150, 29, 255, 2]);
  });

  test('move red, green and blue by as much as luma, and clamp', () => {
    const raster = row(3, 255, 10, 10, 10, 0, 250, 3, 200, 255, 180);
    const [dark, middle, light] = tested.readLuma(raster);
    const table = new Uint8Array(256);
    table[dark!] = dark! + 5;
    table[middle!] = middle! + 20;
    table[light!] = light! - 190;
    tested.mapLuma(raster, table);
    expect([...raster.samples]).toEqual([15, 15, 15, 20, 255, 23, 10, 65, 0]);
  });

  test('count neither grey nor colour of fully transparent pixels', () => {
    const grey = tested.countChannels(row(2, 65535, 500, 1, 500, 0, 40, 65535))[0]!;
    expect([grey[500], grey[40]]).toEqual([1, 1]);
    const luma = tested.countLuma(row(4, 255, 8, 8, 8, 255, 8, 8, 8, 0, 9, 9, 9, 1));
    expect([luma[8], luma[9], luma[0]]).toEqual([1, 1, 0]);
  });

  test('never change alpha', () => {
    const raster = row(4, 65535, 1, 2, 3, 4, 5, 6, 7, 0);
    const table = new Uint16Array(65536).fill(65535);
    tested.mapLuma(raster, table);
    tested.mapChannels(raster, [table, table, table]);
    tested.replaceLuma(raster, Uint16Array.of(9, 9));
    expect([raster.samples[3], raster.samples[7]]).toEqual([4, 0]);
  });
});

test('kernel memory is lent to one user at a time, grows, and is released after a giant', () => {
  const [one, other] = [wasm.takeMemory(100)!, wasm.takeMemory(100)!];
  expect(one.bytes.buffer).not.toBe(other.bytes.buffer);
  one.release();
  const larger = wasm.takeMemory(20_000_000)!;
  larger.bytes[19_999_999] = 5;
  expect(wasm.countChannels({ width: 10, height: 1, channels: 1, maxSample: 255, samples: larger.bytes.subarray(-10) })[0]![5]).toBe(1);
  larger.release();
  const again = wasm.takeMemory(100)!;
  expect(again.bytes.buffer).toBe(larger.bytes.buffer);
  again.release();
  const giant = wasm.takeMemory(200_000_000)!;
  giant.release();
  expect(wasm.takeMemory(100)!.bytes.buffer).not.toBe(giant.bytes.buffer);
  expect(wasm.takeMemory(2 ** 32)).toBeUndefined();
});
