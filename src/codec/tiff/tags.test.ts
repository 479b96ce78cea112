import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { describeImages, exiftool } from '../../../test/independent-reader.js';
import { rewritten } from '../../../test/opened.js';
import { throwAwayFolder } from '../../../test/throw-away.js';
import { failureOf } from '../../errors.js';
import { decodeImage } from '../decode.js';
import { exifOrientation, uprightExif } from '../exif.js';
import { parseTiff } from './tags.js';

const images = fileURLToPath(new URL('../../../test/images/', import.meta.url));

interface Field {
  readonly tag: number;
  readonly type: 2 | 3 | 4 | 5;
  readonly values: readonly number[] | string;
}

/** A big-endian grey TIFF of 2 × 1 pixels, with these additional tags and, if given, an EXIF sub-directory. */
function tiff(fields: readonly Field[], exif: readonly Field[] = []): Buffer {
  const long = (tag: number, value: number): Field => ({ tag, type: 4, values: [value] });
  const structure = [
    long(256, 2),
    long(257, 1),
    { tag: 258, type: 3, values: [8] } as const,
    long(259, 1),
    long(262, 1),
    long(273, 8),
    long(277, 1),
    long(278, 1),
    long(279, 2),
  ];
  const replaced = structure.filter(({ tag }) => !fields.some((field) => field.tag === tag));
  const below = directory(exif, 16);
  const all = [...replaced, ...fields, ...(exif.length > 0 ? [long(34665, below.position)] : [])];
  const head = Buffer.from('MM\0*\0\0\0\0\x40\x80\0\0\0\0\0\0', 'latin1');
  const main = directory(all, 16 + below.bytes.length);
  head.writeUInt32BE(main.position, 4);
  return Buffer.concat([head, below.bytes, main.bytes]);
}

/** Values, then the directory, big-endian, in the layout of a file from `start` on. */
function directory(fields: readonly Field[], start: number): { bytes: Buffer; position: number } {
  const sorted = [...fields].sort((a, b) => a.tag - b.tag);
  const values: Buffer[] = [];
  let position = start;
  const entries = sorted.map(({ tag, type, values: content }) => {
    const data = dataOf(type, content);
    const entry = Buffer.alloc(12);
    entry.writeUInt16BE(tag, 0);
    entry.writeUInt16BE(type, 2);
    entry.writeUInt32BE(type === 2 ? data.length : content.length / (type === 5 ? 2 : 1), 4);
    if (data.length <= 4) data.copy(entry, 8);
    else {
      entry.writeUInt32BE(position, 8);
      values.push(data, Buffer.alloc(data.length % 2));
      position += data.length + (data.length % 2);
    }
    return entry;
  });
  const count = Buffer.from([0, sorted.length]);
  return { position, bytes: Buffer.concat([...values, count, ...entries, Buffer.alloc(4)]) };
}

function dataOf(type: Field['type'], values: Field['values']): Buffer {
  if (typeof values === 'string') return Buffer.from(values, 'latin1');
  const data = Buffer.alloc(values.length * (type === 3 ? 2 : 4));
  values.forEach((value, index) => {
    if (type === 3) data.writeUInt16BE(value, index * 2);
    else data.writeUInt32BE(value, index * 4);
  });
  return data;
}

async function written(bytes: Buffer): Promise<string> {
  const path = join(throwAwayFolder(), 'written.tif');
  writeFileSync(path, await rewritten(bytes));
  return path;
}

async function refusal(bytes: Buffer): Promise<string> {
  return decodeImage(bytes).then(
    () => 'accepted',
    (error: unknown) => failureOf(error).message,
  );
}

test('tags of every kind, and those of a sub-directory, change their byte order with the file', async () => {
  const source = tiff(
    [
      { tag: 271, type: 2, values: 'A maker of scanners\0' },
      { tag: 282, type: 5, values: [600, 1] },
      { tag: 283, type: 5, values: [1201, 2] },
      { tag: 296, type: 3, values: [2] },
      { tag: 274, type: 3, values: [6] },
      { tag: 50_000, type: 3, values: [1, 2, 3, 40_000] },
    ],
    [
      { tag: 33434, type: 5, values: [1, 250] },
      { tag: 34855, type: 3, values: [400] },
    ],
  );
  const [tags] = exiftool(await written(source));
  expect(tags).toMatchObject({
    'IFD0:Make': 'A maker of scanners',
    'IFD0:XResolution': 600,
    'IFD0:YResolution': 600.5,
    'IFD0:ResolutionUnit': 2,
    'IFD0:Orientation': 6,
    'ExifIFD:ExposureTime': 0.004,
    'ExifIFD:ISO': 400,
  });
  expect(tags!['ExifTool:Warning']).toBeUndefined();
});

test('a text without its final null is a flaw of the tag, not of the image', async () => {
  const source = tiff([{ tag: 305, type: 2, values: 'Microscope 3' }]);
  const path = await written(source);
  expect(exiftool(path)[0]).toMatchObject({ 'IFD0:Software': 'Microscope 3' });
  expect(describeImages(path)[0]).toMatchObject({ width: 2, height: 1, channels: 1, distinct: 2 });
});

