import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget, type Release } from './budget.js';

/** Lets everything happen that needs no timer. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what fits is granted at once, the rest once enough is released', async () => {
  const budget = new Budget(10);
  const granted: string[] = [];
  const first = await budget.acquire(6);
  const second = await budget.acquire(4);
  void budget.acquire(5).then(() => granted.push('third'));
  second.release();
  await settled();
  expect(granted).toEqual([]);
  first.release();
  await settled();
  expect(granted).toEqual(['third']);
  expect(budget.freeBytes).toBe(5);
});

test('a large request is not overtaken by small ones that would fit', async () => {
  const budget = new Budget(10);
  const granted: string[] = [];
  const first = await budget.acquire(1);
  void budget.acquire(10).then(({ release }) => {
    granted.push('large');
    release();
  });
  void budget.acquire(1).then(() => granted.push('small'));
  await settled();
  expect(granted).toEqual([]);
  first.release();
  await settled();
  expect(granted).toEqual(['large', 'small']);
});

test('a request with a lower minimum takes what is left without waiting for more', async () => {
  const budget = new Budget(10);
  const large = await budget.acquire(7);
  const small = await budget.acquire(5, 2);
  expect(small.grantedBytes).toBe(3);
  large.release();
  small.release();
  expect((await budget.acquire(5, 2)).grantedBytes).toBe(5);
});

test('a request beyond the capacity runs alone', async () => {
  const budget = new Budget(10);
  const alone = await budget.acquire(1_000);
  expect(budget.freeBytes).toBe(0);
  alone.release();
  expect(budget.freeBytes).toBe(10);
});

test('a second release has no effect', async () => {
  const budget = new Budget(10);
  const { release } = await budget.acquire(4);
  release();
  release();
  expect(budget.freeBytes).toBe(10);
});

test('a negative or invalid number of bytes counts as zero', async () => {
  const budget = new Budget(10);
  await budget.acquire(-5);
  await budget.acquire(Number.NaN);
  expect(budget.freeBytes).toBe(10);
});

test('what is held never exceeds the capacity, and requests are served in order', async () => {
  const capacity = fc.integer({ min: 0, max: 50 });
  const requests = fc.array(fc.tuple(fc.nat(70), fc.nat(70)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(capacity, requests, fc.infiniteStream(fc.nat()), async (capacityBytes, sizes, choices) => {
      const budget = new Budget(capacityBytes);
      const served: number[] = [];
      const held: { bytes: number; release: Release }[] = [];
      for (const [index, [size, least]] of sizes.entries()) {
        void budget.acquire(size, least).then(({ grantedBytes, release }) => {
          served.push(index);
          held.push({ bytes: grantedBytes, release });
          expect(grantedBytes).toBeLessThanOrEqual(size);
          expect(grantedBytes).toBeGreaterThanOrEqual(Math.min(least, size, capacityBytes));
        });
      }
      while (served.length < sizes.length || held.length > 0) {
        await settled();
        const heldBytes = held.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(heldBytes).toBeLessThanOrEqual(capacityBytes);
        expect(budget.freeBytes).toBe(capacityBytes - heldBytes);
        // If someone waits while nobody holds anything, they would never be served.
        expect(held.length).toBeGreaterThan(0);
        held.splice(choices.next().value! % held.length, 1)[0]!.release();
      }
      expect(served).toEqual(sizes.map((_, index) => index));
    }),
  );
});
