import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalize } from '../../../test/operations.js';
import { anyRaster, copyOf, expectSame, randomNumbers, row, samplesOf } from '../../../test/pictures.js';
import { methods } from '../methods/methods.js';
import type { MaxSample, Raster } from '../raster.js';
import { cmykPicture } from './cmyk-picture.js';
import { colourModes } from './picture.js';
import { rasterPicture } from './raster-picture.js';

const anyInks = anyRaster({ channels: [4], maxSide: 20 });

/** R, G and B of the inks, by definition. */
function seenAsRgb({ samples, maxSample, ...shape }: Raster): Raster {
  const rgb: number[] = [];
  for (let at = 0; at < samples.length; at += 4)
    for (const ink of [0, 1, 2]) rgb.push(Math.round(((maxSample - samples[at + ink]!) * (maxSample - samples[at + 3]!)) / maxSample));
  return { ...shape, channels: 3, maxSample, samples: samplesOf(maxSample, rgb) };
}

function anyTable(maxSample: MaxSample, seed: number) {
  const random = randomNumbers(seed);
  return samplesOf(
    maxSample,
    Array.from({ length: maxSample + 1 }, () => Math.floor(random() * (maxSample + 1))),
  );
}

test('the inks give exactly the colours that a method asked for, whatever the table', () => {
  fc.assert(
    fc.property(anyInks, fc.integer(), (inks, seed) => {
      const tables = [0, 1, 2].map((colour) => anyTable(inks.maxSample, seed + colour));
      const expected = seenAsRgb(inks);
      rasterPicture(expected).applyTables('rgb', tables);
      cmykPicture(inks).applyTables('rgb', tables);
      expectSame(seenAsRgb(inks).samples, expected.samples);
    }),
    { numRuns: 60 },
  );
});

test('every mode changes the inks as it changes the colours they give', () => {
  const inks = fc.sample(anyRaster({ channels: [4], maxSample: [255], maxSide: 40 }), { numRuns: 1, seed: 5 })[0]!;
  const method = methods.some(({ name }) => name === 'clahe') ? 'clahe' : 'he';
  for (const on of colourModes) {
    const changed = copyOf(inks);
    const expected = seenAsRgb(inks);
    equalize(rasterPicture(expected), { method, on });
    equalize(cmykPicture(changed), { method, on });
    expectSame(seenAsRgb(changed).samples, expected.samples);
  }
});

test('inks whose colour does not change keep all four values', () => {
  fc.assert(
    fc.property(anyInks, (inks) => {
      const before = copyOf(inks);
      const identity = samplesOf(
        inks.maxSample,
        Array.from({ length: inks.maxSample + 1 }, (_, level) => level),
      );
      cmykPicture(inks).applyTables('rgb', [identity, identity, identity]);
      expectSame(inks.samples, before.samples);
    }),
    { numRuns: 30 },
  );
});

test('black stays where possible, and is otherwise reduced only as far as needed', () => {
  const table = (level: number) => Array(3).fill(new Uint8Array(256).fill(level));
  const darker = row(4, 255, 10, 20, 30, 100);
  cmykPicture(darker).applyTables('rgb', table(31));
  // (255 − C)(255 − 100) / 255 = 31 for C = 204.
  expect([...darker.samples]).toEqual([204, 204, 204, 100]);
  const lighter = row(4, 255, 10, 20, 30, 100);
  cmykPicture(lighter).applyTables('rgb', table(200));
  expect([...lighter.samples]).toEqual([0, 0, 0, 55]);
  const onlyBlack = row(4, 255, 10, 20, 30, 255);
  cmykPicture(onlyBlack).applyTables('rgb', table(0));
  expect([...onlyBlack.samples]).toEqual([10, 20, 30, 255]);
});

test('a CMYK picture appears to methods as RGB', () => {
  expect(cmykPicture(row(4, 65535, 0, 0, 0, 0)).shape).toEqual({ width: 1, height: 1, channels: 3, maxSample: 65535 });
  expect(
    cmykPicture(row(4, 255, 0, 255, 0, 0))
      .planes('rgb')
      .map(({ samples }) => samples[0]),
  ).toEqual([255, 0, 255]);
});
