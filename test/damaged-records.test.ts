import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeStatistics } from '../src/history/statistics-parts.js';
import { verify } from '../src/history/verify.js';
import { lookSpool } from '../src/page/look-spool.js';
import { writeReport } from '../src/page/write-report.js';
import { jobFolder, jobsIn, partsIn } from '../src/parts/part-file.js';
import { startWorkers } from '../src/run/start-workers.js';
import { Statistics } from '../src/worker/statistics.js';
import { imgpar } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// Whatever imgpar reads back may have lost a field, or hold something else in it.

const folder = sharedThrowAwayFolder();
const at = (name: string) => join(folder, name);

type Json = Record<string, unknown>;

/** Every way to every value inside another. */
function* waysIn(value: unknown, way: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...way, key];
    yield* waysIn(inner, [...way, key]);
  }
}

const others = [undefined, null, -1, 1e300, 'x', true, [], {}, [1]];

/** A text of JSON with another value, or none, in one place. */
function* spoiled(json: string): Generator<string> {
  for (const way of waysIn(JSON.parse(json))) {
    for (const other of others) {
      const copy = JSON.parse(json);
      const holder = way.slice(0, -1).reduce<Json>((inner, key) => inner[key] as Json, copy);
      if (other === undefined) delete holder[way.at(-1)!];
      else holder[way.at(-1)!] = other;
      yield JSON.stringify(copy);
    }
  }
}

beforeAll(async () => {
  await writeTinyImages(folder, ['in/a.png', 'in/b.png', 'in/c.png']);
  expect((await imgpar(['equalize', 'in', 'out', '--figures'], { cwd: folder })).code).toBe(0);
});

describe('a manifest', () => {
  const path = () => at('out/.imgpar.jsonl');
  let lines: readonly string[] = [];
  beforeAll(() => {
    lines = readFileSync(path(), 'utf8').trimEnd().split('\n');
  });
  const viewing = { start: startWorkers, spool: lookSpool() };
  afterAll(viewing.spool.close);
  const write = (changed: readonly string[]) => writeFileSync(path(), `${changed.join('\n')}\n`);

  test('of which a field is gone or something else gives a page of what is left, without a word of a program', {
    timeout: 60_000,
  }, async () => {
    for (const which of [1, lines.length - 1]) {
      for (const line of spoiled(lines[which]!)) {
        write(lines.with(which, line));
        await writeReport({ destination: at('out'), output: at('page.html'), samples: 0, ...viewing }).catch((error) =>
          expect([line, error.code]).toEqual([line, 'usage']),
        );
        const page = readFileSync(at('page.html'), 'utf8');
        expect([line, page.slice(page.indexOf('<body'), page.indexOf('<section id="app"'))]).not.toEqual([
          line,
          expect.stringMatching(/NaN|undefined|Infinity|\[object/),
        ]);
      }
    }
  });

  test('with a broken line is told by the page, and by verify', async () => {
    write(lines.with(1, lines[1]!.replace('"entropyBits":', '"entropyBots":')));
    await writeReport({ destination: at('out'), output: at('page.html'), samples: 0, ...viewing });
    const page = readFileSync(at('page.html'), 'utf8');
    expect(page).toContain('<dt>Equalised</dt><dd>2</dd>');
    expect(page).toContain('1 line of the manifest cannot be read; what they tell is not in this page.');
    const states = Array.from(verify(at('out')), ({ state }) => state);
    expect(states).toEqual(['intact', 'intact', 'unreadable']);
    write(lines);
    expect(Array.from(verify(at('out')), ({ state }) => state)).toEqual(['intact', 'intact', 'intact']);
  });
});

test('saved statistics with a wrong field are refused in words of their own', () => {
  const text = JSON.stringify({
    imgpar: '1.0.0',
    statistics: 1,
    images: 2,
    classes: [
      [[256, 0, 5]],
      [
        [256, 1, 7],
        [256, 3, 7],
      ],
    ],
  });
  for (const broken of ['null', '7', '{}', ...spoiled(text), text.replace('[256,3', '[65536,3')]) {
    try {
      Statistics.fromText(broken, 's.json').largestClass();
    } catch (error) {
      expect(error).toMatchObject({ code: 'usage', message: expect.not.stringMatching(/undefined \(|Cannot|iterable|function/) });
    }
  }
  for (const images of [-1, 'x', null, 0.5])
    expect(() => Statistics.fromText(text.replace('"images":2', `"images":${JSON.stringify(images)}`), 's.json')).toThrow(
      /number of images/,
    );
  expect(() => Statistics.fromText(text.replace('[256,3', '[65536,3'), 's.json')).toThrow(/differ in their levels/);
});

test('saved statistics of which any byte has changed are refused, or mean the same', () => {
  const statistics = new Statistics();
  statistics.add([Float64Array.from({ length: 256 }, (_, level) => (level % 9 === 0 ? level : 0))]);
  const whole = Buffer.from(statistics.toText());
  for (let at = 0; at < whole.length; at++) {
    for (const bit of [1, 2, 4, 8]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= bit;
      const read = () => Statistics.fromText(changed.toString(), 's.json');
      try {
        expect([`${changed}`, read().images, read().largestClass()]).toEqual([`${changed}`, 1, statistics.largestClass()]);
      } catch (error) {
        expect([`${changed}`, error]).toMatchObject([`${changed}`, { code: 'usage' }]);
      }
    }
  }
});

test('sums of shards are not complete because a damaged part says that the list is shorter', async () => {
  writeFileSync(at('names.txt'), 'in/a.png\nin/b.png\nin/c.png\n');
  for (const shard of ['1/3', '2/3', '3/3'])
    await imgpar(['equalize', '--list', 'names.txt', '--scope', 'set', '--shard', shard, '--statistics-only', 'sums'], { cwd: folder });
  const [job] = jobsIn(at('sums'));
  const inJob = jobFolder(at('sums'), job!);
  for (const damaged of partsIn(inJob, 'statistics')) {
    for (const shorter of [9, 18]) {
      const copy = at('spoiled');
      rmSync(copy, { recursive: true, force: true });
      cpSync(at('sums'), copy, { recursive: true });
      const path = join(jobFolder(copy, job!), damaged);
      writeFileSync(path, readFileSync(path, 'utf8').replace('"bytes":27', `"bytes":${shorter}`));
      expect([damaged, shorter, mergeStatistics(copy).problems]).toEqual([damaged, shorter, [expect.any(String)]]);
    }
  }
});

test('sums of shards of a folder are not complete because the first line of a part is broken', async () => {
  for (const shard of ['1/2', '2/2'])
    await imgpar(['equalize', 'in', '--scope', 'set', '--shard', shard, '--statistics-only', 'folder-sums'], { cwd: folder });
  expect(mergeStatistics(at('folder-sums'))).toMatchObject({ problems: [], images: 3 });
  const [job] = jobsIn(at('folder-sums'));
  const inJob = jobFolder(at('folder-sums'), job!);
  for (const name of partsIn(inJob, 'statistics')) {
    const whole = readFileSync(join(inJob, name), 'utf8');
    for (const [field, other] of [
      ['"kind":"folder"', '"kind":"golder"'],
      ['"listed":{"count"', '"listed":{"cound"'],
    ] as const) {
      writeFileSync(join(inJob, name), whole.replace(field, other));
      expect(mergeStatistics(at('folder-sums')).problems).toEqual([expect.stringMatching(/shard \d has not been counted/)]);
    }
    writeFileSync(join(inJob, name), whole);
  }
});
