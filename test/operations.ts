import * as pixels from '../src/pixels/equalize.js';
import { type AnyOperation, type ResolvedOperation, resolveOperation } from '../src/pixels/operation.js';
import type { Picture } from '../src/pixels/pictures/picture.js';
import type { Histogram, Lut, Mask } from '../src/pixels/raster.js';

// The operations of pixels/, with options as tests write them: only those the test is about.

export type Given = Pick<AnyOperation, 'method'> & Partial<AnyOperation>;

export function complete(given: Given): AnyOperation {
  return { strength: 1, applyInside: false, frames: 'apart', autoOrient: false, ...given };
}

function resolved(given: Given): ResolvedOperation {
  return resolveOperation(complete(given));
}

export const equalize = (picture: Picture, given: Given, mask?: Mask) => pixels.equalize(picture, resolved(given), mask);

export const equalizeTogether = (pictures: readonly Picture[], given: Given) => pixels.equalizeTogether(pictures, resolved(given));

export const measure = (picture: Picture, given: Given, mask?: Mask): Histogram[] => pixels.measure(picture, resolved(given), mask);

export const tablesOf = (given: Given, histograms: readonly Histogram[]): Lut[] => pixels.tablesOf(resolved(given), histograms);

export const apply = (picture: Picture, given: Given, tables: readonly Lut[]): void => pixels.apply(picture, resolved(given), tables);
