import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { DuplicateTexts, hashOf } from './duplicates.js';

test.each([1, 2, 3, 50, 10_000])(
  'DuplicateTexts finds exactly the texts that occur more than once, sorting %i at a time',
  async (atOnce) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.webPath())), async (texts) => {
        const repeated = texts.filter((text, index) => texts.indexOf(text) !== index);
        expect(await repeatedOf(texts, atOnce)).toEqual(new Set(repeated.map(hashOf)));
      }),
      { numRuns: 50 },
    );
  },
);

test('DuplicateTexts finds all of them when they exceed a block, a bucket or a set', async () => {
  const names = Array.from({ length: 150_000 }, (_, index) => `folder/image-${index}.jpg`);
  const texts = [...names, ...names.filter((_, index) => index % 2 === 0)];
  expect((await repeatedOf(texts, 60_000)).size).toBe(75_000);
});

test('hashOf gives similar names different hashes', () => {
  const hashes = new Set<number>();
  for (let i = 0; i < 200_000; i++) hashes.add(hashOf(`${i % 100}/${i}.jpg`)).add(hashOf(`${i}\u0000`));
  expect(hashes.size).toBe(400_000);
});

test('hashOf gives evenly spread integers', () => {
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; i++) {
    const hash = hashOf(`image-${i}.jpg`);
    expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
    counts[hash % 16]! += 1;
  }
  // A thousand expected in each; 150 is nearly five standard deviations.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

async function repeatedOf(texts: readonly string[], atOnce: number): Promise<Set<number>> {
  const repeated = new DuplicateTexts(texts.length, atOnce);
  onTestFinished(() => repeated.close());
  for (const text of texts) await repeated.add(text);
  const found = new Set<number>();
  for await (const hashes of repeated.repeated()) for (const hash of hashes) found.add(hash);
  return found;
}
