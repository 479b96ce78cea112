import fc from 'fast-check';
import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import type { RunEvent } from '../events.js';
import { formatFrame } from './frame.js';
import { noProgress, progressAfter } from './progress.js';
import { paint } from './terminal.js';
import { columnsOf } from './text-columns.js';

const bar = (share: number, columns: number) => '#'.repeat(Math.round(share * columns)).padEnd(columns, '.');

function frame(told: readonly RunEvent[], { rows = 24, columns = 80, colour = false, now = 0 } = {}): string[] {
  return formatFrame(told.reduce(progressAfter, noProgress), { rows, columns, paint: paint(colour), bar }, now);
}

/** 8 lanes of 1,000 images. Lane i has done (i + 1) hundred, in as many seconds as all lanes together did images in thousands. */
const eightWorkers = [
  events.started(8),
  events.planned(8000),
  ...Array.from({ length: 8 }, (_, lane) => events.lane(lane, 1000)),
  ...Array.from({ length: 3600 }, (_, i) => i).map((i) => {
    const lane = [1, 3, 6, 10, 15, 21, 28, 36].findIndex((hundreds) => i < hundreds * 100);
    return events.done(lane, `photos/holiday/IMG_${1000 + i}.jpg`, (i + 1) * 10);
  }),
];

test('a wide terminal has wider bars, and the share of each worker', () => {
  const [run, worker] = frame([events.started(1), events.planned(8), events.lane(0, 8), events.done(0, 'a.jpg')], { columns: 140 });
  const bar = `${'#'.repeat(6)}${'.'.repeat(42)}`;
  expect(run).toBe(` 12% ${bar} 1/8`);
  expect(worker).toBe(`  #1 ${bar} 1/8   12%  a.jpg`);
});

test('a frame counts thefts: those that lose images, not those that gain them', () => {
  const assigned = [events.lane(0, 4), events.lane(1, 4)];
  const stolen = [events.lane(0, 2), events.lane(1, 6)];
  const [run] = frame([events.started(2), events.planned(8), ...assigned, ...stolen, events.lane(1, 5), events.lane(0, 3)]);
  expect(run).toBe('  0% ................ 0/8  2 thefts');
});

test('a frame shows the run first, with bar, count, speed and time left, then a line per worker', () => {
  expect(frame(eightWorkers, { now: 36_000 })).toEqual([
    ' 45% #######......... 3,600/8,000  100 images/s  200 MP/s  44 s left',
    '  #1 ##..............   100/1,000  photos/holiday/IMG_1099.jpg',
    '  #2 ###.............   200/1,000  photos/holiday/IMG_1299.jpg',
    '  #3 #####...........   300/1,000  photos/holiday/IMG_1599.jpg',
    '  #4 ######..........   400/1,000  photos/holiday/IMG_1999.jpg',
    '  #5 ########........   500/1,000  photos/holiday/IMG_2499.jpg',
    '  #6 ##########......   600/1,000  photos/holiday/IMG_3099.jpg',
    '  #7 ###########.....   700/1,000  photos/holiday/IMG_3799.jpg',
    '  #8 #############...   800/1,000  photos/holiday/IMG_4599.jpg',
  ]);
});

test('a frame counts the workers without room, and a narrow line keeps what matters most', () => {
  const troubled = [...eightWorkers, events.failed(0, 'a/broken.jpg', '', 36_000), events.skipped(0, 'notes.txt', 'exists', 36_000)];
  expect(frame(troubled, { rows: 6, columns: 50, now: 36_000 })).toEqual([
    ' 45% #####..... 3,602/8,000  1 failed  44 s left',
    '  #1 #.........   102/1,000  notes.txt',
    '  #2 ##........   200/1,000  photos…/IMG_1299.jpg',
    '  #3 ###.......   300/1,000  photos…/IMG_1599.jpg',
    '     +5 more workers',
  ]);
});

test('a frame shows paths as the user wrote them', () => {
  const planned = { ...events.planned(1), given: [{ path: '/home/me/src', given: 'src' }] };
  const told = [events.started(1), planned, events.lane(0, 1), events.done(0, '/home/me/src/a.jpg', 10)];
  expect(frame(told)[1]).toMatch(/ src\/a\.jpg$/);
});

test('a frame fits into twenty columns', () => {
  expect(frame(eightWorkers, { rows: 4, columns: 20, now: 36_000 })).toEqual([' 45% 3,600/8,000', '  #1   100/1,000  …', '     +7 more']);
});

test.each([
  [3, 2, '     8 workers'],
  [2, 1, undefined],
  [1, 1, undefined],
])('a frame on %i rows has %i lines', (rows, count, last) => {
  const lines = frame(eightWorkers, { rows, now: 36_000 });
  expect(lines).toHaveLength(count);
  if (last) expect(lines.at(-1)).toBe(last);
});

test('workers with nothing left to do make room for others', () => {
  const told = [events.planned(4), ...[0, 1, 2, 3].map((lane) => events.lane(lane, 1)), events.done(0, 'a.jpg'), events.done(2, 'c.jpg')];
  expect(frame(told, { rows: 5 }).map((line) => line.trim().split(' ')[0])).toEqual(['50%', '#2', '#4', '+2']);
});

test('a frame shows only the number of images found while listing', () => {
  expect(frame([events.started(2), events.listing(12_345)])).toEqual(['listing… 12,345 found']);
});

test('a frame reports a lost worker', () => {
  expect(frame([...eightWorkers.slice(0, 4), events.lost(['a'])])[0]).toContain('1 worker lost');
});

test('a finished run shows a full bar, and so does one without images', () => {
  expect(frame([events.planned(0)])[0]).toMatch(/^100% #+ 0\/0$/);
  expect(frame([events.planned(1), events.lane(0, 1), events.done(0, 'a')])[0]).toMatch(/^100% #+ 1\/1$/);
});

test('colours take no columns and are always closed', () => {
  const told = [...eightWorkers, events.failed(0, 'a', '', 36_000)];
  const withoutColours = frame(told, { colour: true, now: 36_000 }).map((line) => line.replace(/\x1b\[(?:31|36|2)m(.*?)\x1b\[0m/g, '$1'));
  expect(withoutColours).toEqual(frame(told, { now: 36_000 }));
});

test('a frame never reaches the last column or row, whatever it shows on whatever terminal', () => {
  const anyEvents = fc.array(
    fc.oneof(
      fc.record({ lane: fc.nat(70), total: fc.nat(10_000_000) }).map(({ lane, total }) => events.lane(lane, total)),
      fc
        .record({ lane: fc.nat(70), source: fc.string({ unit: 'binary', maxLength: 300 }) })
        .map(({ lane, source }) => events.done(lane, source)),
      fc.nat(70).map((lane) => events.failed(lane, '写真/👨‍👩‍👧‍👦.jpg')),
      fc.nat(70).map((lane) => events.skipped(lane, '\x1b[2J\n')),
      fc.constant(events.lost(['a'])),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(
      anyEvents,
      fc.nat(99_999_999),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 20, max: 250 }),
      (told, found, rows, columns) => {
        const lines = frame([events.planned(found), ...told], { rows, columns });
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) {
          expect(columnsOf(line)).toBeLessThan(columns);
          expect(line).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
        }
      },
    ),
  );
});
