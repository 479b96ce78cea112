import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import { formatJsonEvent, jsonReporter } from './json.js';

test('every event becomes one JSON line that starts with the version and its type', async () => {
  const stream = new PassThrough();
  const report = jsonReporter(stream);
  for (const event of [events.started(2, 5), events.planned(1, 6), events.done(0, 'a\n.jpg', 7)]) await report(event);
  stream.end();
  const lines = (await text(stream)).split('\n');
  expect(lines.slice(0, 2)).toEqual([
    '{"v":1,"type":"run-started","at":5,"runId":"r","fingerprint":"f","workers":2}',
    '{"v":1,"type":"planned","at":6,"found":1,"complete":true}',
  ]);
  expect(JSON.parse(lines[2] ?? '')).toEqual({ v: 1, ...events.done(0, 'a\n.jpg', 7) });
  expect(lines.slice(3)).toEqual(['']);
});

test('a JSON line is safe on a terminal, and parsing restores the name exactly', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\x1b[2J', '\x9b', '\x7f', '\u2028', '\u202e', '\u2066'),
      (name, control) => {
        const event = events.skipped(0, name + control);
        const line = formatJsonEvent(event);
        expect(line).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(JSON.parse(line)).toEqual({ v: 1, ...event });
      },
    ),
  );
});

test('a full stream holds up the run until it has room, and nothing is lost', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const report = jsonReporter(stream);
  let released = false;
  const waits = [events.started(1), events.planned(1)].map((event) => report(event));
  expect(waits.every((wait) => wait instanceof Promise)).toBe(true);
  const all = Promise.all(waits).then(() => {
    released = true;
  });
  await new Promise(setImmediate);
  expect(released).toBe(false);
  stream.setEncoding('utf8').on('data', () => {});
  await all;
  expect(stream.listenerCount('error')).toBe(0);
});

test('many events on a full stream leave one listener', () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const report = jsonReporter(stream);
  for (let i = 0; i < 50; i++) report(events.done(0, 'a'));
  expect(stream.listenerCount('drain')).toBe(1);
});

test('a broken stream holds nothing up', async () => {
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(new Error('closed pipe')) });
  const broken = once(stream, 'error').catch((error: unknown) => [error]);
  const report = jsonReporter(stream);
  await report(events.started(1));
  await broken;
  await report(events.planned(1));
  expect(stream.destroyed).toBe(true);
});
