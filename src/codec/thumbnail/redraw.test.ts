import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { opened, type Wanted } from '../../../test/opened.js';
import { complete } from '../../../test/operations.js';
import { resolveOperation } from '../../pixels/operation.js';
import { equalizePictures } from '../../worker/equalize-pictures.js';
import { exifThumbnail, withThumbnail } from './exif-thumbnail.js';

const [width, height] = [320, 240];

/** A dark scene with a bright corner, in colour. */
function scene(columns = width, rows = height, channels: 1 | 3 = 3, tint = 8): Buffer {
  const samples = Buffer.alloc(columns * rows * channels);
  for (let at = 0; at < columns * rows; at++) {
    const [x, y] = [(at % columns) / columns, Math.floor(at / columns) / rows];
    const level = 20 + 40 * x + 30 * y + (x > 0.75 && y < 0.25 ? 100 : 0) + 6 * Math.sin(40 * x) * Math.cos(30 * y);
    for (let channel = 0; channel < channels; channel++) samples[at * channels + channel] = level + tint * channel;
  }
  return samples;
}

const jpegOf = (samples: Buffer, columns: number, rows: number, channels: 1 | 3 = 3) =>
  sharp(samples, { raw: { width: columns, height: rows, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .jpeg({ quality: 92 })
    .toBuffer();

/** A block with two directories: the second describes a thumbnail, possibly followed by data that must not move. */
function block(thumbnail: Buffer, { bigEndian = false, behind = Buffer.alloc(0), rgb = [] as number[] } = {}): Buffer {
  const numbers: number[][] =
    rgb.length > 0
      ? [
          [0x100, 4, rgb[0]!],
          [0x101, 4, rgb[1]!],
          [0x103, 3, 1],
          [0x106, 3, 2],
          [0x111, 4, -1],
          [0x115, 3, 3],
          [0x117, 4, thumbnail.length],
        ]
      : [
          [0x103, 3, 6],
          [0x201, 4, -1],
          [0x202, 4, thumbnail.length],
        ];
  const second = 8 + 2 + 12 + 4;
  const start = second + 2 + 12 * numbers.length + 4;
  const head = Buffer.alloc(start);
  const u16 = (value: number, at: number) => (bigEndian ? head.writeUInt16BE(value, at) : head.writeUInt16LE(value, at));
  const u32 = (value: number, at: number) => (bigEndian ? head.writeUInt32BE(value, at) : head.writeUInt32LE(value, at));
  head.write(bigEndian ? 'MM\0*' : 'II*\0', 'latin1');
  u32(8, 4);
  u16(1, 8);
  field(10, 0x112, 3, 1);
  u32(second, 22);
  u16(numbers.length, second);
  for (const [index, [tag, type, value]] of numbers.entries()) field(second + 2 + 12 * index, tag!, type!, value! < 0 ? start : value!);
  return Buffer.concat([head, thumbnail, behind]);

  function field(at: number, tag: number, type: number, value: number): void {
    u16(tag, at);
    u16(type, at + 2);
    u32(1, at + 4);
    if (type === 3) u16(value, at + 8);
    else u32(value, at + 8);
  }
}

/** A JPEG with that block. */
function withExif(jpeg: Buffer, exif: Buffer): Buffer {
  const head = Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1');
  head.writeUInt16BE(exif.length + 8, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

function exifOf(jpeg: Buffer): Buffer {
  const at = jpeg.indexOf('Exif\0\0', 0, 'latin1');
  return jpeg.subarray(at + 6, at - 2 + jpeg.readUInt16BE(at - 2));
}

async function equalized(file: Buffer, { operation, output }: Wanted = {}) {
  const wanted = { operation: { method: 'he', ...operation }, output: { codec: 'auto', ...output } } as const;
  const image = await opened(file, wanted);
  const { redo } = equalizePictures(image.pictures, {
    operation: resolveOperation(complete(wanted.operation)),
    statistics: undefined,
  } as never);
  const result = Buffer.concat((await image.encode(redo)).parts);
  image.release();
  return result;
}

function thumbnailIn(exif: Uint8Array): Buffer {
  const { start, bytes } = exifThumbnail(exif)!;
  return Buffer.from(exif.subarray(start, start + bytes));
}

/** The distance of two images, at the size of the second, by sharp alone: the mean difference of their luma. */
async function distance(picture: Buffer, thumbnail: Buffer): Promise<number> {
  const { width: columns, height: rows } = await sharp(thumbnail).metadata();
  const one = await sharp(picture).resize(columns, rows, { fit: 'fill', kernel: 'linear' }).toColourspace('b-w').raw().toBuffer();
  const other = await sharp(thumbnail).toColourspace('b-w').raw().toBuffer();
  return one.reduce((sum, level, at) => sum + Math.abs(level - other[at]!), 0) / one.length;
}

const photo = await jpegOf(scene(), width, height);
const thumbnail = await jpegOf(scene(160, 120), 160, 120);
const greyThumbnail = await jpegOf(scene(160, 120, 3, 0), 160, 120);
const grey = await jpegOf(scene(width, height, 1), width, height, 1);

describe('the thumbnail in EXIF shows the result:', () => {
  const ways: Record<string, [file: Buffer, wanted: Wanted]> = {
    'by the same table': [withExif(photo, block(thumbnail)), {}],
    'big-endian': [withExif(photo, block(thumbnail, { bigEndian: true })), {}],
    'by sharp': [withExif(photo, block(thumbnail)), { output: { codec: 'sharp' } }],
    'by tables for R, G and B': [withExif(photo, block(thumbnail)), { operation: { on: 'rgb' } }],
    'of a grey image': [withExif(grey, block(greyThumbnail)), {}],
    'of a grey image, by a table for each colour': [withExif(grey, block(thumbnail)), { operation: { on: 'rgb' } }],
    'made anew, as the method looks at places': [withExif(photo, block(thumbnail)), { operation: { method: 'clahe' } }],
    'made anew in R, G and B': [withExif(photo, block(thumbnail)), { operation: { method: 'clahe', on: 'rgb' } }],
    'made anew, as only a region changes': [
      withExif(photo, block(thumbnail)),
      { operation: { roi: { x: 0, y: 0, width: 160, height: 240 }, applyInside: true } },
    ],
    'with less strength': [withExif(photo, block(thumbnail)), { operation: { strength: 0.5 } }],
  };
  for (const [name, [file, wanted]] of Object.entries(ways)) {
    test(name, async () => {
      const result = await equalized(file, wanted);
      const shown = thumbnailIn(exifOf(result));
      expect(await sharp(shown).metadata()).toMatchObject({ width: 160, height: 120 });
      expect(await distance(result, shown)).toBeLessThan(4);
      expect(await distance(result, thumbnail)).toBeGreaterThan(12);
    });
  }

  test('in other formats', async () => {
    for (const format of ['png', 'webp', 'avif'] as const) {
      const file = await equalized(withExif(photo, block(thumbnail)), { operation: { strength: 0 }, output: { format } });
      const result = await equalized(file);
      const { exif } = await sharp(result).metadata();
      const shown = thumbnailIn(exif!.subarray(exif!.toString('latin1', 0, 4) === 'Exif' ? 6 : 0));
      expect(await distance(result, shown), format).toBeLessThan(5);
      // As when the format changes.
      const jpeg = await equalized(file, { output: { format: 'jpeg' } });
      expect(await distance(jpeg, thumbnailIn(exifOf(jpeg))), format).toBeLessThan(5);
    }
  });

  test('even if it is uncompressed', async () => {
    const result = await equalized(withExif(photo, block(scene(80, 60), { rgb: [80, 60] })));
    const samples = thumbnailIn(exifOf(result));
    const shown = await sharp(samples, { raw: { width: 80, height: 60, channels: 3 } })
      .png()
      .toBuffer();
    expect(await distance(result, shown)).toBeLessThan(4);
  });

  test('within its black bars, if its proportions differ', async () => {
    const bars = Buffer.concat([Buffer.alloc(160 * 15 * 3), scene(160, 90), Buffer.alloc(160 * 15 * 3)]);
    const wide = await jpegOf(scene(320, 180), 320, 180);
    const result = await equalized(withExif(wide, block(await jpegOf(bars, 160, 120))), { operation: { method: 'clahe' } });
    const shown = thumbnailIn(exifOf(result));
    const inner = await sharp(shown).extract({ left: 0, top: 15, width: 160, height: 90 }).png().toBuffer();
    expect(await distance(result, inner)).toBeLessThan(5);
    const bar = await sharp(shown).extract({ left: 0, top: 0, width: 160, height: 12 }).toColourspace('b-w').raw().toBuffer();
    expect(Math.max(...bar)).toBeLessThan(16);
  });
});

test('nothing else in the block moves, even if the thumbnail grows', async () => {
  const behind = Buffer.from('what a maker note leads to');
  const exif = block(thumbnail, { behind });
  const at = exif.indexOf(behind);
  const changed = exifOf(await equalized(withExif(photo, exif)));
  expect(changed.subarray(at, at + behind.length).equals(behind)).toBe(true);
  expect(changed.subarray(8, 22).equals(exif.subarray(8, 22))).toBe(true);
  for (const length of [10, thumbnail.length, thumbnail.length + 1, 20_000]) {
    for (const original of [exif, block(thumbnail)]) {
      const other = Buffer.alloc(length, 'a thumbnail ');
      const written = withThumbnail(original, exifThumbnail(original)!, other);
      expect(thumbnailIn(written).equals(other)).toBe(true);
      expect(written.length).toBeLessThanOrEqual(original.length + length + 1);
    }
  }
});

test('--thumbnail keep leaves it, drop removes it, and strength 0 changes nothing', async () => {
  const exif = block(thumbnail, { behind: Buffer.from('a maker note') });
  const kept = exifOf(await equalized(withExif(photo, exif), { output: { thumbnail: 'keep' } }));
  expect(kept.equals(exif)).toBe(true);
  const dropped = exifOf(await equalized(withExif(photo, exif), { output: { thumbnail: 'drop' } }));
  expect(exifThumbnail(dropped)).toBeUndefined();
  expect(dropped.indexOf(Buffer.from([0xff, 0xd8]))).toBe(-1);
  expect(dropped.subarray(-12).toString()).toBe('a maker note');
  expect(exifOf(await equalized(withExif(photo, block(thumbnail)), { output: { thumbnail: 'drop' } })).length).toBeLessThan(100);
  const same = thumbnailIn(exifOf(await equalized(withExif(photo, exif), { operation: { strength: 0 } })));
  expect(await distance(thumbnail, same)).toBeLessThan(1);
});

test('a block with a broken or misplaced thumbnail stays unchanged', async () => {
  const broken = [
    block(Buffer.from('no picture at all, and no more than that')),
    block(thumbnail.subarray(0, 100)),
    block(thumbnail).subarray(0, 400),
    block(thumbnail).subarray(0, 30),
    Buffer.from('II*\0\xff\xff\xff\xff\0\0\0\0\0\0', 'latin1'),
    Buffer.from('something else'),
  ];
  for (const exif of broken) expect(exifOf(await equalized(withExif(photo, exif))).equals(exif)).toBe(true);
});
