import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeImages, differenceOf, exiftool, exiftoolBytes } from '../../test/independent-reader.js';
import { encoded, opened } from '../../test/opened.js';
import { equalize } from '../../test/operations.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import { failureOf } from '../errors.js';
import type { OutputOptions } from '../options/run-options.js';
import { probeImage } from './decode.js';

const images = fileURLToPath(new URL('../../test/images/inks/', import.meta.url));
const at = (name: string) => join(images, name);

async function written(name: string, options: Partial<OutputOptions> = {}, equalized = false): Promise<string> {
  const image = await opened(readFileSync(at(name)), { output: { quality: 95, ...options } });
  if (equalized) for (const picture of image.pictures) equalize(picture, { method: 'he', on: 'luma' });
  const path = join(throwAwayFolder(), name);
  writeFileSync(path, await encoded(image));
  return path;
}

const lossless = ['cmyk.tif', 'cmyk-16.tif', 'lab.tif', 'lab-16-big-endian.tif'];
const jpegs = ['cmyk-adobe.jpg', 'cmyk-no-adobe.jpg', 'ycck.jpg'];

test('TIFFs of CMYK and Lab, 8 and 16 bits, keep every sample', async () => {
  const after = describeImages(...(await Promise.all(lossless.map((name) => written(name)))));
  expect(after).toEqual(describeImages(...lossless.map(at)));
});

test.each(jpegs)('%s stays CMYK of the same polarity, with the same marks', async (name) => {
  const path = await written(name);
  expect(describeImages(path)[0]).toMatchObject({ width: 96, height: 64, channels: 4 });
  expect(differenceOf(at(name), path).mean).toBeLessThan(1.5);
  const [before, after] = exiftool(at(name), path);
  expect(after).toMatchObject({ 'File:ColorComponents': 4 });
  // Readers that take the mark as a sign of inverted inks find it unchanged. The encoder does not write YCCK.
  expect(after!['Adobe:ColorTransform']).toBe(before!['Adobe:ColorTransform'] === undefined ? undefined : 0);
});

test.each(['cmyk.tif', 'cmyk-16.tif', 'cmyk-adobe.jpg'])('%s keeps its profile and density when equalised', async (name) => {
  const path = await written(name, {}, true);
  const profile = exiftoolBytes('ICC_Profile', at(name));
  expect(profile.length).toBeGreaterThan(100);
  expect(exiftoolBytes('ICC_Profile', path).equals(profile)).toBe(true);
  const density = /XResolution|YResolution|ResolutionUnit/;
  const [before, after] = exiftool(at(name), path).map((tags) =>
    Object.fromEntries(Object.entries(tags).filter(([tag]) => density.test(tag))),
  );
  expect(after).toEqual(before);
});

test('TIFFs stay CMYK or Lab, at the same depth, when equalised', async () => {
  const kinds = exiftool(...(await Promise.all(lossless.map((name) => written(name, {}, true)))));
  expect(kinds.map((tags) => [tags['IFD0:PhotometricInterpretation'], tags['IFD0:BitsPerSample']])).toEqual([
    [5, '8 8 8 8'],
    [5, '16 16 16 16'],
    [8, '8 8 8'],
    [8, '16 16 16'],
  ]);
});

test('16 bits keep more than 256 levels', async () => {
  const changed = describeImages(await written('cmyk-16.tif', {}, true), await written('lab-16-big-endian.tif', {}, true));
  for (const { maxSample, distinct } of changed) {
    expect(maxSample).toBe(65535);
    expect(distinct).toBeGreaterThan(256);
  }
});

test('only L changes in Lab, in every mode', async () => {
  for (const on of ['luma', 'rgb'] as const) {
    const image = await opened(readFileSync(at('lab.tif')));
    const [picture] = image.pictures;
    expect(picture!.shape.channels).toBe(1);
    picture!.applyTables(on, [new Uint8Array(256)]);
    const path = join(throwAwayFolder(), 'black.tif');
    writeFileSync(path, await encoded(image));
    const [after] = describeImages(path);
    const direct = await opened(readFileSync(path));
    expect(new Set(direct.pictures[0]!.planes(on)[0]!.samples)).toEqual(new Set([0]));
    // Only a and b can still differ, as they did in the original.
    expect(after!.distinct).toBeGreaterThan(10);
    const back = await opened(readFileSync(path));
    back.pictures[0]!.replacePlanes(on, (await opened(readFileSync(at('lab.tif')))).pictures[0]!.planes(on));
    writeFileSync(path, await encoded(back));
    expect(describeImages(path)).toEqual(describeImages(at('lab.tif')));
  }
});

test('CMYK converts from JPEG to TIFF and back, and is refused by formats that cannot hold it', async () => {
  const tiff = await written('cmyk-adobe.jpg', { format: 'tiff' });
  expect(describeImages(tiff)).toEqual(describeImages(at('cmyk-adobe.jpg')));
  expect(exiftool(tiff)[0]).toMatchObject({ 'IFD0:PhotometricInterpretation': 5 });
  const jpeg = await written('cmyk.tif', { format: 'jpeg' });
  expect(differenceOf(at('cmyk.tif'), jpeg).mean).toBeLessThan(1.5);
  expect(exiftool(jpeg)[0]).toMatchObject({ 'File:ColorComponents': 4, 'Adobe:ColorTransform': 0 });
  expect(exiftoolBytes('ICC_Profile', jpeg).equals(exiftoolBytes('ICC_Profile', at('cmyk.tif')))).toBe(true);
  for (const [name, format, why] of [
    ['cmyk.tif', 'png', 'CMYK'],
    ['cmyk-adobe.jpg', 'webp', 'CMYK'],
    ['cmyk-16.tif', 'jpeg', '16 bits'],
    ['lab.tif', 'jpeg', 'Lab'],
  ] as const) {
    const refusal = await written(name, { format }).then(() => expect.fail(`${name} became ${format}`), failureOf);
    expect(refusal).toMatchObject({ code: 'unsupported-format', message: expect.stringContaining(why) });
  }
});

test('CMYK in a TIFF can be compressed as JPEG; Lab and 16 bits cannot', async () => {
  const path = await written('cmyk.tif', { compression: 'jpeg' });
  expect(exiftool(path)[0]).toMatchObject({ 'IFD0:Compression': 7, 'IFD0:PhotometricInterpretation': 5 });
  expect(differenceOf(at('cmyk.tif'), path).mean).toBeLessThan(3);
  for (const name of ['lab.tif', 'cmyk-16.tif'])
    expect(await written(name, { compression: 'jpeg' }).then(() => undefined, failureOf)).toMatchObject({ code: 'unsupported-format' });
});

test('the header shows the colour space of the samples', async () => {
  expect(await probeImage(readFileSync(at('ycck.jpg')))).toMatchObject({ space: 'cmyk', shape: { width: 96, height: 64, channels: 3 } });
  expect(await probeImage(readFileSync(at('cmyk-16.tif')))).toMatchObject({ space: 'cmyk', bitsPerSample: 16 });
  expect(await probeImage(readFileSync(at('lab.tif')))).toMatchObject({ space: 'lab', shape: { channels: 1 } });
});
