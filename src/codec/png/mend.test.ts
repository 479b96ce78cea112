import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encoded, opened } from '../../../test/opened.js';
import { equalize } from '../../../test/operations.js';
import { randomNumbers } from '../../../test/pictures.js';
import { codeOf } from '../../errors.js';
import { chunk } from './chunks.js';
import { png } from './format.js';
import { mendedPng } from './mend.js';

const photo = readFileSync(fileURLToPath(new URL('../../../test/images/rgba-8.png', import.meta.url)));
const pictureAt = photo.indexOf('IDAT') - 4;

function broken(type: string, data = Buffer.from('Title\0a text')): Buffer {
  const bytes = chunk(type, data);
  bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
  return bytes;
}

const inserted = (bytes: Uint8Array, at = pictureAt) => Buffer.concat([photo.subarray(0, at), bytes, photo.subarray(at)]);

describe('a broken ancillary chunk is dropped with a warning:', () => {
  const places: Record<string, Buffer> = {
    tEXt: inserted(broken('tEXt')),
    // libpng does not see chunks after the image data.
    zTXt: inserted(broken('zTXt'), photo.length - 12),
    eXIf: inserted(broken('eXIf')),
    iCCP: inserted(broken('iCCP')),
    tRNS: inserted(broken('tRNS', Buffer.from([0, 1]))),
    // Nobody knows these, and the second one may not be copied.
    prVt: inserted(broken('prVt')),
    prVT: inserted(broken('prVT')),
  };
  for (const [type, file] of Object.entries(places)) {
    test(type, async () => {
      for (const codec of ['auto', 'sharp'] as const) {
        const { result, warnings } = await equalized(file, codec);
        expect(warnings).toEqual([`the PNG's chunk ${type} is broken (its checksum does not match) and was dropped`]);
        expect(result.equals((await equalized(photo, codec)).result)).toBe(true);
      }
    });
  }
});

test('a broken chunk that the image needs is not dropped', async () => {
  const file = Buffer.from(photo);
  file[pictureAt + 20]! ^= 1;
  await expect(equalized(file)).rejects.toSatisfy((error) => codeOf(error) === 'corrupt');
  const { warnings, damaged } = await equalized(file, 'auto', 'accept');
  expect({ warnings, damaged }).toEqual({ warnings: [expect.stringMatching(/^pixels are missing or broken: /)], damaged: true });
});

test('a PNG that is cut off fails unless accepted', async () => {
  for (const length of [photo.length >> 1, photo.length - 12, photo.length - 5]) {
    const file = photo.subarray(0, length);
    await expect(equalized(file)).rejects.toThrow('the PNG has no end chunk: it is cut off');
    const { warnings, damaged } = await equalized(file, 'auto', 'accept');
    expect({ warnings, damaged }).toEqual({ warnings: [expect.stringMatching(/cut off/)], damaged: true });
  }
});

test('a broken header is not trusted', async () => {
  const large = Buffer.from(photo);
  large.writeUInt32BE(16_000, 16);
  large.writeUInt32BE(16_000, 20);
  expect(png.leastSampleBytes!(large.subarray(0, 256), 3e8)).toBe(0);
  await expect(equalized(large)).rejects.toThrow('the header of the PNG is broken: its length or checksum is wrong');
  const none = Buffer.from(photo);
  none.write('IDAT', 12, 'latin1');
  expect(png.leastSampleBytes!(none.subarray(0, 256), 3e8)).toBe(0);
  await expect(equalized(none)).rejects.toThrow('the PNG does not begin with its header');
  expect(png.leastSampleBytes!(photo.subarray(0, 256), 3e8)).toBe(160 * 107 * 4);
});

test('no broken PNG crashes the repair', () => {
  const file = inserted(chunk('tEXt', Buffer.from('Title\0a text')));
  const random = randomNumbers(3);
  const below = (bound: number) => Math.floor(random() * bound);
  let mended = 0;
  for (let round = 0; round < 2000; round++) {
    const mutated = Buffer.from(file);
    for (let more = below(4) + 1; more > 0; more--) mutated[below(round % 2 === 0 ? 200 : mutated.length)] = below(256);
    const cut = round % 5 === 0 ? mutated.subarray(0, below(mutated.length)) : mutated;
    const found = mendedPng(cut, { maxPixels: 1e8, admit: () => {} });
    mended += Number(found?.isWhole ?? false);
    expect(found === undefined || found.bytes.length <= cut.length + 24).toBe(true);
  }
  expect(mended).toBeGreaterThan(0);
});

async function equalized(file: Buffer, codec: 'auto' | 'sharp' = 'auto', damaged: 'refuse' | 'accept' = 'refuse') {
  const image = await opened(file, { output: { codec, damaged } });
  for (const picture of image.pictures) equalize(picture, { method: 'he' });
  const result = await encoded(image);
  image.release();
  return { result, warnings: image.warnings, damaged: image.damaged };
}
