import * as pixels from '../src/pixels/equalize.js';
import type { Picture } from '../src/pixels/pictures/picture.js';
import type { Histogram, Lut, Mask } from '../src/pixels/raster.js';

// The operations of pixels/, with options as callers write them.

type Given = pixels.AnyOperation;

export const equalize = (picture: Picture, given: Given, mask?: Mask): void =>
  pixels.equalize(picture, pixels.resolveOperation(given), mask);

export const equalizeTogether = (pictures: readonly Picture[], given: Given): void =>
  pixels.equalizeTogether(pictures, pixels.resolveOperation(given));

export const measure = (picture: Picture, given: Given, mask?: Mask): Histogram[] =>
  pixels.measure(picture, pixels.resolveOperation(given), mask);

export const tablesOf = (given: Given, histograms: readonly Histogram[]): Lut[] =>
  pixels.tablesOf(pixels.resolveOperation(given), histograms);

export const apply = (picture: Picture, given: Given, tables: readonly Lut[]): void =>
  pixels.apply(picture, pixels.resolveOperation(given), tables);
