import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRaster, copyOf, expectSame, row } from '../../../test/pictures.js';
import type { Raster } from '../raster.js';
import { type ColourTreatment, colourModes } from './picture.js';
import { rasterPicture } from './raster-picture.js';

/** Treatments that change nothing if levels stay; OpenCV's `ycrcb` rounds colour even then. */
const modes: readonly ColourTreatment[] = [...colourModes, 'pooled', 'intensity'];
/** Treatments whose histograms count their planes. */
const counting: readonly ColourTreatment[] = [...colourModes, 'ycrcb'];

test.each(modes)('planes put back unchanged leave the picture unchanged (%s)', (mode) => {
  fc.assert(
    fc.property(anyRaster(), (raster) => {
      const copy = copyOf(raster);
      const picture = rasterPicture(copy);
      picture.replacePlanes(mode, picture.planes(mode));
      expectSame(copy.samples, raster.samples);
    }),
  );
});

test.each(modes)('identity tables leave the picture unchanged (%s)', (mode) => {
  fc.assert(
    fc.property(anyRaster(), (raster) => {
      const copy = copyOf(raster);
      const picture = rasterPicture(copy);
      const identity = copy.samples.BYTES_PER_ELEMENT === 1 ? new Uint8Array(256) : new Uint16Array(65536);
      const tables = picture.histograms(mode).map(() => identity.map((_, level) => level));
      picture.applyTables(mode, tables);
      expectSame(copy.samples, raster.samples);
    }),
  );
});

test.each(counting)('each plane has a histogram of the visible pixels (%s)', (mode) => {
  fc.assert(
    fc.property(anyRaster(), (raster) => {
      const picture = rasterPicture(raster);
      const visible = Array.from({ length: raster.width * raster.height }, (_, pixel) => isVisible(raster, pixel));
      const counted = picture.planes(mode).map(({ samples }) => {
        const histogram = new Uint32Array(raster.maxSample + 1);
        samples.forEach((level, pixel) => {
          if (visible[pixel]) histogram[level]!++;
        });
        return histogram;
      });
      const histograms = picture.histograms(mode);
      expect(histograms.length).toBe(counted.length);
      counted.forEach((histogram, i) => {
        expectSame(histograms[i]!, histogram);
      });
    }),
  );
});

function isVisible({ channels, samples }: Raster, pixel: number): boolean {
  return channels % 2 === 1 || samples[(pixel + 1) * channels - 1] !== 0;
}

describe('the planes of a mode', () => {
  test('are red, green and blue, without alpha', () => {
    const planes = rasterPicture(row(4, 255, 1, 2, 3, 9, 4, 5, 6, 9)).planes('rgb');
    expect(planes.map(({ samples }) => [...samples])).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  test('are the grey levels of a grey picture in every mode', () => {
    const picture = rasterPicture(row(2, 65535, 1000, 5, 2000, 0));
    for (const mode of modes) expect(picture.planes(mode).map(({ samples }) => [...samples])).toEqual([[1000, 2000]]);
  });

  test('are copies', () => {
    const raster = row(1, 255, 1, 2, 3);
    rasterPicture(raster).planes('luma')[0]!.samples.fill(0);
    expect([...raster.samples]).toEqual([1, 2, 3]);
  });
});

test('the colour of fully transparent pixels is mapped like any other', () => {
  const raster = row(4, 255, 10, 20, 30, 0, 10, 20, 30, 255);
  rasterPicture(raster).applyTables(
    'rgb',
    [1, 2, 3].map((level) => new Uint8Array(256).fill(level)),
  );
  expect([...raster.samples]).toEqual([1, 2, 3, 0, 1, 2, 3, 255]);
});

test('a raster whose samples do not fit its size or depth is refused', () => {
  const raster = row(3, 255, 1, 2, 3);
  expect(() => rasterPicture({ ...raster, width: 2 })).toThrow('a raster of 2×1×3 has 3 samples of 1 bytes, expected 6 of 1');
  expect(() => rasterPicture({ ...raster, maxSample: 65535 })).toThrow('expected 3 of 2');
});
