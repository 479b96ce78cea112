import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalize, measure } from '../../test/operations.js';
import { anyRaster, copyOf, expectSame, plane, randomNumbers, row } from '../../test/pictures.js';
import { maskFrom, regionMask } from './masks.js';
import { methods } from './methods/methods.js';
import type { AnyOperation } from './operation.js';
import { colourModes } from './pictures/picture.js';
import { rasterPicture } from './pictures/raster-picture.js';
import type { Mask, Raster, Samples } from './raster.js';

function equalized(raster: Raster, operation: Partial<AnyOperation>, mask?: Mask): Samples {
  const copy = copyOf(raster);
  equalize(rasterPicture(copy), { method: 'he', ...operation }, mask);
  return copy.samples;
}

function maskLike({ width, height }: Raster, isChosen: (pixel: number) => boolean): Mask {
  const samples = Uint8Array.from({ length: width * height }, (_, pixel) => (isChosen(pixel) ? 255 : 0));
  return { width, height, maxSample: 255, samples };
}

/** A random half of the pixels. */
function anyMask(raster: Raster, seed: number): Mask {
  const random = randomNumbers(seed);
  return maskLike(raster, () => random() < 0.5);
}

function channelsWhere({ channels, samples }: Raster, changed: Samples, isWanted: (pixel: number) => boolean): [Samples, Samples] {
  const wanted = (_: number, at: number) => isWanted(Math.floor(at / channels));
  return [changed.filter(wanted), samples.filter(wanted)];
}

/** The parameters that a method requires. */
function paramsOf(method: string, raster: Raster): Record<string, unknown> {
  return method === 'match' ? { reference: [new Uint32Array(raster.maxSample + 1).fill(1)] } : {};
}

describe('a mask image', () => {
  test('chooses pixels that are more than half white', () => {
    const mask = maskFrom(rasterPicture(row(1, 255, 0, 127, 128, 255)));
    expect([...mask.samples]).toEqual([0, 0, 255, 255]);
    expect([...maskFrom(rasterPicture(row(1, 65535, 32767, 32768))).samples]).toEqual([0, 255]);
  });

  test('may have colour and alpha', () => {
    const mask = maskFrom(rasterPicture(row(4, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 255, 255)));
    expect([...mask.samples]).toEqual([255, 0, 0]);
  });

  test('of another size is refused with both sizes', () => {
    expect(() => equalized(plane`1 2 3`, {}, { width: 2, height: 1, maxSample: 255, samples: new Uint8Array(2) })).toThrow(
      expect.objectContaining({ code: 'unsupported-format', message: 'the mask is 2 × 1 pixels, expected 3 × 1 like the image' }),
    );
  });
});

