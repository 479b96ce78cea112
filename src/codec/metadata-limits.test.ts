import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ImgparError } from '../errors.js';
import { withAvifMetadata } from './avif/file.js';
import { probeImage } from './decode.js';
import { withJpegMetadata } from './jpeg/segments.js';
import type { Metadata } from './metadata.js';
import { chunk, chunksOf, pngSignature } from './png/chunks.js';
import { withTiffMetadata } from './tiff/rewrite.js';
import { withWebpMetadata } from './webp/chunks.js';

const mebibyte = 2 ** 20;
const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'grey' } });
const [jpeg, webp, tiff, avif] = await Promise.all([
  picture.clone().jpeg().toBuffer(),
  picture.clone().webp().toBuffer(),
  picture.clone().tiff().toBuffer(),
  picture.clone().avif().toBuffer(),
]);

/** A PNG of one grey pixel, with these chunks before its IDAT. */
function png(...extras: Uint8Array[]): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const parts = [chunk('IHDR', header), ...extras, chunk('IDAT', deflateSync(Buffer.alloc(2))), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([pngSignature, ...parts]);
}

const named = (name: string, content: Uint8Array) => Buffer.concat([Buffer.from(name, 'latin1'), content]);
const packed = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 1 });

/** A way to write metadata for each format. */
const written: Readonly<Record<string, (metadata: Metadata) => Buffer>> = {
  JPEG: (metadata) => withJpegMetadata(jpeg, metadata),
  PNG: (metadata) => png(...chunksOf(metadata)),
  WebP: (metadata) => withWebpMetadata([webp], metadata),
  TIFF: (metadata) => withTiffMetadata(tiff, metadata),
  AVIF: (metadata) => withAvifMetadata(avif, metadata),
};

/** A GIF of one pixel with this many equal frames, after this many comments. */
function gif({ frames = 1, comments = 0 }): Buffer {
  const head = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  const comment = Buffer.from([0x21, 0xfe, 1, 0x61, 0]);
  const repeated = (part: Buffer, times: number) => Buffer.alloc(part.length * times, part);
  return Buffer.concat([head, repeated(comment, comments), repeated(frame, frames), Buffer.from(';')]);
}

interface Field {
  readonly tag: number;
  readonly type: 1 | 3 | 4;
  readonly count: number;
  readonly value: number;
}

/** A TIFF of pages of 1 × 1, each with these additional fields; `value` may be a position, and the given number of zeros begins at 8. */
function pages(count: number, fields: readonly Field[] = [], zeros = 0): Buffer {
  const plain = [256, 257, 278, 277].map((tag) => ({ tag, type: 3, count: 1, value: 1 }) as const);
  const stored = [
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [279, 1],
  ].map(([tag, value]) => ({ tag: tag!, type: 4, count: 1, value: value! }) as const);
  const all = [...plain, ...stored.filter(({ tag }) => !fields.some((field) => field.tag === tag)), ...fields].filter(
    (field, index, list) => list.findLastIndex(({ tag }) => tag === field.tag) === index,
  );
  const size = 6 + all.length * 12;
  const start = 16 + zeros;
  const file = Buffer.alloc(start + count * size);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(start, 4);
  for (let page = 0; page < count; page++) {
    const at = start + page * size;
    file.writeUInt16LE(all.length, at);
    for (const [index, { tag, type, count: values, value }] of all.entries()) {
      const field = at + 2 + index * 12;
      file.writeUInt16LE(tag, field);
      file.writeUInt16LE(type, field + 2);
      file.writeUInt32LE(values, field + 4);
      file.writeUInt32LE(value, field + 8);
    }
    file.writeUInt32LE(page + 1 < count ? at + size : 0, at + size - 4);
  }
  return file;
}

/** An AVIF with one item that consists of this many parts, each the whole file. */
function avifOfParts(parts: number): Buffer {
  const box = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length + 8);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, content]);
  };
  // Version and flags, no bytes for positions and lengths, one item of number 1.
  const locations = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, parts >> 8, parts & 255]);
  const meta = box('meta', Buffer.concat([Buffer.alloc(4), box('iloc', locations), box('iprp', box('ipco', Buffer.alloc(0)))]));
  return Buffer.concat([box('ftyp', Buffer.from('avif\0\0\0\0avifmif1', 'latin1')), meta, box('free', Buffer.alloc(2000))]);
}

