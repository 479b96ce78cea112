import { constants, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomNumbers } from '../../../test/pictures.js';
import { runCode, zlibWriter } from './deflate-runs.js';

function deflateRuns(pieces: readonly Uint8Array[]): Uint8Array[] {
  const stream = zlibWriter();
  return [...pieces.flatMap((piece) => stream.addRuns(piece, runCode(piece))), ...stream.end()];
}

const repeated = fc.record({ byte: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 1, max: 700 }) });
const anyPiece = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }),
  fc
    .array(repeated, { minLength: 1, maxLength: 20 })
    .map((parts) => Uint8Array.from(parts.flatMap(({ byte, length }) => Array<number>(length).fill(byte)))),
);

test('zlib inflates what was deflated, whatever the pieces', () => {
  fc.assert(
    fc.property(fc.array(anyPiece, { maxLength: 6 }), (pieces) => {
      expect(inflateSync(Buffer.concat(deflateRuns(pieces))).equals(Buffer.concat(pieces))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('runs of every length are inflated', () => {
  const lengths = Array.from({ length: 300 }, (_, length) => new Uint8Array(length + 1).fill(length));
  const bytes = Buffer.concat(lengths);
  expect(inflateSync(Buffer.concat(deflateRuns([bytes]))).equals(bytes)).toBe(true);
});

test('large pieces with such uneven counts that codes are shortened are inflated', () => {
  const random = randomNumbers(3);
  const bytes = Uint8Array.from({ length: 500_000 }, () => random() ** 12 * 256);
  expect(inflateSync(Buffer.concat(deflateRuns([bytes, bytes.subarray(9)]))).equals(Buffer.concat([bytes, bytes.subarray(9)]))).toBe(true);
});

test('differences like those in a photograph become as small as with zlib', () => {
  const random = randomNumbers(4);
  const bytes = Uint8Array.from({ length: 130_000 }, () => (random() + random() + random() + random() - 2) * 12);
  const packed = Buffer.concat(deflateRuns([bytes]));
  expect(packed.length).toBeLessThan(deflateSync(bytes, { level: 1, strategy: 3 }).length * 1.005);
});

test('incompressible data grows by less than 1 per cent', () => {
  const random = randomNumbers(5);
  const bytes = Uint8Array.from({ length: 131_072 }, () => random() * 256);
  expect(Buffer.concat(deflateRuns([bytes])).length).toBeLessThan(bytes.length * 1.01);
});

test('one byte repeated compresses to almost nothing', () => {
  expect(Buffer.concat(deflateRuns([new Uint8Array(131_072)])).length).toBeLessThan(300);
});

test('pieces compressed by zlib can come between others', () => {
  const flushed = { finishFlush: constants.Z_SYNC_FLUSH };
  fc.assert(
    fc.property(fc.array(fc.tuple(anyPiece, fc.boolean()), { maxLength: 8 }), (pieces) => {
      const stream = zlibWriter();
      const parts = pieces.flatMap(([piece, byZlib]) =>
        byZlib ? stream.addDeflated(piece, deflateRawSync(piece, flushed)) : stream.addRuns(piece, runCode(piece)),
      );
      expect(inflateSync(Buffer.concat([...parts, ...stream.end()])).equals(Buffer.concat(pieces.map(([piece]) => piece)))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the bits of a piece are predicted, so that the shorter of two is found without writing them', () => {
  const runs = Array.from({ length: 2000 }, (_, i) => new Uint8Array(9 + ((i * 37) % 250)).fill(i % 5));
  const bytes = Buffer.concat(runs);
  const { bits, lengths } = runCode(bytes);
  // The rest is the header of the block, of at most 4 bits per symbol, and the start and end of the stream.
  const beside = Buffer.concat(deflateRuns([bytes])).length * 8 - bits;
  expect(beside).toBeGreaterThan(74 + 58);
  expect(beside).toBeLessThan(74 + 58 + 8 + 4 * lengths.length);
});
