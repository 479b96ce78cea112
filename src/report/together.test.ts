import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import { together } from './together.js';

const event = events.started(1);

test('each is told when the one before has taken the event, and the last one taken is the end of it', async () => {
  const order: string[] = [];
  const slow = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise(setImmediate);
    order.push(`${name} ends`);
  };
  await together(slow('first'), undefined, slow('second'), () => void order.push('third'))(event);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third']);
});

test('takes no time where none of them does', () => {
  expect(together(() => {}, undefined)(event)).toBeUndefined();
  expect(together()(event)).toBeUndefined();
});

test('fails when any of them does, be it the first', async () => {
  const told: string[] = [];
  await expect(
    together(
      () => Promise.reject(new Error('mine')),
      () => void told.push('second'),
    )(event),
  ).rejects.toThrow('mine');
  expect(told).toEqual([]);
});
