import { expect, test } from 'vitest';
import { emptySummary, maxFailuresKept, type RunSummary } from '../events.js';
import { formatSummary, formatTroubles } from './summary.js';

const summaryOf = (figures: Partial<RunSummary>): RunSummary => ({ ...emptySummary, startedAt: 1, ...figures });
const failure = (source: string, message: string) => ({ source, failure: { code: 'corrupt', message } as const });

test('the summary of a successful run has two lines', () => {
  const summary = summaryOf({ found: 14, done: 14, elapsedMs: 2100, pixels: 65_500_000, inputBytes: 48_200_000, outputBytes: 51_000_000 });
  expect(formatSummary(summary)).toBe('14 images equalised in 2.1 s (6.7 images/s, 31.2 MP/s)\n' + '  read 48.2 MB, wrote 51.0 MB\n');
});

test('the summary lists skipped files by reason, and failed ones by name and reason', () => {
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
      '    corrupt  photos/broken.jpg: cut off: 12 of 40 rows',
      '',
    ].join('\n'),
  );
});

test('the summary lists warnings about images; those about the whole run came at its start', () => {
  const about = (index: number) => ({ source: `/home/me/src/${index}.jpg`, message: 'its owner could not be kept' });
  const idle = { code: 'no-match', message: 'exclude is given x, which matches nothing' } as const;
  const given = [{ path: '/home/me/src', given: 'src' }];
  const linesOf = (figures: Partial<RunSummary>) =>
    formatSummary(summaryOf({ given, ...figures }))
      .split('\n')
      .slice(1, -1);
  expect(linesOf({ warned: 1, warnings: [idle] })).toEqual([]);
  expect(linesOf({ warned: 4, warnings: [idle, about(1), about(2)] })).toEqual([
    '  done, with warnings:',
    '    src/1.jpg: its owner could not be kept',
    '    src/2.jpg: its owner could not be kept',
    '    … and 1 more',
  ]);
});

test('the summary counts files with an image name separately and lists some of many with their kind', () => {
  const misnamed = Array.from({ length: 30 }, (_, i) => ({ source: `/home/me/src/${i}\x1b.jpg`, looksLike: 'an empty file' }));
  const given = [{ path: '/home/me/src', given: 'src' }];
  const lines = formatSummary(summaryOf({ found: 1234, skipped: 1234, skippedByReason: { misnamed: 1234 }, misnamed, given })).split('\n');
  expect(lines.slice(1, 4)).toEqual([
    '  skipped: 1,234 named like images but not images',
    '  1,234 files are named like images but are not:',
    '    src/0\\x1b.jpg: an empty file',
  ]);
  expect(lines.slice(-2)).toEqual(['    … and 1,214 more', '']);
});

test('the summary of an interrupted run says what was not started', () => {
  const summary = summaryOf({ found: 20_000, done: 3, failed: 0, interrupted: true, elapsedMs: 500, pixels: 3e6 });
  expect(formatSummary(summary)).toBe(
    ['interrupted: 3 images equalised in 0.5 s (6.0 images/s, 6.0 MP/s)', '  read 0 B, wrote 0 B', '  not started: 19,997 images', ''].join(
      '\n',
    ),
  );
});

test('the summary says what ended lost workers, and has no rates without an image', () => {
  expect(formatSummary(summaryOf({ workersLost: 1, lostByCause: { timeout: 1 }, triedAgain: 1 }))).toBe(
    [
      '0 images equalised in 0.0 s',
      '  1 worker lost and replaced: 1 killed at the time limit',
      '  retried alone: 1 image whose worker was lost',
      '',
    ].join('\n'),
  );
  const lostByCause = { timeout: 2, 'out-of-memory': 1, killed: 1, crash: 1 } as const;
  expect(formatSummary(summaryOf({ workersLost: 5, lostByCause, triedAgain: 4 }))).toBe(
    [
      '0 images equalised in 0.0 s',
      '  5 workers lost and replaced: 2 killed at the time limit, 1 out of memory, 1 killed from outside, 1 crashed',
      '  retried alone: 4 images whose worker was lost',
      '',
    ].join('\n'),
  );
});

