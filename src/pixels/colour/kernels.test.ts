import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRaster, copyOf, expectSame, randomNumbers, row, samplesOf } from '../../../test/pictures.js';
import { kernels } from '../kernels/kernels.js';
import type { Raster, Samples } from '../raster.js';
import type { ColourKernels } from './contract.js';
import { referenceColours } from './kernels-reference.js';
import { wasmColours } from './kernels-wasm.js';
import { curvesOf, nearestLevel, rootCells, startsInRoot } from './lab-curves.js';

const wasm = wasmColours();

/** Levels of which some stay, some go up or down a little, and some go anywhere. */
function otherLevels(levels: Samples, maxSample: Raster['maxSample'], seed: number): Samples {
  const random = randomNumbers(seed);
  return samplesOf(
    maxSample,
    Array.from(levels, (level) => {
      const kind = random();
      if (kind < 0.2) return level;
      return kind < 0.5 ? Math.min(Math.max(level + Math.floor(random() * 9) - 4, 0), maxSample) : random() * (maxSample + 1);
    }),
  );
}

function expectSameColours(raster: Raster): void {
  const planes = referenceColours.takeApart(raster);
  const fast = wasm.takeApart(raster);
  expect(fast.length).toBe(planes.length);
  for (const [colour, plane] of planes.entries()) expectSame(fast[colour]!, plane);
  const others = planes.map((plane) => plane.toReversed());
  const [one, other] = [copyOf(raster), copyOf(raster)];
  wasm.putTogether(one, others);
  referenceColours.putTogether(other, others);
  expectSame(one.samples, other.samples);
}

function expectSameResults(raster: Raster, seed: number): void {
  const lightness = referenceColours.lightness(raster);
  expectSame(wasm.lightness(raster), lightness);
  const highest = referenceColours.highest(raster);
  expectSame(wasm.highest(raster), highest);
  const changed = (by: ColourKernels, change: (kernels: ColourKernels, copy: Raster) => void) => {
    const copy = copyOf(raster);
    change(by, copy);
    return copy.samples;
  };
  expectSameColours(raster);
  const luma = kernels().readLuma(raster);
  const y = otherLevels(luma, raster.maxSample, seed + 1);
  const withY = (by: ColourKernels) => changed(by, (kernels, copy) => kernels.replaceY(copy, luma, y));
  expectSame(withY(wasm), withY(referenceColours));
  for (const levels of [lightness, highest]) {
    const to = otherLevels(levels, raster.maxSample, seed);
    const scaled = (by: ColourKernels) => changed(by, (kernels, copy) => kernels.scale(copy, levels, to));
    expectSame(scaled(wasm), scaled(referenceColours));
  }
  const to = otherLevels(lightness, raster.maxSample, seed);
  const moved = (by: ColourKernels) => changed(by, (kernels, copy) => kernels.moveLightness(copy, lightness, to));
  expectSame(moved(wasm), moved(referenceColours));
}

test('the SIMD kernels agree with the plain ones on any colour picture', () => {
  fc.assert(fc.property(anyRaster({ channels: [3, 4] }), fc.integer(), expectSameResults), { numRuns: 200 });
});

test('they agree on the colours of any picture', () => {
  fc.assert(fc.property(anyRaster(), expectSameColours), { numRuns: 200 });
});

const layouts = ([3, 4] as const).flatMap((channels) => ([255, 65535] as const).map((maxSample) => ({ channels, maxSample })));

test.each(layouts)(
  'they agree on $channels channels up to $maxSample that do not fit one chunk, dark ones and pure colours among them',
  ({ channels, maxSample }) => {
    const random = randomNumbers(channels + maxSample);
    const [width, height] = [349, 401];
    const samples = Array.from({ length: width * height * channels }, () => {
      const kind = random();
      return kind < 0.2 ? 0 : kind < 0.3 ? maxSample : random() * (kind < 0.6 ? maxSample / 20 : maxSample + 1);
    });
    expectSameResults({ width, height, channels, maxSample, samples: samplesOf(maxSample, samples) }, 3);
  },
);

test('they agree on every grey that becomes any other', () => {
  const pairs = Array.from({ length: 65536 }, (_, at) => [at >> 8, at & 255] as const);
  const samples = Uint8Array.from({ length: 3 * pairs.length }, (_, at) => pairs[Math.floor(at / 3)]![0]);
  const greys: Raster = { width: 256, height: 256, channels: 3, maxSample: 255, samples };
  const levels = referenceColours.lightness(greys);
  const to = Uint8Array.from(pairs, ([, level]) => level);
  const plain = copyOf(greys);
  referenceColours.moveLightness(plain, levels, to);
  const fast = copyOf(greys);
  wasm.moveLightness(fast, levels, to);
  expectSame(fast.samples, plain.samples);
});

// What is left to the plain version are a few pixels of a thousand, so a tolerance that leaves many shows that these arrive.
test.each([255, 65535] as const)('pixels near a border between samples, up to %i, are left to the plain version', (maxSample) => {
  const random = randomNumbers(5);
  const raster = row(3, maxSample, ...Array.from({ length: 3000 }, () => random() * (maxSample + 1)));
  const levels = referenceColours.lightness(raster);
  const to = otherLevels(levels, maxSample, 6);
  const plain = copyOf(raster);
  referenceColours.moveLightness(plain, levels, to);
  const careful = copyOf(raster);
  wasmColours({ 255: 1, 65535: 1 }).moveLightness(careful, levels, to);
  expectSame(careful.samples, plain.samples);
});

test('halves round up when colours are scaled, and 0 is added to', () => {
  for (const kernels of [wasm, referenceColours]) {
    const raster = row(3, 255, 1, 3, 5, 0, 0, 4);
    kernels.scale(raster, Uint8Array.of(2, 0), Uint8Array.of(1, 9));
    expect([...raster.samples]).toEqual([1, 2, 3, 9, 9, 13]);
  }
});

test.each([255, 65535] as const)(
  'a level of %i is found from the cell of its square root, with one comparison, beside every border',
  (maxSample) => {
    const { encoded, lightness } = curvesOf(maxSample);
    const wrong: unknown[] = [];
    for (const levels of [encoded, lightness]) {
      const { upperBorders } = levels;
      const starts = startsInRoot(upperBorders);
      for (const border of [0, ...upperBorders.subarray(0, -1), 1]) {
        for (const value of [border * (1 - 2 ** -52), border, border * (1 + 2 ** -51)].filter((number) => number <= 1)) {
          const start = starts[Math.floor(Math.sqrt(value) * rootCells)]!;
          const found = start + Number(value >= upperBorders[start]!);
          if (found !== nearestLevel(value, levels)) wrong.push([value, found]);
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);
