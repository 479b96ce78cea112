import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../task.js';
import { outcomesIn, textOf } from './outcome-text.js';

const number = fc.oneof(
  fc.nat(),
  fc.double({ min: 0, max: 2e12, noNaN: true }).map((value) => value + 0),
);
const content = fc.record({ size: fc.nat(), mtimeMs: number, sha256: fc.constantFrom('', 'e3b0c44298fc1c14') });

const done: fc.Arbitrary<Outcome> = fc.record(
  {
    status: fc.constant('done' as const),
    width: fc.nat(),
    height: fc.nat(),
    inputBytes: fc.nat(),
    outputBytes: fc.nat(),
    timings: fc.record({ readMs: number, decodeMs: number, equalizeMs: number, encodeMs: number, writeMs: number }),
    warnings: fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }),
    notDurable: fc.constant(true),
    stamps: fc.record(
      {
        format: fc.constantFrom('jpeg' as const, 'png' as const),
        codec: fc.constantFrom('imgpar' as const, 'sharp' as const),
        input: content,
        output: content,
        damaged: fc.constant(true),
      },
      { requiredKeys: ['format', 'input', 'output'] },
    ),
  },
  { requiredKeys: ['status', 'width', 'height', 'inputBytes', 'outputBytes', 'timings'] },
);

const others: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    status: fc.constant('failed' as const),
    failure: fc.record({ code: fc.constant('corrupt' as const), message: fc.string() }),
  }),
  fc.constant<Outcome>({ status: 'skipped', reason: 'not-an-image', looksLike: 'text\nof two lines' }),
  fc.constant<Outcome>({ status: 'needs-memory', peakBytes: 5 }),
);

test('outcomes come out of their text as they went in, whatever they say', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(done, others)), (outcomes) => {
      expect(outcomesIn(textOf(outcomes))).toEqual(outcomes);
    }),
  );
});

test('an image with nothing special to say takes no JSON', () => {
  const stamp = { size: 1, mtimeMs: 1_700_000_000_000.25, sha256: 'abc' };
  const timings = { readMs: 0, decodeMs: 0.125, equalizeMs: 0, encodeMs: 1, writeMs: 2 };
  const stamps = { format: 'jpeg', codec: 'imgpar', input: stamp, output: stamp } as const;
  const outcome: Outcome = { status: 'done', width: 2, height: 3, inputBytes: 1, outputBytes: 1, timings, stamps };
  expect(textOf([outcome])).toBe('jpeg imgpar 2 3 1 1 0 0.125 0 1 2 1 1700000000000.25 abc 1 1700000000000.25 abc\n');
  expect(outcomesIn(textOf([outcome]))).toEqual([outcome]);
});
