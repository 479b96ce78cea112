import { expect, test } from 'vitest';
import { tooManyFailures } from '../run/event-sink.js';
import { imageMemoryBytes, intolerableMemoryBytes, workersWithin } from './memory-shares.js';
import { checkLimits } from './resolve.js';

const gibibyte = 2 ** 30;

test('the default limits leave memory for images and allow any number of failures', () => {
  const limits = checkLimits();
  expect(imageMemoryBytes(limits, 1)).toBeGreaterThan(0);
  expect(tooManyFailures(limits, 1e6, 1e6)).toBe(false);
});

test.each([
  ['maxMemoryBytes', { maxMemoryBytes: 1e6 }],
  ['maxMemoryBytes', { maxMemoryBytes: Number.NaN }],
  ['maxPixels', { maxPixels: 0 }],
  ['retries', { retries: 1.5 }],
  ['maxFailures', { maxFailures: -1 }],
  ['maxFailures', { maxFailures: '101%' as const }],
])('an impossible %s is refused by name', (name, limits) => {
  expect(() => checkLimits(limits)).toThrow(new RegExp(`^${name} is `));
});

test('the run has failed too often at one failure more than allowed, as a number or as a share of all images', () => {
  expect(tooManyFailures(checkLimits({ maxFailures: 3 }), 3, 10)).toBe(false);
  expect(tooManyFailures(checkLimits({ maxFailures: 3 }), 4, 10)).toBe(true);
  expect(tooManyFailures(checkLimits({ maxFailures: '5%' }), 5, 119)).toBe(false);
  expect(tooManyFailures(checkLimits({ maxFailures: '5%' }), 6, 119)).toBe(true);
  expect(tooManyFailures(checkLimits({ maxFailures: 0 }), 1, 10)).toBe(true);
});

test('as many workers run as fit in memory, and the rest is for images', () => {
  const limits = checkLimits({ maxMemoryBytes: gibibyte });
  expect(workersWithin(limits.maxMemoryBytes, 2)).toBe(2);
  const many = workersWithin(limits.maxMemoryBytes, 1000);
  expect(many).toBeGreaterThan(4);
  expect(imageMemoryBytes(limits, many)).toBeGreaterThan(0);
  expect(imageMemoryBytes(limits, many + 1) / (many + 1)).toBeLessThan(32 * 2 ** 20);
});

test('workers are ended at one and a half times the memory limit, but before the machine runs out of memory', () => {
  const limits = (maxMemoryBytes: number) => ({ maxMemoryBytes, maxPixels: 1, retries: 0 });
  expect(intolerableMemoryBytes(limits(1000), 100_000)).toBe(1500);
  expect(intolerableMemoryBytes(limits(700), 1000)).toBe(850);
  expect(intolerableMemoryBytes(limits(2000), 1000)).toBe(2000);
});
