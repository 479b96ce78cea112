import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeImages, differenceOf, exiftool } from '../../test/independent-reader.js';
import { rewritten } from '../../test/opened.js';
import { anyRaster, randomNumbers } from '../../test/pictures.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import { failureOf } from '../errors.js';
import type { OutputOptions } from '../options/run-options.js';
import { probeImage } from './decode.js';
import { formats } from './formats.js';
import { parseJpeg } from './jpeg/segments.js';
import { encodePng, pngSamplesFor } from './png/writer.js';

const image = (name: string) => fileURLToPath(new URL(`../../test/images/${name}`, import.meta.url));

function encoded(name: string, options: Partial<OutputOptions>): Promise<Buffer> {
  return rewritten(readFileSync(image(name)), options);
}

async function written(name: string, options: Partial<OutputOptions>): Promise<string> {
  const bytes = await encoded(name, options);
  const { format } = await probeImage(bytes);
  const path = join(throwAwayFolder(), `result.${formats[format].extensions[0]}`);
  writeFileSync(path, bytes);
  return path;
}

// ---- quality ----

test.each(['progressive.jpg', 'grey.jpg', 'gps.jpg', 'nikon.jpg'])('quality auto is the quality of %s', async (name) => {
  const estimatedQuality = parseJpeg(readFileSync(image(name))).estimateQuality();
  const result = parseJpeg(await encoded(name, { quality: 'auto' }));
  expect(result.estimateQuality()).toBe(estimatedQuality);
  expect(parseJpeg(await encoded(name, { quality: 61 })).estimateQuality()).toBe(61);
});

test('quality auto keeps colour at half and at full resolution', async () => {
  const [half, full] = exiftool(
    await written('progressive.jpg', { quality: 'auto' }),
    await written('coded-as-rgb.jpg', { quality: 'auto' }),
  );
  expect(half).toMatchObject({ 'File:YCbCrSubSampling': '2 2' });
  expect(full).toMatchObject({ 'File:YCbCrSubSampling': '1 1' });
});

test('quality auto is 90 if the source or the result is not a JPEG', async () => {
  expect(parseJpeg(await encoded('rgb-none.tif', { quality: 'auto', format: 'jpeg' })).estimateQuality()).toBe(90);
  const [asWebp, at90] = [
    await encoded('grey.jpg', { quality: 'auto', format: 'webp' }),
    await encoded('grey.jpg', { quality: 90, format: 'webp' }),
  ];
  expect(asWebp.equals(at90)).toBe(true);
});

// ---- scans ----

test.each(['auto', 'sharp'] as const)('a JPEG has the scans that are asked for (codec %s)', async (codec) => {
  const isProgressive = async (name: string, options: Partial<OutputOptions>) =>
    parseJpeg(await encoded(name, { codec, ...options })).progressive;
  for (const [name, is] of [
    ['progressive.jpg', true],
    ['grey.jpg', false],
  ] as const) {
    expect(await isProgressive(name, {})).toBe(is);
    expect(await isProgressive(name, { scans: 'keep' })).toBe(is);
    expect(await isProgressive(name, { scans: 'progressive' })).toBe(true);
    expect(await isProgressive(name, { scans: 'baseline' })).toBe(false);
  }
  expect(await isProgressive('rgb-none.tif', { format: 'jpeg' })).toBe(false);
  expect(await isProgressive('rgb-none.tif', { format: 'jpeg', scans: 'progressive' })).toBe(true);
});

// ---- effort ----

test.each([
  ['display-p3.jpg', {}, [1, 4, 8]],
  ['progressive.jpg', {}, [1, 8]],
  ['lossy.webp', {}, [1, 9]],
] as const)('more effort makes %s smaller', async (name, options, efforts) => {
  const sizes = await Promise.all(efforts.map(async (effort) => (await encoded(name, { ...options, effort })).length));
  for (let i = 1; i < sizes.length; i++) expect(sizes[i], `effort ${efforts[i]}`).toBeLessThan(sizes[i - 1]!);
});

test('effort keeps baseline JPEGs baseline and progressive ones progressive', async () => {
  const [baseline, progressive] = exiftool(await written('display-p3.jpg', { effort: 9 }), await written('progressive.jpg', { effort: 9 }));
  expect(baseline).toMatchObject({ 'File:EncodingProcess': 0 });
  expect(progressive).toMatchObject({ 'File:EncodingProcess': 2 });
});

