import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeAnimations, describePages, exiftool, exiftoolBytes } from '../../test/independent-reader.js';
import { encoded, opened } from '../../test/opened.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import { failureOf } from '../errors.js';
import type { OutputOptions } from '../options/run-options.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { Lut } from '../pixels/raster.js';
import { probeImage } from './decode.js';

const images = fileURLToPath(new URL('../../test/images/', import.meta.url));
const at = (name: string) => join(images, name);

const gifs = ['animated-disposal-1.gif', 'pages/holes.gif'];
const webps = ['animated-6.webp', 'pages/alpha-lossless.webp', 'pages/alpha-lossy.webp'];
const animations = [...gifs, ...webps];
const exactAnimations = [...gifs, 'pages/alpha-lossless.webp'];
const tiffs = ['pages/five-kinds.tif', 'pages/five-kinds-bigtiff-big-endian.tif'];

async function written(name: string, options: Partial<OutputOptions> = {}, change: (picture: Picture, page: number) => void = () => {}) {
  const image = await opened(readFileSync(at(name)), { output: options });
  image.pictures.forEach(change);
  const path = join(throwAwayFolder(), basename(name));
  writeFileSync(path, await encoded(image));
  return path;
}

function mapAll(picture: Picture, levelOf: (level: number) => number): void {
  const { channels, maxSample } = picture.shape;
  const table: Lut = maxSample === 255 ? new Uint8Array(256) : new Uint16Array(65536);
  table.forEach((_, level) => {
    table[level] = levelOf(level);
  });
  picture.applyTables('rgb', Array(channels <= 2 ? 1 : 3).fill(table));
}

function invert(picture: Picture): void {
  mapAll(picture, (level) => picture.shape.maxSample - level);
}

async function refusal(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  return promise.then(() => expect.fail('it was accepted'), failureOf);
}

// ---- animations ----

test('a lossless animation plays as before: frames, delays, number of plays', async () => {
  const after = describeAnimations(...(await Promise.all(exactAnimations.map((name) => written(name)))));
  const before = describeAnimations(...exactAnimations.map(at));
  expect(before.map(({ frames }) => frames.length)).toEqual([6, 4, 4]);
  expect(after).toEqual(before);
});

test('a lossy animation keeps its size, its frames, their delays, and its number of plays', async () => {
  const timing = (paths: string[]) =>
    describeAnimations(...paths).map(({ frames, ...rest }) => ({ ...rest, delays: frames.map(({ delay }) => delay) }));
  expect(timing(await Promise.all(webps.map((name) => written(name, {}, invert))))).toEqual(timing(webps.map(at)));
});

test.each(exactAnimations)('changing one frame of %s changes no other frame', async (name) => {
  const [before] = describeAnimations(at(name));
  const [after] = describeAnimations(await written(name, {}, (picture, page) => page === 1 && invert(picture)));
  expect(after!.frames.map(({ sha256 }, page) => sha256 !== before!.frames[page]!.sha256)).toEqual(
    before!.frames.map((_, page) => page === 1),
  );
});

test.each(animations)('frames of %s stay separate, each with its delay, when all become equal', async (name) => {
  const [before] = describeAnimations(at(name));
  const path = await written(name, {}, (picture) => mapAll(picture, () => 0));
  const { pictures } = await opened(readFileSync(path));
  expect(pictures.length).toBe(before!.frames.length);
  expect((await probeImage(readFileSync(path))).shapes.length).toBe(before!.frames.length);
});

test('every frame keeps its alpha, byte for byte, even in lossy WebP', async () => {
  // With black colours, only the alpha of a frame differs.
  const alphaOf = async (path: string) => {
    const image = await opened(readFileSync(path), { output: { format: 'webp', lossless: 'yes' } });
    for (const picture of image.pictures) mapAll(picture, () => 0);
    const black = join(throwAwayFolder(), 'alpha.webp');
    writeFileSync(black, await encoded(image));
    return describeAnimations(black)[0]!.frames.map(({ sha256 }) => sha256);
  };
  for (const name of ['pages/alpha-lossless.webp', 'pages/alpha-lossy.webp', 'pages/holes.gif']) {
    const before = await alphaOf(at(name));
    expect(new Set(before).size).toBeGreaterThan(2);
    expect(await alphaOf(await written(name, {}, invert))).toEqual(before);
  }
});

