import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { sharedThrowAwayFolder } from '../../test/throw-away.js';
import { ByteList } from './byte-list.js';
import { Counter, type Tally } from './tally.js';

// bench/long-list.mjs does the same with 10^8 lines, and measures it.

const path = join(sharedThrowAwayFolder(), 'names.txt');
let expected: Tally;

beforeAll(() => {
  const lines = new Counter();
  const descriptor = openSync(path, 'w');
  let offset = 0;
  for (let start = 0; start < 1_000_000; start += 10_000) {
    let text = '';
    for (let line = start; line < start + 10_000; line++) {
      if (line % 1000 === 3) text += '\n';
      lines.add(offset + text.length);
      text += line % 100_000 === 77 ? 'x'.repeat(100_000) : `set-${line % 97}/photograph-${line}.jpg`;
      text += line === 999_999 ? '' : line % 3 === 0 ? '\r\n' : '\n';
    }
    offset += writeSync(descriptor, text);
  }
  closeSync(descriptor);
  expected = lines.tally;
}, 60_000);

test('a million lines, cut anyhow, are found once each', { timeout: 300_000 }, async () => {
  const list = await ByteList.open(path);
  onTestFinished(() => list.close());
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), async (count) => {
      const found = new Counter();
      for (let index = 1; index <= count; index++)
        for await (const lines of list.linesIn(list.share(index, count))) for (const { offset } of lines) found.add(offset);
      expect(found.tally).toEqual(expected);
    }),
    { examples: [[1], [1000]], numRuns: 5 },
  );
});