test('a higher effort finds repetition in a PNG, and a suitable filter for each row', () => {
  const random = randomNumbers(1);
  const tile = Array.from({ length: 64 * 64 }, () => Math.floor(random() * 256));
  const samples = Uint8Array.from({ length: 256 * 256 }, (_, i) => tile[(((i >> 8) & 63) << 6) | (i & 63)]!);
  const raster = { width: 256, height: 256, channels: 1, maxSample: 255, samples } as const;
  const [fastest, matching, adaptive] = [1, 3, 9].map((effort) => encodePng(raster, pngSamplesFor(raster, 8), [], [], effort).length);
  expect(matching).toBeLessThan(fastest! / 2);
  expect(adaptive).toBeLessThan(matching!);
});

test('a PNG of any effort holds the same samples', async () => {
  const folder = throwAwayFolder();
  const rasters = fc.sample(anyRaster({ maxSide: 30 }), 8);
  const path = (effort: number, index: number) => join(folder, `${effort}-${index}.png`);
  const efforts = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const effort of efforts)
    for (const [index, raster] of rasters.entries())
      writeFileSync(path(effort, index), encodePng(raster, pngSamplesFor(raster, 8), [], [], effort));
  const found = describeImages(...efforts.flatMap((effort) => rasters.map((_, index) => path(effort, index))));
  found.forEach((description, index) => {
    expect(description).toEqual(found[index % rasters.length]);
  });
});

// ---- compression of TIFF ----

test.each([
  ['none', 1],
  ['lzw', 5],
  ['jpeg', 7],
  ['deflate', 8],
  ['packbits', 32773],
] as const)('a TIFF is compressed by %s where that is asked for, whatever it was and from another format', async (compression, code) => {
  const results = [await written('rgb-none.tif', { compression }), await written('grey.jpg', { format: 'tiff', compression })];
  for (const tags of exiftool(...results)) expect(tags['IFD0:Compression']).toBe(code);
  if (compression !== 'jpeg') expect(describeImages(results[0]!)).toEqual(describeImages(image('rgb-none.tif')));
});

test('JPEG compression in TIFF refuses alpha and 16 bits, which it cannot hold', async () => {
  for (const name of ['geo-tiled-rgba.tif', 'uint16.tif']) {
    const { code, message } = await encoded(name, { compression: 'jpeg' }).then(() => expect.fail('it was accepted'), failureOf);
    expect(code).toBe('unsupported-format');
    expect(message).toMatch(/JPEG compression.*lzw or deflate/);
  }
});

// ---- lossless WebP ----

const pictureOf = (webp: Buffer) => ['VP8L', 'VP8 '].find((type) => webp.includes(type, 12, 'latin1'));

test('a WebP is written lossless or lossy like its source, or as requested', async () => {
  expect(pictureOf(await encoded('alpha-lossless.webp', {}))).toBe('VP8L');
  expect(pictureOf(await encoded('lossy.webp', {}))).toBe('VP8 ');
  expect(pictureOf(await encoded('alpha-lossless.webp', { lossless: 'no' }))).toBe('VP8 ');
  expect(pictureOf(await encoded('lossy.webp', { lossless: 'yes' }))).toBe('VP8L');
  expect(pictureOf(await encoded('rgb-none.tif', { format: 'webp' }))).toBe('VP8 ');
});

test('lossless WebP keeps every sample, from any format', async () => {
  for (const name of ['rgba-8.png', 'rgb-none.tif']) {
    expect(describeImages(await written(name, { format: 'webp', lossless: 'yes' }))).toEqual(describeImages(image(name)));
  }
});

test('near-lossless WebP is smaller and a few levels off, but keeps images with transparency exact', async () => {
  const near = await written('rgb-none.tif', { format: 'webp', lossless: 'near', quality: 60 });
  const exact = await encoded('rgb-none.tif', { format: 'webp', lossless: 'yes' });
  expect(readFileSync(near).length).toBeLessThan(exact.length);
  expect(differenceOf(image('rgb-none.tif'), near).largest).toBeGreaterThan(0);
  expect(differenceOf(image('rgb-none.tif'), near).largest).toBeLessThanOrEqual(4);
  expect(describeImages(await written('rgba-8.png', { format: 'webp', lossless: 'near' }))).toEqual(describeImages(image('rgba-8.png')));
});