test('metadata of animations is kept', async () => {
  const webp = await written('pages/alpha-lossless.webp', {}, invert);
  for (const tag of ['ICC_Profile', 'EXIF']) {
    expect(exiftoolBytes(tag, at('pages/alpha-lossless.webp')).length).toBeGreaterThan(0);
    expect(exiftoolBytes(tag, webp).equals(exiftoolBytes(tag, at('pages/alpha-lossless.webp')))).toBe(true);
  }
  expect(exiftool(webp)[0]).toMatchObject({ 'RIFF:AnimationLoopCount': 2 });
  expect(exiftool(await written('pages/holes.gif'))[0]).toMatchObject({
    'GIF:FrameCount': 4,
    'GIF:AnimationIterations': 3,
    'File:Comment': 'four frames',
  });
});

test('only a frame that gains more than 256 colours loses some', async () => {
  const [before] = describeAnimations(at('animated-disposal-1.gif'));
  const path = await written('animated-disposal-1.gif', {}, (picture, page) => {
    if (page !== 2) return;
    const planes = picture
      .planes('rgb')
      .map((plane, colour) => ({ ...plane, samples: plane.samples.map((level, i) => (level + i * (colour + 1)) & 255) }));
    picture.replacePlanes('rgb', planes);
  });
  const [after] = describeAnimations(path);
  expect(after!.frames.map(({ sha256 }, page) => sha256 === before!.frames[page]!.sha256)).toEqual([true, true, false, true, true, true]);
});

test('a GIF becomes an animated WebP, lossless on request', async () => {
  for (const name of gifs) {
    const [before] = describeAnimations(at(name));
    const path = await written(name, { format: 'webp', lossless: 'yes' });
    expect(describeAnimations(path)).toEqual([before]);
  }
});

// ---- pages ----

test.each(tiffs)('every page of %s keeps its size, depth and kind, sample by sample', async (name) => {
  const [before] = describePages(at(name));
  expect(before!.map(({ width, channels, maxSample }) => [width, channels, maxSample])).toEqual([
    [96, 3, 255],
    [70, 1, 65535],
    [96, 1, 255],
    [96, 4, 255],
    [96, 4, 255],
  ]);
  expect(describePages(await written(name))).toEqual([before]);
});

test.each(tiffs)('every page of %s keeps its own tags', async (name) => {
  const kept =
    /^IFD\d:(PageNumber|ImageDescription|.Resolution|ResolutionUnit|Orientation|Software|Compression|PhotometricInterpretation|TileWidth|ExtraSamples|SubfileType)$/;
  const tags = (path: string) => Object.fromEntries(Object.entries(exiftool(path)[0]!).filter(([tag]) => kept.test(tag)));
  const before = tags(at(name));
  expect(before).toMatchObject({ 'IFD0:PageNumber': '0 5', 'IFD1:ImageDescription': '16 bits', 'IFD4:PageNumber': '4 5' });
  const path = await written(name, {}, (picture, page) => page < 3 && invert(picture));
  expect(tags(path)).toEqual(before);
  expect(exiftool(path)[0]).toMatchObject({ 'IFD1:BitsPerSample': 16, 'IFD2:BitsPerSample': 1 });
  expect(readFileSync(path).subarray(0, 4)).toEqual(readFileSync(at(name)).subarray(0, 4));
});

