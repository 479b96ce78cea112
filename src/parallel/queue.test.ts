import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Queue } from './queue.js';

test('a queue behaves like an array, in any mix of push and shift', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer())), (steps) => {
      const queue = new Queue<number>();
      const array: number[] = [];
      for (const step of steps) {
        if (step === null) expect(queue.shift()).toBe(array.shift());
        else {
          queue.push(step);
          array.push(step);
        }
        expect(queue.peek()).toBe(array[0]);
        expect(queue.length).toBe(array.length);
      }
    }),
  );
});
