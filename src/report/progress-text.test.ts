import { expect, test } from 'vitest';
import { counted, formatCount } from '../values/wording.js';
import { formatBytes, formatDuration, formatListing, formatProgress, formatRate, formatRemaining } from './progress-text.js';

const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [12_345, '12,345'],
  [1_234_567_890, '1,234,567,890'],
])('the count %i is shown as %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, '0.0 s'],
  [3_400, '3.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [42_000, '42 s'],
  [59_499, '59 s'],
  [59_500, '1 min 00 s'],
  [3 * minutes + 40 * seconds, '3 min 40 s'],
  [59 * minutes + 59.6 * seconds, '1 h 00 min'],
  [hours + 2 * minutes, '1 h 02 min'],
  [23 * hours + 59.6 * minutes, '1 d 00 h'],
  [51 * hours, '2 d 03 h'],
])('%i ms are shown as %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test.each([
  [0, '1 s'],
  [3_200, '4 s'],
  [59_000, '59 s'],
  [59_001, '1 min 00 s'],
  [3 * minutes + 40 * seconds, '3 min 40 s'],
  [12 * minutes + 20 * seconds, '12 min'],
  [59.6 * minutes, '1 h 00 min'],
  [hours + 2 * minutes, '1 h 02 min'],
])('%i ms left are shown as %s', (remainingMs, text) => {
  expect(formatRemaining(remainingMs)).toBe(text);
});

test.each([
  [0, '0.0'],
  [0.0001, 'under 0.001'],
  [0.0421, '0.042'],
  [0.5, '0.5'],
  [0.949, '0.95'],
  [0.95, '0.9'],
  [6.66, '6.7'],
  [99.94, '99.9'],
  [99.95, '100'],
  [1234.4, '1,234'],
])('the rate %d is shown as %s', (perSecond, text) => {
  expect(formatRate(perSecond)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [48_230_000, '48.2 MB'],
  [2.5e12, '2.5 TB'],
  [1.5e15, '1,500 TB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('one thing is singular, any other number plural', () => {
  expect([0, 1, 2, 1000].map((count) => counted(count, 'image'))).toEqual(['0 images', '1 image', '2 images', '1,000 images']);
  expect(counted(2, 'crash', 'crashes')).toBe('2 crashes');
});

test('a progress line shows everything', () => {
  const figures = { finished: 1200, total: 20_000, failed: 2, imagesPerSecond: 85.2, megapixelsPerSecond: 12.3, remainingMs: 220_000 };
  expect(formatProgress(figures)).toBe('1,200/20,000 images, 85.2/s, 12.3 MP/s, 3 min 40 s left, 2 failed');
});

test('a progress line leaves out what is unknown or did not happen', () => {
  expect(formatProgress({ finished: 0, total: 1, failed: 0 })).toBe('0/1 image');
});

test('the listing shows how many images were found so far', () => {
  expect(formatListing(12_345)).toBe('listing… 12,345 found');
});
