import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { goldenJson } from '../../../test/golden/golden.js';
import { opened, rewritten } from '../../../test/opened.js';
import { failureOf } from '../../errors.js';
import { equalizeImage } from '../../index.js';
import { sha256 } from '../../storage/hash.js';
import { parsePnm } from './header.js';

/** How netpbm reads an image, and the result of OpenCV. */
interface Golden {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly maxval: number;
  readonly read: string;
  readonly equalized: string;
}

// As written by make-pnm.py.
const golden = goldenJson('pnm.json') as Record<string, Golden[]>;
const content = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/images/pnm/${name}`, import.meta.url)));

/** The levels of every image in a file, read in the simplest way. */
function levelsOf(file: Buffer): number[][] {
  return parsePnm(file).pictures.map(({ kind, maxval, body, shape: { width, height, channels } }) => {
    const count = width * height * channels;
    if (kind === 4)
      return Array.from({ length: count }, (_, i) => {
        const bit = Math.floor(i / width) * Math.ceil(width / 8) * 8 + (i % width);
        return 1 - ((body[bit >> 3]! >> (7 - (bit & 7))) & 1);
      });
    if (kind > 4) return Array.from({ length: count }, (_, i) => (maxval > 255 ? body.readUInt16BE(2 * i) : body[i]!));
    const text = body.toString('latin1').replace(/#.*/g, '');
    return kind === 1 ? Array.from(text.replace(/\s/g, ''), (digit) => 1 - Number(digit)) : text.trim().split(/\s+/).map(Number);
  });
}

function digest(levels: readonly number[]): string {
  const bytes = Buffer.alloc(levels.length * 2);
  levels.forEach((level, i) => {
    bytes.writeUInt16BE(level, 2 * i);
  });
  return sha256(bytes);
}

test.each(Object.keys(golden))('%s is read as by netpbm, and equalised as by OpenCV on its own scale of levels', async (name) => {
  const file = content(name);
  expect(parsePnm(file).pictures.map(({ shape, maxval }) => ({ ...shape, maxval }))).toMatchObject(
    golden[name]!.map(({ width, height, channels, maxval }) => ({ width, height, channels, maxval })),
  );
  expect(levelsOf(file).map(digest)).toEqual(golden[name]!.map(({ read }) => read));
  const result = Buffer.from(await equalizeImage(file, { operation: { on: 'rgb' } }));
  expect(levelsOf(result).map(digest)).toEqual(golden[name]!.map(({ equalized }) => equalized));
});

test.each(Object.keys(golden))('%s is rewritten byte for byte if unchanged, except for the line breaks of text', async (name) => {
  const file = content(name);
  const again = await rewritten(file);
  if (/^text/.test(name)) expect(words(again)).toEqual(words(file));
  else expect(again.equals(file)).toBe(true);
});

/** The numbers in a text PNM. Each digit of a bitmap is a separate word. */
function words(file: Buffer): string[] {
  const text = file.toString('latin1').replace(/#.*/g, '');
  return text.startsWith('P1') ? [...text.replace(/\s/g, '')] : text.trim().split(/\s+/);
}

test('comments are kept, those between samples at the top, and strip removes them', async () => {
  const file = content('text-grey-15.pgm');
  const text = (await rewritten(file)).toString('latin1');
  expect(text).toMatch(/^P2\n# between samples\n\n# made by netpbm\n37 # wide\n23\n# levels\n15\n/);
  expect((await rewritten(file, { strip: true })).toString('latin1')).toMatch(/^P2\n37 23\n15\n\d/);
  const png = await rewritten(file, { format: 'png' });
  expect((await rewritten(png, { format: 'pnm' })).toString('latin1')).toMatch(
    /^P5\n# between samples\n# made by netpbm\n# wide\n# levels\n37 23\n255\n/,
  );
});

test('text has lines of at most 70 characters', async () => {
  for (const name of ['text-rgb-100.ppm', 'text-grey-15.pgm', 'text-bitmap.pbm']) {
    const lines = (await rewritten(content(name))).toString('latin1').split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(70);
  }
});

test('bytes after the image are kept', async () => {
  const file = Buffer.concat([content('grey.pgm'), Buffer.from('\nend of scan\n')]);
  expect((await rewritten(file)).equals(file)).toBe(true);
});

test('a file of several images is equalised image by image, and cannot become another format', async () => {
  const image = await opened(content('three.pnm'));
  expect(image.pictures.map(({ shape }) => [shape.channels, shape.maxSample])).toEqual([
    [3, 255],
    [1, 65535],
    [1, 255],
  ]);
  await expect(rewritten(content('three.pnm'), { format: 'png' })).rejects.toThrow('3 pages');
});

const refusals: ReadonlyArray<readonly [what: string, file: string, code: string, words: string]> = [
  ['samples that are missing', 'P5\n4 4\n255\n123', 'corrupt', 'cut off: 3 bytes of samples, expected 16'],
  ['numbers that are missing', `P2\n4 4\n255\n1 2 3${' '.repeat(90)}`, 'corrupt', 'cut off: 3 samples, expected 16'],
  ['a letter between numbers', 'P2\n2 2\n255\n1 2 x 4', 'corrupt', 'a letter in place of sample 3'],
  ['a sample above the largest one', 'P5\n2 1\n100\n\x64\x65', 'corrupt', 'a sample of 101, but its header says that 100'],
  ['a number above the largest one', 'P2\n2 1\n100\n7 101', 'corrupt', 'a sample of 101, but its header says that 100'],
  ['a digit that is neither 0 nor 1', 'P1\n2 1\n1 2', 'corrupt', 'a sample of 2'],
  ['a largest sample of 0', 'P5\n2 1\n0\n\0\0', 'corrupt', 'gives 0 as its largest sample'],
  ['a largest sample of 65536', 'P5\n2 1\n65536\n\0\0\0\0', 'corrupt', 'gives 65536 as its largest sample'],
  ['a size of 0', 'P5\n0 1\n255\n', 'corrupt', 'a size of 0'],
  ['a header without end', 'P5\n4 4 # and so on', 'corrupt', 'header is incomplete'],
  ['a PAM without ENDHDR', 'P7\nWIDTH 4\nHEIGHT 4\n', 'corrupt', 'expected ENDHDR'],
  [
    'channels of an unknown meaning',
    'P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\n1234',
    'unsupported-format',
    'type CMYK',
  ],
  ['four channels of no stated meaning', 'P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nENDHDR\n1234', 'unsupported-format', '4 channels'],
];

test.each(refusals)('%s: refused with a sentence', async (_, file, code, words) => {
  const failure = failureOf(await opened(Buffer.from(file, 'latin1')).catch((error: unknown) => error));
  expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
});

test('an image in another format becomes the plainest PNM that holds it', async () => {
  const starts = async (name: string) => {
    const file = readFileSync(fileURLToPath(new URL(`../../../test/images/${name}`, import.meta.url)));
    return (await rewritten(file, { format: 'pnm', strip: true })).toString('latin1', 0, 90);
  };
  expect(await starts('gray-1bit.png')).toMatch(/^P4\n160 107\n/);
  expect(await starts('gray-16bit.png')).toMatch(/^P5\n160 107\n65535\n/);
  expect(await starts('interlaced-rgb.png')).toMatch(/^P6\n160 107\n255\n/);
  expect(await starts('rgba-8.png')).toMatch(/^P7\nWIDTH 160\nHEIGHT 107\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n/);
});

test('an image that is stored turned is refused until it is turned upright', async () => {
  const file = readFileSync(fileURLToPath(new URL('../../../test/images/orientation-6.jpg', import.meta.url)));
  await expect(equalizeImage(file, { output: { format: 'pnm' } })).rejects.toThrow('--auto-orient');
  const upright = await equalizeImage(file, { operation: { autoOrient: true }, output: { format: 'pnm' } });
  expect(Buffer.from(upright).toString('latin1', 0, 11)).toMatch(/^P6\n320 214\n/);
});

test('metadata that PNM has no place for is left out, and told of', async () => {
  const file = readFileSync(fileURLToPath(new URL('../../../test/images/icc-exif-xmp.avif', import.meta.url)));
  const told = async (output: object) => (await opened(file, { output })).warnings;
  const profile = 'the colour profile is left out, because PNM has no place for it';
  expect(await told({ format: 'pnm' })).toEqual([profile, 'EXIF is left out, because PNM has no place for it']);
  expect(await told({ format: 'pnm', strip: true })).toEqual([profile]);
  expect(await told({ format: 'bmp' })).toEqual(['EXIF is left out, because BMP has no place for it']);
  expect(await told({ format: 'png' })).toBeUndefined();
});
