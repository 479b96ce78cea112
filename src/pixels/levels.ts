import type { Method, PlaneMethod, TableMethod } from './methods/method.js';
import type { Histogram, Lut, Plane, Samples } from './raster.js';
import { tableOf } from './table.js';

// Pictures that use fewer levels than their samples have, such as 12 bits in 16: only the used levels are equalised.

/** The tables of a method for such a picture: unused levels stay unchanged. */
export function tablesWithin(method: TableMethod, params: object, histograms: readonly Histogram[], levels: number): Lut[] {
  const all = histograms[0]!.length;
  if (levels >= all || method.levels === 'all') return tables(method, params, histograms);
  if (method.levels === 'any') {
    const used = histograms.map((histogram) => histogram.subarray(0, levels));
    return tables(method, params, used).map((table) => tableOf(all, (level) => (level < levels ? table[level]! : level)));
  }
  const spread = histograms.map((histogram) => spreadHistogram(histogram, levels));
  return tables(method, params, spread).map((table) =>
    tableOf(all, (level) => (level < levels ? within(table[beyond(level, all, levels)]!, all, levels) : level)),
  );
}

function tables(method: TableMethod, params: object, histograms: readonly Histogram[]): Lut[] {
  return histograms.map((histogram, plane) => method.table(histogram, params, plane, histograms));
}

/** The result of a method that depends on the position of samples, for a plane of such a picture. */
export function planeWithin(method: PlaneMethod, params: object, plane: Plane, levels: number, mask?: Plane): Plane {
  const all = plane.maxSample + 1;
  const isUsed = (sample: number) => sample < levels;
  const spread = plane.samples.map((sample) => (isUsed(sample) ? beyond(sample, all, levels) : plane.maxSample)) as Samples;
  const { samples } = method.equalize({ ...plane, samples: spread }, params, mask);
  const back = samples.map((sample, i) => (isUsed(plane.samples[i]!) ? within(sample, all, levels) : plane.samples[i]!)) as Samples;
  return { ...plane, samples: back };
}

/** Whether a method treats pictures of fewer levels differently. */
export function dependsOnLevels(method: Method, levels: number | undefined): levels is number {
  return levels !== undefined && !(method.kind === 'table' && method.levels === 'all');
}

function spreadHistogram(histogram: Histogram, levels: number): Float64Array {
  const spread = new Float64Array(histogram.length);
  for (let level = 0; level < levels; level++) spread[beyond(level, histogram.length, levels)] = histogram[level]!;
  return spread;
}

function beyond(level: number, all: number, levels: number): number {
  return Math.round((level * (all - 1)) / (levels - 1));
}

function within(level: number, all: number, levels: number): number {
  return Math.round((level * (levels - 1)) / (all - 1));
}
