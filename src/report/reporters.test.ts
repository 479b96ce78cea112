import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import { emptySummary, type RunEvent } from '../events.js';
import { barsReporter, jsonReporter, linesReporter } from './reporters.js';

const told: readonly RunEvent[] = [
  events.started(1, 1),
  events.planned(2, 1),
  events.done(0, 'a.jpg', 2),
  events.failed(0, 'b.jpg', 'cut off', 3),
  { type: 'run-finished', at: 4, summary: emptySummary },
];

test('jsonReporter writes every event in order, however fast they come', async () => {
  const lines: string[] = [];
  const report = jsonReporter({ write: (line) => lines.push(line) });
  // As from a program that waits for none of them.
  await Promise.all(told.map(report));
  expect(lines.map((line) => JSON.parse(line))).toEqual(told.map((event) => ({ v: 1, ...event })));
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
});

test('jsonReporter holds up the run for a promise of the writer, whose error ends it', async () => {
  const steps: string[] = [];
  const write = async () => {
    await turn();
    steps.push('written');
  };
  await jsonReporter({ write })(told[0]!);
  steps.push('reported');
  expect(steps).toEqual(['written', 'reported']);
  const failing = jsonReporter({ write: () => Promise.reject(new Error('disk full')) });
  await expect(failing(told[0]!)).rejects.toThrow('disk full');
});

test('linesReporter writes what the command writes', async () => {
  const lines: string[] = [];
  const report = linesReporter({ write: (line) => lines.push(line) });
  await report(events.lost(['a.jpg']));
  report.close();
  expect(lines).toEqual([expect.stringMatching(/^a worker .+ a\.jpg.*\n$/)]);
});

test('linesReporter writes nothing more once closed, even right after an event', async () => {
  const lines: string[] = [];
  const report = linesReporter({ write: (line) => lines.push(line) });
  const reporting = report(events.lost(['a.jpg']));
  report.close();
  await reporting;
  await report(events.lost(['b.jpg']));
  expect(lines).toEqual([]);
});

test('barsReporter draws on the terminal and removes the bars at the end', async () => {
  const listeners = new Set<unknown>();
  let screen = '';
  const stream = {
    isTTY: true,
    rows: 24,
    columns: 80,
    writableNeedDrain: false,
    write(text: string) {
      screen += text;
      return true;
    },
    on: (event: string, listener: unknown) => event === 'resize' && listeners.add(listener),
    off: (event: string, listener: unknown) => event === 'resize' && listeners.delete(listener),
  };
  const report = barsReporter({ stream, colour: false });
  for (const event of told.slice(0, 3)) await report(event);
  expect(listeners.size).toBe(1);
  await expect.poll(() => screen).toMatch('a.jpg');
  for (const event of told.slice(3)) await report(event);
  expect(listeners.size).toBe(0);
  // The cursor is shown again.
  expect(screen.endsWith('\x1b[?25h')).toBe(true);
});

test.each([
  ['no terminal', () => barsReporter({ stream: { ...process.stderr, isTTY: false } as never })],
  ['no interval', () => linesReporter({ write: () => {}, intervalMs: 0 })],
  ['an interval that timers do not know', () => linesReporter({ write: () => {}, intervalMs: 2 ** 31 })],
])('the reporters refuse %s', (_, make) => expect(make).toThrow(expect.objectContaining({ code: 'usage' })));
