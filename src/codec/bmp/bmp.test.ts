import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { goldenJson } from '../../../test/golden/golden.js';
import { exiftool } from '../../../test/independent-reader.js';
import { opened, rewritten } from '../../../test/opened.js';
import { throwAwayFolder } from '../../../test/throw-away.js';
import { failureOf } from '../../errors.js';
import { equalizeImage } from '../../index.js';
import type { Picture } from '../../pixels/pictures/picture.js';
import { sha256 } from '../../storage/hash.js';
import { parseBmp } from './header.js';
import { decodePixels } from './pixels.js';

/** How ImageMagick reads an image, and the result of OpenCV's equalizeHist. */
interface Golden {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: number;
  readonly read: string;
  readonly equalized: string;
}

// As written by make-bmp.py.
const golden = goldenJson('bmp.json') as Record<string, Golden>;
const names = Object.keys(golden);
const content = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/images/${name}`, import.meta.url)));
const bmp = (name: string) => content(`bmp/${name}`);

function digest(samples: ArrayLike<number>): string {
  const bytes = Buffer.alloc(samples.length * 2);
  for (let i = 0; i < samples.length; i++) bytes.writeUInt16BE(samples[i]!, 2 * i);
  return sha256(bytes);
}

function digestOf(file: Buffer): string {
  return digest(decodePixels(parseBmp(file)).samples);
}

test.each(names)('%s is read as by ImageMagick, and equalised as by OpenCV, at its own bit depth', async (name) => {
  const file = bmp(name);
  const { width, height, channels, depth, read, equalized } = golden[name]!;
  expect(parseBmp(file).shape).toEqual({ width, height, channels, maxSample: 2 ** depth - 1 });
  expect(digestOf(file)).toBe(read);
  const { samples } = decodePixels(parseBmp(Buffer.from(await equalizeImage(file, { operation: { on: 'rgb' } }))));
  // Equalising two colours leaves black and white, a palette of greys.
  const isGreyNow = samples.length === width * height && channels === 3;
  expect(digest(isGreyNow ? Array.from({ length: samples.length * 3 }, (_, i) => samples[Math.floor(i / 3)]!) : samples)).toBe(equalized);
});

test.each(names.filter((name) => !name.startsWith('rle')))('%s is rewritten byte for byte if unchanged', async (name) => {
  const again = await rewritten(bmp(name));
  expect(again.equals(bmp(name))).toBe(true);
});

test.each(['rle-8.bmp', 'rle-4.bmp', 'rle-8-moves.bmp'])(
  '%s loses its run-length encoding and keeps its bits and colours',
  async (name) => {
    const { layout } = parseBmp(await rewritten(bmp(name)));
    const before = parseBmp(bmp(name)).layout;
    expect(layout).toEqual({ ...before, runs: 'none' });
  },
);

test.each(['palette-4.bmp', 'palette-8.bmp', 'palette-1.bmp', 'os2-palette-8.bmp', 'grey-4.bmp', 'rle-4.bmp', 'os2-second.bmp'])(
  '%s keeps its palette and bits when a table is applied, and gets more bits for more colours',
  async (name) => {
    const { layout } = parseBmp(bmp(name));
    const byTable = parseBmp(Buffer.from(await equalizeImage(bmp(name))));
    expect(byTable.layout.bits).toBe(layout.bits);
    const byTiles = parseBmp(Buffer.from(await equalizeImage(bmp(name), { operation: { method: 'clahe', params: { tiles: '2x2' } } })));
    expect(byTiles.layout.bits).toBeGreaterThanOrEqual(layout.bits);
    expect(byTiles.shape).toEqual(parseBmp(bmp(name)).shape);
    if (name === 'grey-4.bmp') expect(byTiles.layout.bits).toBe(8);
    if (name === 'palette-8.bmp') expect(byTiles.layout.bits).toBe(24);
  },
);

test('black and white stays so, whatever the method', async () => {
  for (const name of ['bitmap-1.bmp', 'os2-bitmap-1.bmp']) {
    const result = Buffer.from(await equalizeImage(bmp(name), { operation: { method: 'clahe', params: { tiles: '2x2' } } }));
    expect(parseBmp(result).layout).toEqual(parseBmp(bmp(name)).layout);
  }
});

test('rows stay top-down, and unused bits stay unchanged', async () => {
  expect(parseBmp(Buffer.from(await equalizeImage(bmp('top-down.bmp')))).layout.topDown).toBe(true);
  const { pixels } = parseBmp(Buffer.from(await equalizeImage(bmp('unused-byte.bmp'))));
  expect(new Set(pixels.filter((_, at) => at % 4 === 3))).toEqual(new Set([0x5a]));
});

test('resolution, profile and colour space are kept, also in other formats and with a longer palette', async () => {
  const folder = throwAwayFolder();
  const tags = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return exiftool(join(folder, name))[0]!;
  };
  const before = parseBmp(bmp('profile.bmp')).profile!.bytes;
  const stripped = await rewritten(bmp('profile.bmp'), { strip: true });
  for (const bytes of [await equalizeImage(bmp('profile.bmp')), stripped])
    expect(parseBmp(Buffer.from(bytes)).profile!.bytes.equals(before)).toBe(true);
  const png = await rewritten(bmp('profile.bmp'), { format: 'png' });
  const back = parseBmp(await rewritten(png, { format: 'bmp' }));
  expect(back.profile!.bytes.equals(before)).toBe(true);
  expect(back.density).toEqual({ x: 3780, y: 3780, unit: 'metre' });
  const grey = tags('grey.bmp', await equalizeImage(bmp('grey-8.bmp')));
  expect([grey['BMP:PixelsPerMeterX'] ?? grey['File:PixelsPerMeterX'], grey['File:PixelsPerMeterY']]).toEqual([10000, 5000]);
});

test('alpha that is 0 everywhere is ignored, and stays in the file', async () => {
  const file = Buffer.from(bmp('alpha-32.bmp'));
  const { head, pixels } = parseBmp(file);
  for (let at = head.length + 3; at < head.length + pixels.length; at += 4) file[at] = 0;
  expect(parseBmp(file).shape.channels).toBe(3);
  const result = parseBmp(Buffer.from(await equalizeImage(file)));
  expect(result.pixels.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 0)).toBe(true);
});

test('an image in another format becomes a BMP with a palette of greys, with 24 bits, or with 32 if it has alpha', async () => {
  const written = async (name: string) => parseBmp(await rewritten(content(name), { format: 'bmp' }));
  expect((await written('gray-1bit.png')).layout).toMatchObject({ bits: 1, palette: [0, 0xffffff] });
  expect((await written('gray-4bit.png')).layout.bits).toBe(4);
  expect((await written('grey.jpg')).layout.bits).toBe(8);
  expect((await written('interlaced-rgb.png')).layout.bits).toBe(24);
  for (const name of ['rgba-8.png', 'gray-alpha-8.png']) {
    const file = await written(name);
    expect(file).toMatchObject({ layout: { bits: 32 }, shape: { channels: 4 } });
    const planes = (await opened(content(name))).pictures[0]!.planes('rgb');
    const { samples } = decodePixels(file);
    planes.forEach((plane, channel) => {
      expect(samples.filter((_, at) => at % 4 === channel)).toEqual(plane.samples);
    });
  }
  await expect(written('gray-16bit.png')).rejects.toThrow('16 bits per sample, which BMP cannot hold');
});

// ---- refusals ----

/** The file with these bytes at a position. */
function patched(name: string, at: number, ...bytes: number[]): Buffer {
  const file = Buffer.from(bmp(name));
  file.set(bytes, at);
  return file;
}

const refusals: ReadonlyArray<readonly [what: string, file: Buffer, code: string, words: string]> = [
  ['rows that are missing', bmp('rgb-24.bmp').subarray(0, 2000), 'corrupt', 'cut off: 1946 bytes of pixels'],
  ['runs that end too early', bmp('rle-4.bmp').subarray(0, 400), 'corrupt', 'its runs end in row'],
  ['a header that is cut', bmp('alpha-32.bmp').subarray(0, 60), 'corrupt', 'cut off in its header'],
  ['a width below 0', patched('rgb-24.bmp', 18, 0xff, 0xff, 0xff, 0xff), 'corrupt', 'a size of -1'],
  ['an odd number of bits', patched('rgb-24.bmp', 28, 13), 'unsupported-format', '13 bits per pixel'],
  ['a JPEG in it', patched('rgb-24.bmp', 30, 4), 'unsupported-format', 'contains a JPEG'],
  ['a PNG in it', patched('rgb-24.bmp', 30, 5), 'unsupported-format', 'contains a PNG'],
  ['masks that overlap', patched('ten-bits.bmp', 54, 0xff, 0xff), 'corrupt', 'overlap or have gaps'],
  ['a mask with a gap', patched('ten-bits.bmp', 62, 0x5), 'corrupt', 'overlap or have gaps'],
  ['pixels behind the end', patched('rgb-24.bmp', 10, 0, 0, 0xff), 'corrupt', 'which is impossible'],
];

test.each(refusals)('%s: refused with a sentence', async (_, file, code, words) => {
  const failure = failureOf(await opened(file).catch((error: unknown) => error));
  expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
});

test('a last row without padding, and a file that does not state where its pixels begin, are read', async () => {
  const file = bmp('rgb-24.bmp');
  const planes = async (bytes: Buffer) => (await opened(bytes)).pictures.map((picture: Picture) => picture.planes('rgb'));
  expect(await planes(file.subarray(0, -1))).toEqual(await planes(file));
  expect(await planes(patched('rgb-24.bmp', 10, 0))).toEqual(await planes(file));
});
