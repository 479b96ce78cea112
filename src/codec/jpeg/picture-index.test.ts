import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encoded, opened, type Wanted } from '../../../test/opened.js';
import { equalize } from '../../../test/operations.js';
import { randomNumbers } from '../../../test/pictures.js';
import { codeOf } from '../../errors.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../../test/${path}`, import.meta.url)));
const left = read('images/grey.jpg');
const right = read('images/progressive.jpg');
const third = read('fidelity/sampling-440.jpg');

/** Several pictures in one file, the index of which stands in the first one. */
function mpo(pictures: readonly Buffer[], { types = [] as number[], bigEndian = false, gap = Buffer.alloc(0) } = {}): Buffer {
  const table = 8 + 2 + 12 + 4;
  const index = Buffer.alloc(table + 16 * pictures.length);
  const u16 = (value: number, at: number) => (bigEndian ? index.writeUInt16BE(value, at) : index.writeUInt16LE(value, at));
  const u32 = (value: number, at: number) => (bigEndian ? index.writeUInt32BE(value, at) : index.writeUInt32LE(value, at));
  index.write(bigEndian ? 'MM\0*' : 'II*\0', 'latin1');
  u32(8, 4);
  u16(1, 8);
  u16(0xb002, 10);
  u16(7, 12);
  u32(16 * pictures.length, 14);
  u32(table, 18);
  const head = Buffer.from('\xff\xe2\0\0MPF\0', 'latin1');
  head.writeUInt16BE(index.length + 6, 2);
  const [first, ...others] = pictures as [Buffer, ...Buffer[]];
  const firstBytes = first.length + head.length + index.length;
  let end = firstBytes;
  pictures.forEach((picture, entry) => {
    const start = entry === 0 ? 0 : end + gap.length;
    u32(types[entry] ?? (entry === 0 ? 0x20030000 : 0x020002), table + 16 * entry);
    u32(entry === 0 ? firstBytes : picture.length, table + 16 * entry + 4);
    u32(entry === 0 ? 0 : start - 2 - 8, table + 16 * entry + 8);
    if (entry > 0) end = start + picture.length;
  });
  return Buffer.concat([first.subarray(0, 2), head, index, first.subarray(2), ...others.flatMap((picture) => [gap, picture])]);
}

/** The pictures to which the index of a file leads. */
function picturesIn(file: Buffer): Buffer[] {
  const at = file.indexOf('MPF\0', 0, 'latin1') + 4;
  const bigEndian = file[at] === 0x4d;
  const u32 = (place: number) => (bigEndian ? file.readUInt32BE(place) : file.readUInt32LE(place));
  const count = u32(at + 14) / 16;
  return Array.from({ length: count }, (_, entry) => {
    const start = entry === 0 ? 0 : at + u32(at + 26 + 16 * entry + 8);
    return file.subarray(start, start + u32(at + 26 + 16 * entry + 4));
  });
}

async function equalized(file: Buffer, wanted: Wanted = {}) {
  const image = await opened(file, { ...wanted, output: { codec: 'auto', ...wanted.output } });
  for (const picture of image.pictures) equalize(picture, { method: 'he' });
  const result = await encoded(image);
  image.release();
  return { result, warnings: image.warnings, pages: image.pictures.length };
}

const pixelsOf = (file: Buffer) => sharp(file).raw().toBuffer();

describe('each picture of a file is equalised, as it is on its own, and the index leads to all:', () => {
  for (const bigEndian of [false, true]) {
    for (const gap of [Buffer.alloc(0), Buffer.from('something between')]) {
      test(`${bigEndian ? 'big' : 'little'}-endian${gap.length > 0 ? ', with bytes between them' : ''}`, async () => {
        const { result, warnings, pages } = await equalized(mpo([left, right, third], { bigEndian, gap }));
        expect({ warnings, pages }).toEqual({ warnings: undefined, pages: 3 });
        const pictures = picturesIn(result);
        for (const [index, source] of [left, right, third].entries()) {
          const alone = (await equalized(source, { output: { codec: 'sharp' } })).result;
          expect((await pixelsOf(pictures[index]!)).equals(await pixelsOf(alone)), `picture ${index}`).toBe(true);
        }
        expect(result.toString('latin1').split('something between').length - 1).toBe(gap.length > 0 ? 2 : 0);
      });
    }
  }
});

test('metadata can be left out of all of them, and another format refuses several', async () => {
  const { result } = await equalized(mpo([left, right]), { output: { strip: true } });
  expect(picturesIn(result).map((picture) => picture.subarray(-2).toString('hex'))).toEqual(['ffd9', 'ffd9']);
  await expect(equalized(mpo([left, right]), { output: { format: 'png' } })).rejects.toThrow(/2 pages or frames/);
});

test('an index that leads nowhere is left out, and told of', async () => {
  const whole = mpo([left, right]);
  for (const file of [
    whole.subarray(0, whole.length - right.length),
    Buffer.concat([whole.subarray(0, whole.length - right.length), Buffer.from('else')]),
  ]) {
    const { result, warnings, pages } = await equalized(file);
    expect({ warnings, pages }).toEqual({ warnings: ['the index of the JPEG names an image that is missing'], pages: 1 });
    expect(result.indexOf('MPF\0', 0, 'latin1')).toBe(-1);
    expect((await pixelsOf(result)).equals(await pixelsOf((await equalized(left)).result))).toBe(true);
  }
});

test('a second picture that is cut off is broken', async () => {
  await expect(equalized(mpo([left, right]).subarray(0, -500))).rejects.toSatisfy((error) => codeOf(error) === 'corrupt');
});

test('a preview stays as it is, and the index leads to it', async () => {
  const { result } = await equalized(mpo([left, right], { types: [0x20030000, 0x010001] }));
  expect(picturesIn(result)[1]!.equals(right)).toBe(true);
});

test('no broken file of several pictures does anything but fail with a code', { timeout: 120_000 }, async () => {
  const random = randomNumbers(11);
  const below = (bound: number) => Math.floor(random() * bound);
  const files = [mpo([left, right]), mpo([left, third], { bigEndian: true }), read('fidelity/gain-map.jpg')];
  const codes = new Map<string, number>();
  for (let round = 0; round < 2000; round++) {
    const file = Buffer.from(files[round % files.length]!);
    const at = Math.max(file.indexOf('MPF\0', 0, 'latin1'), 0);
    for (let more = below(4) + 1; more > 0; more--) file[round % 2 === 0 ? at + below(70) : below(file.length)] = below(256);
    const code = await opened(round % 5 === 0 ? file.subarray(0, below(file.length)) : file, {
      maxPixels: 1e7,
      output: { codec: 'auto' },
    }).then(
      (image) => {
        image.release();
        return 'opened';
      },
      (error: unknown) => codeOf(error) ?? String(error),
    );
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect(['opened', 'corrupt', 'unsupported-format', 'too-large', 'not-an-image']).toEqual(expect.arrayContaining([...codes.keys()]));
});
