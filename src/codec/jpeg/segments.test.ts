import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rewritten } from '../../../test/opened.js';
import { failureOf } from '../../errors.js';
import { jpegMetadata, parseJpeg, withJpegMetadata, withJpegSegments } from './segments.js';

const images = fileURLToPath(new URL('../../../test/images/', import.meta.url));
const grey = readFileSync(`${images}grey.jpg`);
const colour = readFileSync(`${images}display-p3.jpg`);

function segment(marker: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255]), payload]);
}

/** The file with more segments after its start, and bytes after its end. */
function extended(file: Buffer, segments: readonly Buffer[], trailer: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2), trailer]);
}

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return failureOf(error).message;
  }
  return 'accepted';
}

test('every segment is kept byte for byte, in order', async () => {
  const segments = [
    segment(0xe5, Buffer.from('a maker of its own')),
    segment(0xfe, Buffer.from('first comment')),
    segment(0xfe, Buffer.from('second comment')),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xmp/extension/\0more')),
  ];
  const encoded = await rewritten(extended(grey, segments));
  const all = Buffer.concat(segments);
  expect(encoded.subarray(2, 2 + all.length).equals(all)).toBe(true);
});

test('bytes after the image stay after it', async () => {
  const trailer = Buffer.from('\0\0MotionPhoto_Data and a video', 'latin1');
  const encoded = await rewritten(extended(grey, [], trailer));
  expect(encoded.subarray(-trailer.length).equals(trailer)).toBe(true);
  expect(parseJpeg(encoded).endOfImage).toBe(encoded.length - trailer.length);
});

/** A multi-picture index: the image itself and one more of that type, `offset` bytes after the start of the index. */
function pictureIndex(type: number, size: number, offset: number): Buffer {
  const index = Buffer.alloc(8 + 2 + 12 + 4 + 32);
  index.write('MM\0*', 0, 'latin1');
  index.writeUInt32BE(8, 4);
  index.writeUInt16BE(1, 8);
  index.writeUInt16BE(0xb002, 10);
  index.writeUInt16BE(7, 12);
  index.writeUInt32BE(32, 14);
  index.writeUInt32BE(26, 18);
  index.writeUInt32BE(0x030000, 26);
  index.writeUInt32BE(type, 42);
  index.writeUInt32BE(size, 46);
  index.writeUInt32BE(offset, 50);
  return segment(0xe2, Buffer.concat([Buffer.from('MPF\0'), index]));
}

test('the index still finds a preview after the image', async () => {
  const preview = grey;
  const indexBytes = pictureIndex(0, 0, 0).length;
  const headStart = 2 + 4 + 4;
  const index = pictureIndex(0x010002, preview.length, colour.length + indexBytes - headStart);
  const encoded = await rewritten(extended(colour, [index], preview), { quality: 40 });
  const entries = encoded.subarray(headStart + 26);
  const position = headStart + entries.readUInt32BE(16 + 8);
  expect(encoded.subarray(position, position + preview.length).equals(preview)).toBe(true);
  expect(entries.readUInt32BE(4)).toBe(position);
});

test('gain maps are detected', () => {
  const xmp = Buffer.from('http://ns.adobe.com/xap/1.0/\0<x hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"/>');
  expect(parseJpeg(extended(grey, [segment(0xe1, xmp)])).gainMap).toBe(true);
  expect(parseJpeg(extended(grey, [segment(0xe2, Buffer.from('urn:iso:std:iso:ts:21496:-1\0more'))])).gainMap).toBe(true);
  expect(parseJpeg(grey).gainMap).toBe(false);
});

test('a file without its end marker is cut off, even if the whole image is there', () => {
  expect(message(() => parseJpeg(grey.subarray(0, -2)))).toMatch(/no end marker/);
  expect(message(() => parseJpeg(grey))).toBe('accepted');
});

test('an end marker within a segment between scans does not end the image', () => {
  const progressive = readFileSync(`${images}progressive.jpg`);
  const secondScan = progressive.indexOf('\xff\xda', progressive.indexOf('\xff\xda', 0, 'latin1') + 2, 'latin1');
  const comment = segment(0xfe, Buffer.from('\xff\xd9 is the end', 'latin1'));
  const file = Buffer.concat([progressive.subarray(0, secondScan), comment, progressive.subarray(secondScan)]);
  expect(parseJpeg(file).trailer).toHaveLength(0);
});

test.each([
  ['12 bits', 4, 12],
  ['0 pixels wide', 8, 0],
  ['components', 9, 2],
])('a frame header that states %s is refused', (why, offset, value) => {
  const frame = grey.indexOf('\xff\xc0', 0, 'latin1');
  const bytes = Buffer.from(grey);
  if (offset === 8) bytes.writeUInt16BE(0, frame + 7);
  else bytes[frame + offset] = value;
  expect(message(() => parseJpeg(bytes))).toContain(why);
});

test('a profile larger than a segment is split and joined again', () => {
  const icc = Buffer.alloc(150_000, 'profile ');
  const parsed = parseJpeg(withJpegMetadata(grey, { icc }));
  expect(parsed.segments.filter(({ marker }) => marker === 0xe2)).toHaveLength(3);
  expect(Buffer.from(jpegMetadata(parsed).icc!).equals(icc)).toBe(true);
});

test('EXIF too large for a segment is refused with both sizes', () => {
  expect(message(() => withJpegMetadata(grey, { exif: Buffer.alloc(70_000) }))).toMatch(/70000 bytes of EXIF.*65527/);
});

test("Adobe's segment is kept only if it states how the new file is coded", () => {
  const adobe = (transform: number) => segment(0xee, Buffer.from(`Adobe\0\x64\0\0\0\0${String.fromCharCode(transform)}`, 'latin1'));
  const kept = (transform: number) =>
    Buffer.concat(withJpegSegments(colour, parseJpeg(extended(colour, [adobe(transform)])))).includes('Adobe\0\x64');
  expect(kept(1)).toBe(true);
  expect(kept(0)).toBe(false);
});