describe('a mask', () => {
  const levels = plane`100 101 102 103 9`;
  const four = maskLike(levels, (pixel) => pixel < 4);

  test('limits what is counted, while all pixels change', () => {
    expect([...equalized(levels, {}, four)]).toEqual([0, 85, 170, 255, 0]);
  });

  test('limits what changes with applyInside', () => {
    expect([...equalized(levels, { applyInside: true }, four)]).toEqual([0, 85, 170, 255, 9]);
  });

  test('without chosen pixels changes nothing', () => {
    fc.assert(
      fc.property(anyRaster({ maxSide: 12 }), fc.constantFrom(...methods), fc.constantFrom(...colourModes), (raster, method, on) => {
        const none = maskLike(raster, () => false);
        expectSame(equalized(raster, { method, on, params: paramsOf(method.name, raster) }, none), raster.samples);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(methods.map(({ name }) => name))('for %s', (method) => {
  const job = fc.tuple(anyRaster({ maxSide: 24 }), fc.constantFrom(...colourModes), fc.integer());

  test('a mask of all pixels equals no mask', () => {
    fc.assert(
      fc.property(job, ([raster, on]) => {
        const operation = { method, on, params: paramsOf(method, raster) };
        const all = maskLike(raster, () => true);
        expectSame(equalized(raster, operation, all), equalized(raster, operation));
        expectSame(equalized(raster, { ...operation, roi: { x: 0, y: 0, width: 99, height: 99 } }), equalized(raster, operation));
      }),
      { numRuns: 25 },
    );
  });

  test('pixels outside the mask do not affect those inside', () => {
    fc.assert(
      fc.property(job, ([raster, on, seed]) => {
        const mask = anyMask(raster, seed);
        const other = copyOf(raster);
        const random = randomNumbers(seed + 1);
        other.samples.forEach((_, at) => {
          const isAlpha = raster.channels % 2 === 0 && at % raster.channels === raster.channels - 1;
          if (mask.samples[Math.floor(at / raster.channels)] === 0 && !isAlpha) other.samples[at] = random() * raster.maxSample;
        });
        const operation = { method, on, params: paramsOf(method, raster) };
        const inside = (pixel: number) => mask.samples[pixel] !== 0;
        const [one] = channelsWhere(raster, equalized(raster, operation, mask), inside);
        const [two] = channelsWhere(raster, equalized(other, operation, mask), inside);
        expectSame(one, two);
      }),
      { numRuns: 25 },
    );
  });

  test('only counted pixels change with applyInside', () => {
    fc.assert(
      fc.property(job, ([raster, on, seed]) => {
        const mask = anyMask(raster, seed);
        const operation = { method, on, params: paramsOf(method, raster) };
        const after = equalized(raster, { ...operation, applyInside: true }, mask);
        const counts = (pixel: number) =>
          mask.samples[pixel] !== 0 && (raster.channels % 2 === 1 || raster.samples[(pixel + 1) * raster.channels - 1] !== 0);
        expectSame(...channelsWhere(raster, after, (pixel) => !counts(pixel)));
        const [inside] = channelsWhere(raster, after, counts);
        const [everywhere] = channelsWhere(raster, equalized(raster, operation, mask), counts);
        expectSame(inside, everywhere);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a region', () => {
  const picture = plane`
    100 101 9
    102 103 9`;

  test('is the only part counted', () => {
    expect([...equalized(picture, { roi: { x: 0, y: 0, width: 2, height: 2 } })]).toEqual([0, 85, 0, 170, 255, 0]);
  });

  test('is cut off at the edges of the image', () => {
    const mask = regionMask({ width: 3, height: 2 }, { x: 1, y: 1, width: 9, height: 9 });
    expect([...mask.samples]).toEqual([0, 0, 0, 0, 255, 255]);
  });

  test('combined with a mask leaves what lies in both', () => {
    const mask = maskLike(picture, (pixel) => pixel !== 0);
    const [histogram] = measure(rasterPicture(picture), { method: 'he', roi: { x: 0, y: 0, width: 2, height: 1 } }, mask);
    expect([histogram![100], histogram![101], histogram![102], histogram![9]]).toEqual([0, 1, 0, 0]);
  });

  test('beyond the image is refused', () => {
    expect(() => equalized(picture, { roi: { x: 3, y: 0, width: 2, height: 2 } })).toThrow(
      expect.objectContaining({
        code: 'unsupported-format',
        message: 'the region of 2 × 2 pixels at 3,0 lies outside the image, which is 3 × 2',
      }),
    );
  });
});

describe('a no-data value', () => {
  test('is neither counted nor changed', () => {
    expect([...equalized(plane`100 101 102 103 9`, { nodata: 9 })]).toEqual([0, 85, 170, 255, 9]);
    expect([...equalized(row(1, 65535, 9, 9, 300, 400), { nodata: 9 })]).toEqual([9, 9, 0, 65535]);
  });

  test('means no data only where all colours have it', () => {
    const raster = row(3, 255, 0, 0, 0, 0, 0, 1, 50, 60, 70);
    const after = equalized(raster, { nodata: 0, on: 'rgb' });
    expect([...after.subarray(0, 3)]).toEqual([0, 0, 0]);
    const [, , blue] = measure(rasterPicture(raster), { method: 'he', nodata: 0, on: 'rgb' });
    expect([blue![0], blue![1], blue![70]]).toEqual([0, 1, 1]);
  });

  test('never changes, with any method and mode', () => {
    fc.assert(
      fc.property(
        anyRaster({ maxSide: 16 }),
        fc.constantFrom(...methods),
        fc.constantFrom(...colourModes),
        fc.integer(),
        (raster, method, on, seed) => {
          const holes = anyMask(raster, seed);
          const isColour = (at: number) => raster.channels % 2 === 1 || at % raster.channels !== raster.channels - 1;
          const samples = raster.samples.map((sample, at) =>
            isColour(at) && holes.samples[Math.floor(at / raster.channels)] !== 0 ? 17 : sample,
          );
          const holed = { ...raster, samples };
          const after = equalized(holed, { method, on, nodata: 17, params: paramsOf(method.name, raster) });
          expectSame(...channelsWhere(holed, after, (pixel) => holes.samples[pixel] !== 0));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('fully transparent pixels act as a mask for methods that depend on where a pixel stands', () => {
  fc.assert(
    fc.property(anyRaster({ channels: [2, 4], maxSide: 24 }), fc.constantFrom(...colourModes), (raster, on) => {
      const isVisible = (pixel: number) => raster.samples[(pixel + 1) * raster.channels - 1] !== 0;
      const opaque = copyOf(raster);
      for (let at = raster.channels - 1; at < opaque.samples.length; at += raster.channels) opaque.samples[at] = raster.maxSample;
      const colours = (samples: Samples) => samples.filter((_, at) => at % raster.channels !== raster.channels - 1);
      const operation = { method: 'clahe', on };
      expectSame(colours(equalized(raster, operation)), colours(equalized(opaque, operation, maskLike(raster, isVisible))));
    }),
    { numRuns: 40 },
  );
});
