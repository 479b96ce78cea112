import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import type { RunEvent } from '../events.js';
import { checkLimits } from '../options/resolve.js';
import { EventSink } from './event-sink.js';

const limits = checkLimits({ maxFailures: 1 });
const image = (id: number) => events.done(0, String(id));
const idsOf = (told: readonly RunEvent[]) => told.map((event) => ('source' in event ? Number(event.source) : Number.NaN));

/** A reporter that settles an event on demand, and the events it received. */
function slowReporter() {
  const told: RunEvent[] = [];
  const release: Array<() => void> = [];
  const report = (event: RunEvent) => {
    told.push(event);
    return new Promise<void>((resolve) => release.push(resolve));
  };
  return { told, report, release };
}

test('a synchronous reporter has taken an event when tell returns, which costs no promise', () => {
  const told: RunEvent[] = [];
  const sink = new EventSink((event) => void told.push(event), limits);
  expect([1, 2, 3].map((id) => sink.tell(image(id)))).toEqual([undefined, undefined, undefined]);
  expect(idsOf(told)).toEqual([1, 2, 3]);
});

test('events are delivered one at a time, in order, even those that nobody waited for', async () => {
  const { told, report, release } = slowReporter();
  const sink = new EventSink(report, limits);
  for (const id of [1, 2]) void sink.tell(image(id));
  let taken = false;
  const waiting = sink.tell(image(3))?.then(() => (taken = true));
  for (const count of [1, 2, 3]) {
    await nextTurn();
    expect({ told: idsOf(told), taken }).toEqual({ told: [1, 2, 3].slice(0, count), taken: false });
    release[count - 1]?.();
  }
  await waiting;
  expect(taken).toBe(true);
});

test('an event sent by the reporter itself waits for its turn', () => {
  const order: string[] = [];
  const sink: EventSink = new EventSink((event) => {
    const [id] = idsOf([event]);
    order.push(`${id} begins`);
    if (id === 1) void sink.tell(image(2));
    order.push(`${id} ends`);
  }, limits);
  sink.tell(image(1));
  expect(order).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
});

test.each<[string, () => void | Promise<void>, unknown]>([
  [
    'throws',
    () => {
      throw new RangeError('mine');
    },
    new RangeError('mine'),
  ],
  ['rejects', () => Promise.reject(new RangeError('mine')), new RangeError('mine')],
  ['rejects with what is no error', () => Promise.reject('mine'), 'mine'],
  ['rejects with nothing', () => Promise.reject(undefined), undefined],
])('a reporter that %s receives nothing more, and ends the run with its error', async (_, fails, expected) => {
  const told: RunEvent[] = [];
  const report = (event: RunEvent) => {
    told.push(event);
    return told.length === 2 ? fails() : undefined;
  };
  const sink = new EventSink(report, limits);
  for (const id of [1, 2, 3]) await sink.tell(image(id));
  expect(idsOf(told)).toEqual([1, 2]);
  expect({ ended: sink.signal.aborted, done: sink.summary.done }).toEqual({ ended: true, done: 3 });
  let thrown: unknown = 'nothing';
  try {
    sink.throwIfFailed();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toEqual(expected);
});

test.each([
  ['before', true],
  ['while', false],
])('a kill %s the reporter is called ends the wait for one that never settles', async (_, early) => {
  const kill = new AbortController();
  if (early) kill.abort();
  const { told, report } = slowReporter();
  const sink = new EventSink(report, limits, kill.signal);
  const waiting = sink.tell(image(1));
  void sink.tell(image(2));
  kill.abort();
  await waiting;
  expect(sink.tell(image(3))).toBeUndefined();
  expect(idsOf(told)).toEqual([1]);
  sink.throwIfFailed();
  sink.close();
});

test('a killed run delivers its last events to a reporter that is merely slow', async () => {
  const kill = new AbortController();
  const { told, report, release } = slowReporter();
  const sink = new EventSink(report, limits, kill.signal);
  void sink.tell(image(1));
  kill.abort();
  const last = sink.tell(image(2));
  release[0]?.();
  await nextTurn();
  release[1]?.();
  await last;
  expect(idsOf(told)).toEqual([1, 2]);
  sink.close();
});

test('EventSink counts, and reports when more images failed than the run allows', () => {
  const sink = new EventSink(undefined, limits);
  sink.tell(events.failed(0, 'a'));
  expect(sink.whyGiveUp).toBeUndefined();
  sink.tell(events.failed(0, 'b'));
  expect({ why: sink.whyGiveUp, failed: sink.summary.failed }).toEqual({ why: 'too-many-failures', failed: 2 });
});
