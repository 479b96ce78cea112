import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rewritten } from '../../../test/opened.js';

const photo = readFileSync(fileURLToPath(new URL('../../../test/images/grey.jpg', import.meta.url)));
const preview = readFileSync(fileURLToPath(new URL('../../../test/images/progressive.jpg', import.meta.url)));

/** A photograph with a preview behind it, to which maker notes lead by its place and its length. */
function withPreview({ bigEndian = false, ofBlock = false, withLength = true } = {}): Buffer {
  const block = Buffer.alloc(120, 0x2e);
  block.write(bigEndian ? 'MM\0*' : 'II*\0', 'latin1');
  const head = Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1');
  head.writeUInt16BE(block.length + 8, 2);
  const start = photo.length + head.length + block.length;
  const u32 = (value: number, at: number) => (bigEndian ? block.writeUInt32BE(value, at) : block.writeUInt32LE(value, at));
  u32(60, 4);
  u32(withLength ? preview.length : 7, 20);
  u32(start - (ofBlock ? 2 + head.length : 0), 32);
  // By chance, far from any length.
  u32(start, 100);
  return Buffer.concat([photo.subarray(0, 2), head, block, photo.subarray(2), preview]);
}

test('maker notes lead to a preview behind the image, wherever it is now', async () => {
  for (const bigEndian of [false, true]) {
    for (const ofBlock of [false, true]) {
      for (const quality of [60, 95]) {
        const file = withPreview({ bigEndian, ofBlock });
        const result = await rewritten(file, { quality });
        expect(result.length).not.toBe(file.length);
        const block = result.subarray(12, 132);
        const found = (bigEndian ? block.readUInt32BE(32) : block.readUInt32LE(32)) + (ofBlock ? 12 : 0);
        expect(result.subarray(found).equals(preview)).toBe(true);
        expect(block.subarray(36).equals(file.subarray(48, 132))).toBe(true);
        expect(block.subarray(0, 32).equals(file.subarray(12, 44))).toBe(true);
      }
    }
  }
});

test('a small number that is no position stays as it is', async () => {
  const file = withPreview({ withLength: false });
  const result = await rewritten(file, { quality: 60 });
  expect(result.subarray(12, 132).equals(file.subarray(12, 132))).toBe(true);
});
