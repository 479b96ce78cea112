import { expect, test } from 'vitest';
import { KeptScans } from './kept-scans.js';

const data = (bytes: number, from: number) => Uint8Array.from({ length: bytes }, (_, i) => from + i);

test('gives back what was kept of each scan, in order', () => {
  const kept = new KeptScans<string>(4 << 16);
  kept.begin('a');
  kept.begin('b');
  for (const from of [0, 5, 9]) {
    kept.add('a', data(40_000, from));
    kept.add('b', data(100, from));
  }
  expect(Buffer.concat([...kept.take('a')]).equals(Buffer.concat([data(40_000, 0), data(40_000, 5), data(40_000, 9)]))).toBe(true);
  expect(Buffer.concat([...kept.take('b')]).equals(Buffer.concat([data(100, 0), data(100, 5), data(100, 9)]))).toBe(true);
  expect(kept.has('a')).toBe(false);
});

test('has room for so many bytes, and again once a scan is forgotten', () => {
  const kept = new KeptScans<string>(2 << 16);
  kept.begin('a');
  kept.begin('b');
  kept.add('a', data(2 << 16, 0));
  expect(kept.hasRoom('b', 1)).toBe(false);
  kept.forget('a');
  expect(kept.hasRoom('b', 2 << 16)).toBe(true);
  expect(kept.hasRoom('b', (2 << 16) + 1)).toBe(false);
});
