import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LineBuffer } from './line-buffer.js';
import { plainLineBuffer } from './line-buffer-reference.js';
import { wasmLineBuffer } from './line-buffer-wasm.js';

/** Beginnings, ends and middles of characters, whole ones of each length, and stray bytes. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', '\n', 'é', 'ÿ', '√', '😀', 'plain text of some length').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.concat(parts));

function holding(lines: LineBuffer, bytes: Buffer, at: number): LineBuffer {
  lines.reserve(at + bytes.length);
  lines.bytes.set(bytes, at);
  return lines;
}

test('the fast line buffer finds the same separators as the plain one', () => {
  fc.assert(
    fc.property(anyBytes, fc.nat(200), fc.constantFrom(10, 0, 0xc3, 0xff), (bytes, at, separator) => {
      const [fast, plain] = [wasmLineBuffer(), plainLineBuffer()].map((lines) => {
        const found = holding(lines, bytes, at).find(at, at + bytes.length, separator);
        return { ends: Array.from(lines.ends.subarray(0, found)), isAscii: lines.isAscii };
      });
      expect(fast).toEqual(plain);
      expect(plain!.isAscii).toBe(bytes.every((byte) => byte < 128));
    }),
  );
});

test('the fast line buffer reads UTF-8 like the plain one and the Encoding Standard, broken or not', () => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  fc.assert(
    fc.property(anyBytes, fc.nat(20), (bytes, at) => {
      const [fast, plain] = [wasmLineBuffer(), plainLineBuffer()].map((lines) => {
        const text = holding(lines, bytes, at).utf8(at, at + bytes.length, 10);
        const count = text.whole().split('\n').length - 1;
        const middle = text.length >> 1;
        return {
          text: text.whole(),
          parts: [text.part(0, middle), text.part(middle, text.length)],
          ends: [...lines.ends.subarray(0, count)],
        };
      });
      expect(fast).toEqual(plain);
      expect(fast!.text).toBe(decoder.decode(bytes));
      expect(fast!.parts.join('')).toBe(fast!.text);
    }),
    { numRuns: 500 },
  );
});

test('every pair and triple of bytes that can begin a character is read as in the Encoding Standard', () => {
  const lines = wasmLineBuffer();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const edges = [0x00, 0x0a, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
  const all = edges.flatMap((a) => edges.flatMap((b) => edges.flatMap((c) => edges.map((d) => [a, b, c, d, 0x41]))));
  const differ = all.filter((bytes) => {
    const text = holding(lines, Buffer.from(bytes), 0).utf8(0, bytes.length, 10).whole();
    return text !== decoder.decode(Buffer.from(bytes));
  });
  expect(differ).toEqual([]);
});
