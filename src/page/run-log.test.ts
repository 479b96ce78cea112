import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runLog, stripsOf } from './run-log.js';

test('working, waiting and idle add up to the whole run, whatever was told', () => {
  const stints = fc
    .array(fc.record({ at: fc.integer({ min: 900, max: 2100 }), workMs: fc.integer({ min: 0, max: 900 }) }))
    .map((all) => all.toSorted((a, b) => a.at - b.at));
  fc.assert(
    fc.property(fc.array(stints), (lanes) => {
      const strips = stripsOf({ lanes: lanes.map((stints) => ({ stints, thefts: [] })), from: 1000, to: 2000 });
      for (const { shares } of strips) {
        const { working, waiting, idle } = shares;
        expect(Math.min(working, waiting + 1e-9, idle)).toBeGreaterThanOrEqual(0);
        expect(working + waiting + idle).toBeCloseTo(1, 9);
      }
    }),
  );
});

test('a worker that had nothing to do is idle', () => {
  const [strip] = stripsOf({ lanes: [{ stints: [{ at: 1500, workMs: 250 }], thefts: [1250] }], from: 1000, to: 2000 });
  expect(strip).toEqual({ shares: { working: 0.25, waiting: 0.25, idle: 0.5 }, stretches: [[0.25, 0.5]], thefts: [0.25] });
});

test('a theft is what was taken from another worker, not what came back', () => {
  const log = runLog();
  const assigned = (lane: number, total: number, at: number, from?: number) =>
    log.report({ type: 'lane-assigned', lane, total, at, ...(from !== undefined && { from }) });
  assigned(0, 10, 1000);
  assigned(1, 0, 1000);
  // Put back, and taken back.
  assigned(0, 7, 1100);
  assigned(0, 10, 1200);
  assigned(0, 5, 1300);
  assigned(1, 5, 1300, 0);
  expect(log.lanes.map(({ thefts }) => thefts)).toEqual([[], [1300]]);
});

test('a worker is at work while it draws an image for the report', () => {
  const log = runLog();
  log.report({ type: 'lane-assigned', lane: 0, total: 1, at: 1000 });
  const timings = { readMs: 10, decodeMs: 20, equalizeMs: 30, encodeMs: 20, writeMs: 20 };
  const image = { id: 0, source: 'a.png', destination: 'out/a.png', width: 1, height: 1, inputBytes: 1, outputBytes: 1, attempts: 1 };
  log.report({ type: 'image-done', lane: 0, at: 1200, ...image, timings, lookMs: 100 });
  expect(stripsOf({ lanes: log.lanes, from: 1000, to: 1200 })).toMatchObject([{ shares: { working: 1, waiting: 0, idle: 0 } }]);
});
