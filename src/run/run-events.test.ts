import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { writeTinyImages } from '../../test/tiny-images.js';
import type { RunEvent } from '../events.js';
import { runEvents } from './run-events.js';

async function images(count: number) {
  const folder = throwAwayFolder();
  await writeTinyImages(
    join(folder, 'in'),
    Array.from({ length: count }, (_, index) => `${index}.png`),
  );
  return { sources: join(folder, 'in'), destination: join(folder, 'out'), workers: 1 };
}

test('runEvents gives the events that a reporter gets, in the same order', async () => {
  const reported: RunEvent[] = [];
  const read: RunEvent[] = [];
  for await (const event of runEvents(await images(3), { report: (told) => void reported.push(told) })) read.push(event);
  expect(read).toEqual(reported);
  expect(read.map(({ type }) => type).filter((type) => type === 'image-done')).toHaveLength(3);
  expect([read.at(0)?.type, read.at(-1)?.type]).toEqual(['run-started', 'run-finished']);
});

test('runEvents starts when the first event is requested, and is never more than one ahead of its reader', async () => {
  const reported: string[] = [];
  const options = await images(2);
  const events = runEvents(options, { report: ({ type }) => void reported.push(type) });
  for (let i = 0; i < 100; i++) await turn();
  expect(reported).toEqual([]);
  expect((await events.next()).value).toMatchObject({ type: 'run-started' });
  for (let i = 0; i < 100; i++) await turn();
  expect(reported).toEqual(['run-started']);
  expect(existsSync(options.destination)).toBe(false);
  await events.return();
});

test('leaving the loop ends the run gently', async () => {
  const options = await images(200);
  let finished: RunEvent | undefined;
  const report = (event: RunEvent) => {
    if (event.type === 'run-finished') finished = event;
  };
  for await (const event of runEvents(options, { report })) if (event.type === 'image-done') break;
  // It has ended by now, and what it had begun is complete.
  expect(finished).toMatchObject({ summary: { interrupted: true, failed: 0 } });
  expect(finished?.type === 'run-finished' && finished.summary.done).toBeLessThan(200);
});

test('a signal ends it gently as well', async () => {
  const controller = new AbortController();
  const types: string[] = [];
  for await (const event of runEvents(await images(200), { signal: controller.signal })) {
    types.push(event.type);
    if (event.type === 'image-done') controller.abort();
    if (event.type === 'run-finished') expect(event.summary.interrupted).toBe(true);
  }
  expect(types.at(-1)).toBe('run-finished');
});

test('an error of the run is thrown after its events', async () => {
  const folder = throwAwayFolder('in/no-image.txt');
  const types: string[] = [];
  const reading = async () => {
    for await (const { type } of runEvents({ sources: join(folder, 'in'), destination: join(folder, 'out') })) types.push(type);
  };
  await expect(reading()).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching('no image found') });
  expect(types.at(-1)).toBe('run-finished');
});

test('an error that nobody has read yet does not end the program', async () => {
  const events = runEvents({ sources: join(throwAwayFolder(), 'nowhere'), destination: 'out' });
  expect((await events.next()).value).toMatchObject({ type: 'run-started' });
  expect((await events.next()).value).toMatchObject({ type: 'run-finished' });
  // Vitest reports unhandled rejections.
  for (let i = 0; i < 100; i++) await turn();
  await expect(events.next()).rejects.toMatchObject({ code: 'usage' });
});
