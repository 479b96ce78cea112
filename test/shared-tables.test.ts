import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256OfFile } from '../src/storage/hash.js';
import { imgpar } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const folder = sharedThrowAwayFolder();
const names = Array.from({ length: 24 }, (_, index) => `in/${index % 5}/${index}.png`);

beforeAll(async () => {
  await writeTinyImages(folder, names);
  writeFileSync(join(folder, 'names.txt'), names.map((name) => `${name}\n`).join(''));
});

const run = (...args: string[]) => imgpar(args, { cwd: folder });

function results(out: string): Record<string, string> {
  const found = readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
  return Object.fromEntries(found.sort().map((name) => [name, sha256OfFile(join(folder, out, name))]));
}

function fingerprints(out: string): unknown[] {
  const lines = readFileSync(join(folder, out, '.imgpar.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const records = lines.map((line) => JSON.parse(line)).filter(({ destination }) => destination);
  return records.map(({ destination, fingerprint }) => [destination, fingerprint]).sort();
}

describe.each([
  ['folder', ['in']],
  ['set', ['in']],
  ['folder', ['--list', 'names.txt']],
  ['set', ['--list', 'names.txt']],
])('shards that share a table for each %s, of %j', (scope, sources) => {
  const name = `${scope}-${sources.join('').replaceAll(/\W/g, '')}`;
  const shards = async (...flags: string[]) => {
    const codes = [];
    for (const shard of ['1/3', '2/3', '3/3']) {
      const { code } = await run('equalize', ...sources, '--scope', scope, '--shard', shard, ...flags, name);
      codes.push(code);
    }
    return codes;
  };

  test('give the same bytes as one machine, in two phases', { timeout: 60_000 }, async () => {
    await run('equalize', ...sources, '--scope', scope, `${name}-one`);
    const early = await run('equalize', ...sources, '--scope', scope, '--shard', '1/3', name);
    expect([early.code, early.stderr]).toEqual([2, expect.stringMatching(/--statistics-only, then imgpar merge --statistics/)]);
    expect(await shards('--statistics-only')).toEqual([0, 0, 0]);
    expect(results(name)).toEqual({});
    const added = await run('merge', name, '--statistics');
    expect([added.code, added.stderr]).toEqual([0, expect.stringMatching(/^24 images counted, which share (1 table|5 tables)\n/)]);
    expect(await shards()).toEqual([0, 0, 0]);
    expect((await run('merge', name)).code).toBe(0);
    expect(results(name)).toEqual(results(`${name}-one`));
    expect(fingerprints(name)).toEqual(fingerprints(`${name}-one`));
    const again = await run('equalize', ...sources, '--scope', scope, name);
    expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/24 up to date/)]);
  });
});

test('the sums are refused while a shard has not counted, and name it', async () => {
  for (const shard of ['1/3', '3/3']) await run('equalize', 'in', '--scope', 'set', '--shard', shard, '--statistics-only', 'gap');
  const { code, stdout } = await run('merge', 'gap', '--statistics');
  expect([code, stdout]).toEqual([3, expect.stringMatching(/shard 2 has not been counted/)]);
});

test.each([
  [['equalize', 'in', '--scope', 'set', '--statistics-only', 'out'], /needs shard/],
  [['equalize', 'in', '--shard', '1/2', '--statistics-only', 'out'], /needs the --?scope|needs the scope/],
  [['equalize', 'in', '--scope', 'set', '--save-stats', 's.json', '--shard', '1/2', 'out'], /--save-stats/],
  [['merge', 'empty', '--statistics'], /no statistics to merge/],
  [['merge', 'empty', '--statistics', '--remove-parts'], /at the end/],
])('%j is refused', async (args, message) => {
  mkdirSync(join(folder, 'empty'), { recursive: true });
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
