import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Admission } from './admission.js';

test('jobs start in the order they arrive, exactly `size` at a time while enough wait', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.nat(20), fc.infiniteStream(fc.nat()), async (size, count, choices) => {
      const admission = new Admission(size);
      const begun: number[] = [];
      const running: Array<() => void> = [];
      const begin = (job: number) => () => {
        begun.push(job);
        return new Promise<number>((resolve) => running.push(() => resolve(job)));
      };
      const jobs = Array.from({ length: count }, (_, job) => admission.run(begin(job)));
      for (let ended = 0; ended < count; ended++) {
        expect(running).toHaveLength(Math.min(size, count - ended));
        running.splice(choices.next().value! % running.length, 1)[0]!();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const inOrder = Array.from({ length: count }, (_, job) => job);
      expect(begun).toEqual(inOrder);
      expect(await Promise.all(jobs)).toEqual(inOrder);
    }),
  );
});
