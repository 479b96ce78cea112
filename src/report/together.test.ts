import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import { together } from './together.js';

const event = events.started(1);

test('each reporter gets the event once the one before has taken it, and the last one completes it', async () => {
  const order: string[] = [];
  const slow = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise(setImmediate);
    order.push(`${name} ends`);
  };
  await together(slow('first'), undefined, slow('second'), () => void order.push('third'))(event);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third']);
});

test('together is synchronous if its reporters are', () => {
  expect(together(() => {}, undefined)(event)).toBeUndefined();
  expect(together()(event)).toBeUndefined();
});

test('together fails if any reporter fails, even the first', async () => {
  const told: string[] = [];
  await expect(
    together(
      () => Promise.reject(new Error('mine')),
      () => void told.push('second'),
    )(event),
  ).rejects.toThrow('mine');
  expect(told).toEqual([]);
});
