import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import { emptySummary, type RunEvent } from '../events.js';
import { linesReporter } from './lines.js';

/** The lines written for these events in turn. The interval is longer than any test, so only `at` decides. */
function linesOf(told: readonly RunEvent[], intervalMs = 600_000): string[] {
  const lines: string[] = [];
  const report = linesReporter({ write: (line) => lines.push(line), intervalMs });
  for (const event of told) report(event);
  report.close();
  return lines;
}

const start = 1_000_000;
const finished: RunEvent = { type: 'run-finished', at: start + 9_000_000, summary: emptySummary };

test('a run that ends within the first interval writes no line', () => {
  expect(linesOf([events.started(1, start), events.planned(1, start), events.done(0, 'a', start + 599_999), finished])).toEqual([]);
});

test('one line per interval says how far the run has come', () => {
  const work = Array.from({ length: 2500 }, (_, i) => events.done(0, 'a', start + (i + 1) * 1000));
  expect(linesOf([events.started(1, start), events.planned(20_000, start), ...work, events.failed(0, 'b', '', start + 2_500_000)])).toEqual(
    [
      '600/20,000 images, 1.0/s, 2.0 MP/s, 5 h 23 min left\n',
      '1,200/20,000 images, 1.0/s, 2.0 MP/s, 5 h 13 min left\n',
      '1,800/20,000 images, 1.0/s, 2.0 MP/s, 5 h 03 min left\n',
      '2,400/20,000 images, 1.0/s, 2.0 MP/s, 4 h 53 min left\n',
    ],
  );
});

test('a long listing is reported', () => {
  expect(linesOf([events.listing(10, start), events.listing(12_345, start + 600_000)])).toEqual(['listing… 12,345 found\n']);
});

test('a lost worker is reported at once, with the images it held, in safe characters', () => {
  const lost = [
    events.lost(['a\x1b.jpg', 'b', 'c']),
    events.lost(['d'], 'timeout', 'killed at the time limit'),
    events.lost(['d'], 'out-of-memory', 'SIGKILL'),
    events.lost([], 'killed', 'SIGKILL'),
  ];
  expect(linesOf(lost)).toEqual([
    'a worker crashed (SIGSEGV) while it worked on a\\x1b.jpg and 2 more images; each is retried alone\n',
    'a worker was killed at the time limit while it worked on d; it is retried alone\n',
    'a worker ran out of memory while it worked on d again\n',
    'a worker was killed from outside (SIGKILL)\n',
  ]);
});

test('nothing is written after the end', () => {
  expect(linesOf([events.started(1, start), finished, events.done(0, 'a', start + 6_000_000), events.lost(['a'])])).toEqual([]);
});

test('a silent run is reported too', async () => {
  let report: ReturnType<typeof linesReporter> | undefined;
  const line = await new Promise((resolve) => {
    report = linesReporter({ write: resolve, intervalMs: 20 });
    report(events.planned(7, Date.now()));
  });
  report?.close();
  expect(line).toBe('0/7 images\n');
});

test('a note gets its own line', () => {
  const lines: string[] = [];
  linesReporter({ write: (line) => lines.push(line) }).note('finishing 2 images');
  expect(lines).toEqual(['finishing 2 images\n']);
});
