import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encoded, opened } from '../../../test/opened.js';
import { equalize } from '../../../test/operations.js';
import { randomNumbers } from '../../../test/pictures.js';
import { codeOf } from '../../errors.js';
import { mendedJpeg } from './mend.js';
import { nextMarker } from './scan.js';

const photo = imageFile('images/grey.jpg');
const progressive = imageFile('images/progressive.jpg');
const restarts = imageFile('fidelity/restart-every-mcu.jpg');

function imageFile(path: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../../../test/${path}`, import.meta.url)));
}

const withoutEnd = (file: Buffer) => file.subarray(0, -2);
const scanAt = (file: Buffer) => file.indexOf('\xff\xda', 0, 'latin1');
const dataAt = (file: Buffer) => scanAt(file) + 2 + file.readUInt16BE(scanAt(file) + 2);
const inserted = (file: Buffer, at: number, bytes: Uint8Array) => Buffer.concat([file.subarray(0, at), bytes, file.subarray(at)]);
const changed = (file: Buffer, at: number, ...values: number[]) =>
  Buffer.concat([file.subarray(0, at), Buffer.from(values), file.subarray(at + values.length)]);

/** The position of the n-th restart marker. */
function restartAt(file: Buffer, n: number): number {
  let at = dataAt(file);
  for (let found = 0; ; found++) {
    at = nextMarker(file, at)!.position;
    if (found === n) return at;
    at += 2;
  }
}

const withoutRestart = (file: Buffer, n: number) =>
  Buffer.concat([file.subarray(0, restartAt(file, n)), file.subarray(restartAt(file, n) + 2)]);

/** A trailer as phones append it to their panoramas, with an image in it. */
const trailer = Buffer.concat([Buffer.from('\0\0\x01\x0aImage_UTC_Data1577836800000SEFH', 'latin1'), photo, Buffer.from('SEFT')]);

/** A file that states its height in a DNL segment after its first scan instead of its header. */
function withLateHeight(file: Buffer): Buffer {
  const frameAt = [0xc0, 0xc1, 0xc2].map((code) => file.indexOf(Buffer.from([0xff, code, 0]))).find((at) => at > 0)!;
  const height = file.subarray(frameAt + 5, frameAt + 7);
  let marker = nextMarker(file, dataAt(file))!;
  while (marker.code >= 0xd0 && marker.code <= 0xd7) marker = nextMarker(file, marker.end)!;
  return changed(inserted(file, marker.position, Buffer.from([0xff, 0xdc, 0, 4, ...height])), frameAt + 5, 0, 0);
}

const harmless: Record<string, [broken: Buffer, whole: Buffer, words: RegExp]> = {
  'a late height': [withLateHeight(photo), photo, /has its height after its first scan; all of its pixels are there/],
  'a late height, progressive': [withLateHeight(progressive), progressive, /its height after its first scan/],
  'a late height, restart markers': [withLateHeight(restarts), restarts, /its height after its first scan/],
  'a late height, and no end marker': [withoutEnd(withLateHeight(photo)), photo, /its height after its first scan, and no end marker/],
  'no end marker': [withoutEnd(photo), photo, /has no end marker; all of its pixels are there/],
  'no end marker, progressive': [withoutEnd(progressive), progressive, /no end marker/],
  'no end marker, and a trailer': [Buffer.concat([withoutEnd(photo), trailer]), Buffer.concat([photo, trailer]), /no end marker/],
  'no end marker, and a trailer, progressive': [
    Buffer.concat([withoutEnd(progressive), trailer]),
    Buffer.concat([progressive, trailer]),
    /no end marker/,
  ],
  'half an end marker': [photo.subarray(0, -1), Buffer.concat([photo, Buffer.from([0xff])]), /no end marker/],
  'a stray byte between segments': [inserted(photo, 20, Buffer.from([0])), photo, /1 stray byte before a marker/],
  'stray bytes before the scan': [inserted(photo, scanAt(photo), Buffer.alloc(1000, 'text')), photo, /1000 stray bytes/],
  'stray bytes before the end': [inserted(progressive, progressive.length - 2, Buffer.alloc(40, 'x')), progressive, /40 stray bytes/],
  'zeros before the end': [inserted(progressive, progressive.length - 2, Buffer.alloc(900)), progressive, /900 stray bytes/],
  'a restart marker in the header': [inserted(photo, 20, Buffer.from([0xff, 0xd3, 5])), photo, /3 stray bytes/],
  'parameters of a scan that are all 0': [changed(photo, dataAt(photo) - 3, 0, 0, 0), photo, /odd parameters/],
  'parameters of a scan that make no sense': [changed(photo, dataAt(photo) - 3, 7, 3, 0x45), photo, /odd parameters/],
  'a restart marker that is missing': [withoutRestart(restarts, 3), restarts, /restart markers.*\(1 missing\)/],
  'several restart markers that are missing': [withoutRestart(withoutRestart(restarts, 20), 9), restarts, /2 missing/],
  'a restart marker with another number': [changed(restarts, restartAt(restarts, 5) + 1, 0xd1), restarts, /1 with a wrong number/],
  'stray bytes before a restart marker': [inserted(restarts, restartAt(restarts, 4), Buffer.from([1, 2, 3])), restarts, /3 stray bytes/],
  'restart markers that are announced only': [
    inserted(photo, scanAt(photo), Buffer.from([0xff, 0xdd, 0, 4, 0, 9])),
    photo,
    /restart markers/,
  ],
  'an unknown version of JFIF': [changed(photo, photo.indexOf('JFIF') + 5, 3), photo, /unknown version/],
};

describe('a JPEG that has all its pixels is processed, with a warning, with', () => {
  for (const [name, [broken, whole, words]] of Object.entries(harmless)) {
    for (const codec of ['auto', 'sharp'] as const) {
      test(`${name} (codec ${codec})`, async () => {
        const { warnings, damaged, pixels } = await equalized(broken, codec);
        expect(warnings).toHaveLength(1);
        expect(warnings?.[0]).toMatch(words);
        expect(damaged).toBeUndefined();
        const expected = await equalized(whole, codec);
        expect(expected.warnings).toBeUndefined();
        expect(pixels.equals(expected.pixels)).toBe(true);
      });
    }
  }
});

test('bytes after a JPEG without an end marker are kept, byte for byte', async () => {
  for (const file of [photo, progressive]) {
    const { result } = await equalized(Buffer.concat([withoutEnd(file), trailer]));
    expect(result.subarray(-trailer.length).equals(trailer)).toBe(true);
    expect(result.subarray(-trailer.length - 2, -trailer.length).toString('hex')).toBe('ffd9');
  }
});

describe('a frame of Motion JPEG, which leaves out the usual Huffman tables, is read by these:', () => {
  const layouts = { '4:2:0': 3, '4:4:4': 3, grey: 1, CMYK: 4 } as const;
  for (const [layout, channels] of Object.entries(layouts)) {
    test(layout, async () => {
      const random = randomNumbers(5);
      const samples = Uint8Array.from({ length: 75 * 50 * channels }, (_, at) => 40 + (at % 150) / 2 + random() * 60);
      const space = { 1: 'b-w', 3: 'srgb', 4: 'cmyk' }[channels];
      const whole = await sharp(samples, { raw: { width: 75, height: 50, channels } })
        .toColourspace(space)
        .jpeg({ optimiseCoding: false, chromaSubsampling: layout === '4:2:0' ? '4:2:0' : '4:4:4' })
        .toBuffer();
      const frame = withoutTables(whole);
      expect(frame.length).toBeLessThan(whole.length - 100);
      for (const codec of ['auto', 'sharp'] as const) {
        const expected = await equalized(whole, codec);
        const found = await equalized(frame, codec);
        expect(found.warnings).toBeUndefined();
        expect(found.pixels.equals(expected.pixels)).toBe(true);
        const cut = await equalized(withoutEnd(frame), codec);
        expect(cut.warnings?.[0]).toMatch(/no end marker/);
        expect(cut.pixels.equals(expected.pixels)).toBe(true);
      }
    });
  }
});

/** Without the segments that define Huffman tables. */
function withoutTables(file: Buffer): Buffer {
  const parts = [file.subarray(0, 2)];
  for (let at = 2; ; ) {
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (file[at + 1] === 0xda) return Buffer.concat([...parts, file.subarray(at)]);
    if (file[at + 1] !== 0xc4) parts.push(file.subarray(at, end));
    at = end;
  }
}

const lossy: Record<string, Buffer> = {
  'cut off in the middle': photo.subarray(0, dataAt(photo) + 2000),
  'cut off in the last bytes': photo.subarray(0, -24),
  'cut off in the middle, progressive': progressive.subarray(0, progressive.length >> 1),
  'cut off between two scans': progressive.subarray(0, progressive.lastIndexOf('\xff\xda', undefined, 'latin1')),
  'blocks between restart markers gone': Buffer.concat([
    restarts.subarray(0, restartAt(restarts, 3)),
    restarts.subarray(restartAt(restarts, 5)),
  ]),
};

describe('a JPEG with missing pixels fails unless accepted:', () => {
  for (const [name, file] of Object.entries(lossy)) {
    test(name, async () => {
      await expect(equalized(file)).rejects.toSatisfy((error) => codeOf(error) === 'corrupt');
      const { warnings, damaged, pixels } = await equalized(file, 'auto', 'accept');
      expect(damaged).toBe(true);
      expect(warnings).toEqual([expect.stringMatching(/^pixels are missing or broken: /)]);
      const { width, height } = await sharp(file, { failOn: 'none' }).metadata();
      expect(pixels.length % (width * height)).toBe(0);
    });
  }
});

test('no broken JPEG crashes the repair, or makes it take more memory than allowed', () => {
  const random = randomNumbers(7);
  const below = (bound: number) => Math.floor(random() * bound);
  let mended = 0;
  for (let round = 0; round < 2000; round++) {
    const file = Buffer.from([photo, progressive, restarts][round % 3]!);
    const first = round % 2 === 0 ? 0 : dataAt(file);
    for (let more = below(4) + 1; more > 0; more--) file[first + below(file.length - first)] = below(256);
    const cut = round % 5 === 0 ? file.subarray(0, below(file.length)) : file;
    let admitted = 0;
    const admit = (bytes: number) => {
      admitted = Math.max(admitted, bytes);
      if (bytes > 64 << 20) throw new RangeError('more than there is');
    };
    try {
      const found = mendedJpeg(cut, { maxPixels: 1e8, admit });
      mended += Number(found?.isWhole ?? false);
      expect(found === undefined || found.bytes.length <= 2 * cut.length + 2).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(admitted).toBeGreaterThan(0);
  }
  expect(mended).toBeGreaterThan(0);
});

async function equalized(file: Buffer, codec: 'auto' | 'sharp' = 'auto', damaged: 'refuse' | 'accept' = 'refuse') {
  const image = await opened(file, { output: { codec, damaged } });
  for (const picture of image.pictures) equalize(picture, { method: 'he' });
  const result = await encoded(image);
  image.release();
  return { result, warnings: image.warnings, damaged: image.damaged, pixels: await sharp(result).raw().toBuffer() };
}
