import fc from 'fast-check';
import type { Histogram, Lut, Raster, Samples } from '../src/pixels/raster.js';

/** The given counts by level, the rest 0. */
export function histogramOf(levels: 256 | 65536, counts: Readonly<Record<number, number>>): Float64Array {
  const histogram = new Float64Array(levels);
  for (const [level, count] of Object.entries(counts)) histogram[Number(level)] = count;
  return histogram;
}

/** The number of samples at each level. */
export function histogramOfSamples(samples: Samples, maxSample: Raster['maxSample']): Uint32Array {
  const histogram = new Uint32Array(maxSample + 1);
  for (const sample of samples) histogram[sample]!++;
  return histogram;
}

/** Counts of none to many of 256 or 65,536 levels, from single pixels to a set of 10^15. */
export const anyHistogram: fc.Arbitrary<Histogram> = fc.constantFrom<256 | 65536>(256, 65536).chain(anyHistogramOf);

export function anyHistogramOf(levels: 256 | 65536): fc.Arbitrary<Histogram> {
  // Not fc.double: most of its values are next to 0.
  const counts = fc.array(fc.tuple(fc.nat({ max: levels - 1 }), fc.nat({ max: 1000 })), { maxLength: 100 });
  return fc
    .record({ counts, unit: fc.constantFrom(1, 7, 2 ** 32, 1e10) })
    .map(({ counts, unit }) => histogramOf(levels, Object.fromEntries(counts.map(([level, count]) => [level, count * unit]))));
}

export function keepsOrder(table: Lut): boolean {
  return table.every((level, v) => v === 0 || level >= table[v - 1]!);
}

export function usedLevels(histogram: Histogram): number[] {
  return [...histogram.keys()].filter((level) => histogram[level]! > 0);
}