test('the summary counts unlisted failures by code and says where to find them', () => {
  const summary = summaryOf({
    failed: maxFailuresKept + 23,
    failures: Array.from({ length: maxFailuresKept }, (_, i) => failure(`${i}.jpg`, 'cut off')),
    failedByCode: { corrupt: maxFailuresKept + 20, timeout: 3 },
    manifest: '/out/.imgpar.jsonl',
  });
  const more = '… and 23 more (20 corrupt, 3 timeout); all are in /out/.imgpar.jsonl';
  const lines = formatSummary(summary).trimEnd().split('\n');
  expect(lines.at(-1)).toBe(`    ${more}`);
  expect(lines.filter((line) => line.endsWith('.jpg: cut off'))).toHaveLength(maxFailuresKept);
  expect(formatTroubles(summary).trimEnd().split('\n').slice(-2)).toEqual(['99.jpg: cut off', more]);
  expect(formatSummary({ ...summary, manifest: undefined })).toMatch(/ 23 more .*; --progress json lists them all\n$/);
});

test('formatTroubles is empty if nothing went wrong', () => {
  expect(formatTroubles(summaryOf({ done: 3 }))).toBe('');
});

test('results that were not removed are reported with what to do', () => {
  const place = '/src/\x1b[2J';
  const withheld = [
    { reason: 'unreadable', results: 1, place, why: 'permission denied' },
    { reason: 'empty', results: 1200, place, why: 'it is empty' },
    { reason: 'too-many', results: 30, recorded: 40 },
  ] as const;
  const summary = summaryOf({ withheld });
  const sentences = [
    'not removed: 1 result whose source cannot be seen, because /src/\\x1b[2J cannot be read: permission denied',
    'not removed: 1,200 results whose source was in /src/\\x1b[2J, which is now empty; mount its disk, or remove the results yourself',
    'not removed: 30 results of 40 whose source is gone, because that is more than half; add --prune-any to remove them',
  ];
  expect(formatSummary(summary).split('\n').slice(1, -1)).toEqual(sentences.map((sentence) => `  ${sentence}`));
  expect(formatTroubles(summary)).toBe(`${sentences.join('\n')}\n`);
});

test('failures are a table of codes and messages', () => {
  const failures = [
    failure('a.jpg', 'cut off'),
    { source: 'b.jpg', failure: { code: 'unreadable', message: 'b.jpg: permission denied' } },
  ] as const;
  expect(formatSummary(summaryOf({ failed: 2, failures }))).toMatch(
    /\n {2}failed:\n {4}corrupt {5}a\.jpg: cut off\n {4}unreadable {2}b\.jpg: permission denied\n$/,
  );
});

test('a message that names the file is not preceded by its name, and stays on one line', () => {
  const summary = summaryOf({ failed: 1, failures: [failure('in/a.jpg', 'cannot read in/a.jpg:\n  permission denied\n')] });
  expect(formatSummary(summary)).toContain('    corrupt  cannot read in/a.jpg: permission denied\n');
});

test('names cannot control the terminal, even with colour', () => {
  const summary = summaryOf({ failed: 1, failures: [failure('a\x1b[2J\n\u202egpj.exe', 'b\x9b31m')] });
  const coloured = formatSummary(summary, { colour: true });
  expect(coloured).toContain('    corrupt  a\\x1b[2J\\n\\u202egpj.exe: b\\x9b31m\n');
  expect(coloured).toContain('\x1b[31m1 failed\x1b[0m');
  expect(formatSummary(summary)).not.toContain('\x1b');
});

test('a message of a million blanks costs no more than any other', () => {
  const blanks = ' '.repeat(1_000_000);
  const summary = summaryOf({ failed: 1, failures: [failure('in/a.jpg', `of a plugin${blanks}:${blanks}\n${blanks}no`)] });
  expect(formatSummary(summary)).toContain(`    corrupt  in/a.jpg: of a plugin${blanks}: no\n`);
});
