import { expect, test } from 'vitest';
import { equalize } from '../../../test/operations.js';
import { failureOf } from '../../errors.js';
import type { Raster } from '../raster.js';
import { planesPicture } from './planes-picture.js';
import { rasterPicture } from './raster-picture.js';

const levels = [10, 20, 20, 30, 30, 30];
const luma = (): Raster => ({ width: 3, height: 2, channels: 1, maxSample: 255, samples: Uint8Array.from(levels) });

test('a picture of planes is a colour picture whose luma is changed like grey', () => {
  const [byPlanes, grey] = [luma(), luma()];
  const picture = planesPicture(byPlanes);
  expect(picture.shape).toEqual({ width: 3, height: 2, channels: 3, maxSample: 255 });
  equalize(picture, { method: 'he', roi: { x: 0, y: 0, width: 2, height: 2 }, applyInside: true });
  equalize(rasterPicture(grey), { method: 'he', roi: { x: 0, y: 0, width: 2, height: 2 }, applyInside: true });
  expect(byPlanes.samples).toEqual(grey.samples);
  expect([...byPlanes.samples]).not.toEqual(levels);
});

test('a picture of planes hands out luma and takes it back', () => {
  const raster = luma();
  const picture = planesPicture(raster);
  equalize(picture, { method: 'clahe', params: { tiles: { columns: 1, rows: 1 } } });
  const [plane] = picture.planes('luma');
  expect(plane!.samples).toEqual(raster.samples);
  expect([...raster.samples]).not.toEqual(levels);
});

test('a picture of planes refuses treatments whose colours are missing', () => {
  const picture = planesPicture(luma());
  const table = new Uint8Array(256);
  const plane = { width: 3, height: 2, maxSample: 255, samples: new Uint8Array(6) } as const;
  const attempts = [
    () => picture.histograms('rgb'),
    () => picture.applyTables('joint', [table]),
    () => picture.planes('lab'),
    () => picture.replacePlanes('hsv', [plane]),
  ];
  for (const attempt of attempts) {
    expect(attempt).toThrow('only luma was decoded');
    try {
      attempt();
    } catch (error) {
      expect(failureOf(error).code).toBe('internal');
    }
  }
});
