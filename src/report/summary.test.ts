import { expect, test } from 'vitest';
import { emptySummary, maxFailuresKept, type RunSummary } from '../events.js';
import { formatSummary } from './summary.js';

const summaryOf = (figures: Partial<RunSummary>): RunSummary => ({ ...emptySummary, startedAt: 1, ...figures });
const failure = (source: string, message: string) => ({ source, failure: { code: 'corrupt', message } as const });

test('a run that went well is two lines', () => {
  const summary = summaryOf({ found: 14, done: 14, elapsedMs: 2100, pixels: 65_500_000, inputBytes: 48_200_000, outputBytes: 51_000_000 });
  expect(formatSummary(summary)).toBe('14 images equalised in 2.1 s (6.7 images/s, 31.2 MP/s)\n' + '  read 48.2 MB, wrote 51.0 MB\n');
});

test('skipped files are told by reason, failed ones by name and reason', () => {
  const summary = summaryOf({
    found: 7,
    done: 1,
    skipped: 5,
    failed: 1,
    elapsedMs: 1000,
    pixels: 2e6,
    inputBytes: 1000,
    outputBytes: 2000,
    skippedByReason: { 'not-an-image': 2, exists: 1, 'symbolic-link': 1, 'special-file': 1 },
    failedByCode: { corrupt: 1 },
    failures: [failure('photos/broken.jpg', 'cut off: 12 of 40 rows')],
  });
  expect(formatSummary(summary)).toBe(
    [
      '1 image equalised in 1.0 s (1.0 images/s, 2.0 MP/s), 5 skipped, 1 failed',
      '  read 1.0 kB, wrote 2.0 kB',
      '  skipped: 2 not images, 1 already there, 1 symbolic link, 1 device, pipe or socket',
      '  failed:',
      '    photos/broken.jpg: cut off: 12 of 40 rows',
      '',
    ].join('\n'),
  );
});

test('files named like images are counted apart and named with what they are, some of many', () => {
  const misnamed = Array.from({ length: 30 }, (_, i) => ({ source: `/home/me/src/${i}\x1b.jpg`, looksLike: 'an empty file' }));
  const given = [{ path: '/home/me/src', given: 'src' }];
  const lines = formatSummary(summaryOf({ found: 1234, skipped: 1234, skippedByReason: { misnamed: 1234 }, misnamed, given })).split('\n');
  expect(lines.slice(1, 4)).toEqual([
    '  skipped: 1,234 named like images only',
    '  1,234 files named like images are none by content:',
    '    src/0\\x1b.jpg: an empty file',
  ]);
  expect(lines.slice(-2)).toEqual(['    … and 1,214 more', '']);
});

test('an interrupted run says what it did not come to', () => {
  const summary = summaryOf({ found: 20_000, done: 3, failed: 0, interrupted: true, elapsedMs: 500, pixels: 3e6, workersLost: 1 });
  expect(formatSummary(summary)).toBe(
    [
      'interrupted: 3 images equalised in 0.5 s (6.0 images/s, 6.0 MP/s)',
      '  read 0 B, wrote 0 B',
      '  not started: 19,997 images',
      '  1 worker crashed and was replaced',
      '',
    ].join('\n'),
  );
});

test('several lost workers are told in the plural, and a run without an image has no rates', () => {
  expect(formatSummary(summaryOf({ workersLost: 2 }))).toBe('0 images equalised in 0.0 s\n  2 workers crashed and were replaced\n');
});

test('failures that were counted but not kept are told by kind', () => {
  const summary = summaryOf({
    failed: maxFailuresKept + 23,
    failures: Array.from({ length: maxFailuresKept }, (_, i) => failure(`${i}.jpg`, 'cut off')),
    failedByCode: { corrupt: maxFailuresKept + 20, timeout: 3 },
  });
  const lines = formatSummary(summary).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('    … and 23 more (20 corrupt, 3 timeout)');
  expect(lines.filter((line) => line.endsWith('.jpg: cut off'))).toHaveLength(maxFailuresKept);
});

test('a message that names the file is not preceded by the name once more, and stays on one line', () => {
  const summary = summaryOf({ failed: 1, failures: [failure('in/a.jpg', 'cannot read in/a.jpg:\n  permission denied\n')] });
  expect(formatSummary(summary)).toContain('    cannot read in/a.jpg: permission denied\n');
});

test('names cannot drive the terminal, in colour neither', () => {
  const summary = summaryOf({ failed: 1, failures: [failure('a\x1b[2J\n\u202egpj.exe', 'b\x9b31m')] });
  const coloured = formatSummary(summary, { colour: true });
  expect(coloured).toContain('    a\\x1b[2J\\n\\u202egpj.exe: b\\x9b31m\n');
  expect(coloured).toContain('\x1b[31m1 failed\x1b[0m');
  expect(formatSummary(summary)).not.toContain('\x1b');
});
