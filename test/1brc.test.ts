import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stationsIn } from '../samples/1brc.js';
import { splitFile } from '../src/lines/index.js';
import { randomNumbers } from './pictures.js';
import { throwAwayFolder } from './throw-away.js';

test('the sample of a billion rows finds the lowest, the sum and the highest of each station, wherever the file is split', async () => {
  const random = randomNumbers(7);
  const rows = Array.from(
    { length: 3000 },
    () => [`Stadt ${'ü'.repeat(Math.floor(random() * 40))}`, Math.floor(random() * 1999) - 999] as const,
  );
  const path = join(throwAwayFolder(), 'rows.txt');
  writeFileSync(path, rows.map(([name, tenths]) => `${name};${(tenths / 10).toFixed(1)}\n`).join(''));
  const found = new Map<string, number[]>();
  for (const range of await splitFile(path, { parts: 7 })) {
    for (const { name, min, max, sum, count } of await stationsIn(path, range)) {
      const text = Buffer.from(name).toString();
      const [least, most, total, number] = found.get(text) ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
      found.set(text, [Math.min(least!, min), Math.max(most!, max), total! + sum, number! + count]);
    }
  }
  const expected = new Map<string, number[]>();
  for (const name of new Set(rows.map(([each]) => each))) {
    const all = rows.filter(([each]) => each === name).map(([, tenths]) => tenths);
    expected.set(name, [Math.min(...all), Math.max(...all), all.reduce((sum, each) => sum + each, 0), all.length]);
  }
  expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()));
});
