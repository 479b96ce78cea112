import fc from 'fast-check';
import { expect } from 'vitest';
import type { Raster, Samples } from '../src/pixels/raster.js';

/** A small 8-bit grey picture, drawn: one line per row, samples separated by spaces. */
export function plane(rows: TemplateStringsArray): Raster {
  const lines = rows.raw[0]!.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const samples = Uint8Array.from(lines.flat());
  return { width: lines[0]!.length, height: lines.length, channels: 1, maxSample: 255, samples };
}

/** An interleaved picture of one row. */
export function row(channels: Raster['channels'], maxSample: Raster['maxSample'], ...samples: number[]): Raster {
  return { width: samples.length / channels, height: 1, channels, maxSample, samples: samplesOf(maxSample, samples) };
}

export function samplesOf(maxSample: Raster['maxSample'], levels: ArrayLike<number>): Samples {
  return maxSample === 255 ? Uint8Array.from(levels) : Uint16Array.from(levels);
}

/** A colour picture from which tests make, break and change files. */
export const small: Raster = {
  width: 31,
  height: 23,
  channels: 3,
  maxSample: 255,
  samples: Uint8Array.from({ length: 31 * 23 * 3 }, (_, i) => (i >> 4) + ((i * 7) % 11)),
};

/** A copy of the picture with its own samples. */
export function copyOf(raster: Raster): Raster {
  return { ...raster, samples: raster.samples.slice() };
}

/** Like toEqual, but fast on millions of numbers; it shows only the first difference. */
export function expectSame(actual: NumberArray, expected: NumberArray): void {
  const at = Math.max(
    actual.findIndex((number, i) => number !== expected[i]),
    0,
  );
  const summary = (numbers: NumberArray) => ({ type: numbers.constructor.name, length: numbers.length, at, number: numbers[at] });
  expect(summary(actual)).toEqual(summary(expected));
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface RasterWanted {
  readonly channels?: readonly Raster['channels'][];
  readonly maxSample?: readonly Raster['maxSample'][];
  /** Largest width and height. */
  readonly maxSide?: number;
}

/**
 * Pictures of any shape: noise over the full range or over a few levels. Where there is alpha, it is 0 for many pixels. Few sizes are a
 * multiple of anything.
 */
export function anyRaster({ channels = [1, 2, 3, 4], maxSample = [255, 65535], maxSide = 67 }: RasterWanted = {}): fc.Arbitrary<Raster> {
  return fc
    .record({
      width: fc.integer({ min: 1, max: maxSide }),
      height: fc.integer({ min: 1, max: maxSide }),
      channels: fc.constantFrom(...channels),
      maxSample: fc.constantFrom(...maxSample),
      seed: fc.integer(),
      lowest: fc.double({ min: 0, max: 1, noNaN: true }),
      spread: fc.constantFrom(0, 0.01, 0.2, 1),
    })
    .map(({ seed, lowest, spread, ...shape }) => ({ ...shape, samples: noise(shape, seed, lowest, spread) }));
}

function noise({ width, height, channels, maxSample }: Omit<Raster, 'samples'>, seed: number, lowest: number, spread: number): Samples {
  const random = randomNumbers(seed);
  const hasAlpha = channels % 2 === 0;
  const level = () => Math.round(Math.min(lowest * (1 - spread) + random() * spread, 1) * maxSample);
  const alpha = () => (random() < 0.3 ? 0 : Math.ceil(random() * maxSample));
  const samples = Array.from({ length: width * height * channels }, (_, i) =>
    hasAlpha && i % channels === channels - 1 ? alpha() : level(),
  );
  return samplesOf(maxSample, samples);
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