test('changing one page changes no other page, and 16 bits stay 16 bits', async () => {
  const [before] = describePages(at(tiffs[0]!));
  const [after] = describePages(await written(tiffs[0]!, {}, (picture, page) => page === 1 && invert(picture)));
  expect(after!.map(({ sha256 }, page) => sha256 !== before![page]!.sha256)).toEqual([false, true, false, false, false]);
  expect(after![1]!.distinct).toBeGreaterThan(256);
});

test('each page is turned by its own orientation', async () => {
  const image = await opened(readFileSync(at(tiffs[0]!)), { operation: { autoOrient: true } });
  expect(image.pictures.map(({ shape }) => [shape.width, shape.height])).toEqual([
    [64, 96],
    [70, 50],
    [96, 64],
    [96, 64],
    [96, 64],
  ]);
});

// ---- limits and refusals ----

test('the pixel limit applies to the sum of all pages', async () => {
  const bytes = readFileSync(at('animated-6.webp'));
  const { code, message } = await refusal(opened(bytes, { maxPixels: 100_000 }));
  expect(code).toBe('too-large');
  expect(message).toMatch(/6 .*160 × 107.*102720.*100000/);
  expect((await opened(bytes, { maxPixels: 102_720 })).pictures.length).toBe(6);
});

test.each([
  ['pages/holes.gif', 'png'],
  ['animated-6.webp', 'tiff'],
  ['pages/five-kinds.tif', 'webp'],
  ['pages/five-kinds.tif', 'png'],
] as const)('%s is not reduced to one page for %s', async (name, format) => {
  const { code, message } = await refusal(written(name, { format }));
  expect(code).toBe('unsupported-format');
  expect(message).toMatch(/[456] pages or frames/);
});

test.each(['pages/holes.gif', 'pages/alpha-lossless.webp', 'pages/five-kinds.tif'])(
  '%s is refused as corrupt wherever it is cut',
  async (name) => {
    const bytes = readFileSync(at(name));
    for (const share of [0.3, 0.6, 0.9]) {
      const { code } = await refusal(opened(bytes.subarray(0, Math.floor(bytes.length * share))));
      expect(code).toBe('corrupt');
    }
  },
);

test('an unsupported page is refused with its number', async () => {
  const bytes = readFileSync(at('pages/five-kinds.tif'));
  const second = bytes.readUInt32LE(nextDirectoryAt(bytes, bytes.readUInt32LE(4)));
  const field = fieldOf(bytes, second, 258);
  bytes.writeUInt16LE(12, field + 8);
  const { code, message } = await refusal(opened(bytes));
  expect(code).toBe('unsupported-format');
  expect(message).toMatch(/page 2 of 5.*12 bits/);
});

test('circular pages, and a page beyond the end, are refused as corrupt', async () => {
  const bytes = readFileSync(at('pages/five-kinds.tif'));
  const first = bytes.readUInt32LE(4);
  const link = nextDirectoryAt(bytes, first);
  bytes.writeUInt32LE(first, link);
  expect(await refusal(opened(bytes))).toMatchObject({ code: 'corrupt', message: expect.stringContaining('loop') });
  bytes.writeUInt32LE(bytes.length + 8, link);
  expect(await refusal(opened(bytes))).toMatchObject({ code: 'corrupt', message: expect.stringContaining('page 2') });
});

function nextDirectoryAt(bytes: Buffer, directory: number): number {
  return directory + 2 + bytes.readUInt16LE(directory) * 12;
}

function fieldOf(bytes: Buffer, directory: number, tag: number): number {
  for (let field = directory + 2; ; field += 12) if (bytes.readUInt16LE(field) === tag) return field;
}

test('a GIF whose canvas shows through, without transparency, is refused: viewers disagree about it', async () => {
  const bytes = readFileSync(at('animated-disposal-1.gif'));
  bytes.writeUInt16LE(bytes.readUInt16LE(6) + 4, 6);
  expect(await refusal(opened(bytes))).toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('canvas') });
});

test('a still image has one page', async () => {
  expect((await probeImage(readFileSync(at('static.gif')))).shapes.length).toBe(1);
});