async function refusal(file: Buffer): Promise<{ code: string; message: string }> {
  try {
    await probeImage(file);
  } catch (error) {
    if (error instanceof ImgparError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: 'accepted' };
}

test.each(Object.keys(written))('a profile of 17 MiB in a %s is refused by the header, one of 4 MiB is accepted', async (format) => {
  const profile = (mebibytes: number) => Buffer.alloc(mebibytes * mebibyte, 'profile');
  expect(await refusal(written[format]!({ icc: profile(17) }))).toEqual({
    code: 'too-large',
    message: 'the image has a colour profile of more than 16777216 bytes, which is the limit',
  });
  expect((await refusal(written[format]!({ icc: profile(4) }))).code).toBe('none');
});

test.each([
  ['a PNG with a text that unpacks to 65 MiB', () => png(chunk('zTXt', named('Comment\0\0', packed(65 * mebibyte))))],
  ['a PNG with XMP that unpacks to 65 MiB', () => png(chunk('iTXt', named('XML:com.adobe.xmp\0\x01\0\0\0', packed(65 * mebibyte))))],
  ['a PNG with two texts of 40 MiB', () => png(...[1, 2].map((n) => chunk('zTXt', named(`${n}\0\0`, packed(40 * mebibyte)))))],
  ['a WebP with 65 MiB of EXIF', () => withWebpMetadata([webp], { exif: Buffer.alloc(65 * mebibyte) })],
  ['a JPEG with 65 MiB of comments', () => withJpegMetadata(jpeg, { comments: [Buffer.alloc(65 * mebibyte)] })],
  [
    'a TIFF of 1 MiB with 80 fields that share 1 MiB',
    () =>
      pages(
        1,
        Array.from({ length: 80 }, (_, n) => ({ tag: 60_000 + n, type: 1, count: mebibyte, value: 8 })),
        mebibyte,
      ),
  ],
  ['an AVIF of 2 KB that joins itself to 130 MB', () => avifOfParts(65_535)],
])('%s is refused by the header', async (_, file) => {
  expect(await refusal(file())).toEqual({
    code: 'too-large',
    message: 'the image has more than 67108864 bytes of metadata (EXIF, XMP, texts), which is the limit',
  });
});

test('metadata that a TIFF stores only once is never too much', async () => {
  const field = { tag: 60_000, type: 1, count: 65 * mebibyte, value: 8 } as const;
  expect((await refusal(pages(1, [field], 65 * mebibyte))).code).toBe('none');
});

test.each([
  ['TIFF', () => pages(10_001), () => pages(10_000)],
  ['GIF', () => gif({ frames: 10_001 }), () => gif({ frames: 10_000 })],
])('a %s of 10,001 pages or frames is refused by the header, one of 10,000 is accepted', async (_, tooMany, enough) => {
  expect(await refusal(tooMany())).toEqual({
    code: 'too-large',
    message: 'the image has more than 10000 pages or frames, which is the limit',
  });
  expect((await refusal(enough())).code).toBe('none');
});

test.each([
  ['PNG', () => png(Buffer.alloc(12 * 300_001, chunk('abCd', Buffer.alloc(0))))],
  ['JPEG', () => Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(4 * 300_001, Buffer.from([0xff, 0xe5, 0, 2])), jpeg.subarray(2)])],
  ['GIF', () => gif({ comments: 300_001 })],
])('a %s of 300,001 tiny pieces is refused by the header', async (_, file) => {
  expect(await refusal(file())).toEqual({
    code: 'too-large',
    message: 'the image has more than 300000 pieces of metadata, which is the limit',
  });
});

test.each([
  ['JPEG', () => withComponents(255), /255 components; expected 1/],
  ['TIFF', () => pages(1, [{ tag: 277, type: 3, count: 1, value: 65_535 }]), /65535 bands; expected 1024 at most/],
])('a %s with more channels than colours have is refused by the header', async (_, file, message) => {
  expect(await refusal(file())).toEqual({ code: 'unsupported-format', message: expect.stringMatching(message) });
});

function withComponents(count: number): Buffer {
  const file = Buffer.from(jpeg);
  file[file.indexOf(Buffer.from([0xff, 0xc0])) + 9] = count;
  return file;
}