test('a BigTIFF stays one, with its tags', async () => {
  const source = readFileSync(`${images}bigtiff-big-endian.tif`);
  const again = readFileSync(await written(source));
  expect(again.subarray(0, 4).toString('latin1')).toBe('MM\0+');
  expect(parseTiff(again)).toMatchObject({ big: true, shape: parseTiff(source).shape });
});

test('premultiplied alpha stays premultiplied', async () => {
  const path = await written(readFileSync(`${images}gray-alpha-assoc.tif`));
  expect(exiftool(path)[0]).toMatchObject({ 'IFD0:ExtraSamples': 1 });
});

test.each([
  ['a stack of 12 images', [{ tag: 270, type: 2, values: 'ImageJ=1.53\nimages=12\nslices=12\n\0' }]],
  ['1 inks', [{ tag: 262, type: 3, values: [5] }]],
  ['ITULab', [{ tag: 262, type: 3, values: [10] }]],
  ['8 bits per sample of floating point', [{ tag: 339, type: 3, values: [3] }]],
  ['complex numbers', [{ tag: 339, type: 3, values: [6] }]],
  ['Zstandard', [{ tag: 259, type: 3, values: [50_000] }]],
  ['12 bits', [{ tag: 258, type: 3, values: [12] }]],
  ['DNG', [{ tag: 50_706, type: 4, values: [1] }]],
  ['sub-directories', [{ tag: 330, type: 4, values: [8] }]],
  ['Photoshop layers', [{ tag: 37_724, type: 2, values: 'Adobe Photoshop Document Data Block\0' }]],
  [
    '2 channels; expected the three',
    [
      { tag: 262, type: 3, values: [2] },
      { tag: 277, type: 3, values: [2] },
    ],
  ],
] as ReadonlyArray<readonly [string, readonly Field[]]>)('%s is refused by name', async (why, fields) => {
  expect(await refusal(tiff([]))).toBe('accepted');
  expect(await refusal(tiff(fields))).toContain(why);
});

test('a small image before the one in a sub-directory, as most cameras write, is reported as camera raw', async () => {
  const fields: Field[] = [
    { tag: 254, type: 4, values: [1] },
    { tag: 330, type: 4, values: [8] },
  ];
  expect(await refusal(tiff(fields))).toContain('a camera raw file');
});

test.each([
  ['a colour filter array', { tag: 262, type: 3, values: [32803] }],
  ['linear raw', { tag: 262, type: 3, values: [34892] }],
  ['the packing of a maker', { tag: 259, type: 3, values: [34713] }],
] as ReadonlyArray<readonly [string, Field]>)('%s is called camera raw, wherever it stands', async (_, field) => {
  expect(await refusal(tiff([field]))).toContain('a camera raw file');
  const exif = tiff([{ tag: 330, type: 4, values: [16] }], [field]);
  expect(await refusal(exif)).toContain('a camera raw file');
});

test('a cut-off TIFF is reported as such, wherever it is cut', async () => {
  const pixels = Uint8Array.from({ length: 60 * 40 * 3 }, (_, index) => (index * index) >> 5);
  for (const compression of ['none', 'lzw', 'deflate', 'jpeg'] as const) {
    const image = sharp(pixels, { raw: { width: 60, height: 40, channels: 3 } });
    const written = await image.tiff({ compression }).toBuffer();
    // libvips writes the directory after the pixels, others before them.
    for (const file of [written, withDirectoryInFront(written)]) {
      for (const share of [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
        expect(await refusal(file.subarray(0, file.length * share)), `${compression}, ${share}`).toContain('is cut off');
    }
  }
});

test('EXIF is set upright in either byte order', () => {
  const exif = tiff([{ tag: 274, type: 3, values: [6] }]);
  expect(exifOrientation(exif)).toBe(6);
  expect(exifOrientation(uprightExif(exif))).toBe(1);
  expect(exif.length).toBe(uprightExif(exif).length);
  expect(exifOrientation(Buffer.from('no EXIF at all'))).toBe(1);
});

test('a description that begins over and over is read once', async () => {
  expect(await refusal(tiff([{ tag: 270, type: 2, values: `${'ImageJ=1\n'.repeat(100_000)}\0` }]))).toBe('accepted');
  expect(await refusal(tiff([{ tag: 270, type: 2, values: `ImageJ=1\n${'images=\n'.repeat(100_000)}\0` }]))).toBe('accepted');
});

/** The same little-endian TIFF of one page, its pixels moved to the end. */
function withDirectoryInFront(file: Buffer): Buffer {
  const moved = Buffer.concat([file, file]);
  const directory = file.readUInt32LE(4);
  for (let index = 0; index < file.readUInt16LE(directory); index++) {
    const at = directory + 2 + index * 12;
    if (file.readUInt16LE(at) !== 273) continue;
    expect(file.readUInt32LE(at + 4)).toBe(1);
    moved.writeUInt32LE(file.readUInt32LE(at + 8) + file.length, at + 8);
  }
  return moved.subarray(0, file.length + directory);
}
