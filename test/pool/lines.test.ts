import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inline } from '../../src/pool/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { errorOf, everywhere, listOf, poolOf, work } from './pools.js';

const lines = Array.from({ length: 5000 }, (_, index) => `${'ü'.repeat(index % 9)}${index}`);

function written(content: string | Buffer, name = 'lines.txt'): string {
  const path = join(throwAwayFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe.each(everywhere)('pool of %s: lines of a file', (runtime) => {
  test('mapLines gives a result for each line, in order, wherever the file is split', async () => {
    const path = written(lines.join('\n'));
    for (const chunkBytes of [1000, 4096, 1e6])
      expect(await listOf(poolOf({ runtime }).mapLines(path, work.lengthOf, { chunkBytes }))).toEqual(lines.map(({ length }) => length));
  });

  test('mapLines gives the same results in any order, if asked to', async () => {
    const found = await listOf(
      poolOf({ runtime }).mapLines(written(`${lines.join('\r\n')}\r\n`), work.lengthOf, { ordered: false, chunkBytes: 500 }),
    );
    expect(found.sort((one, other) => one - other)).toEqual(lines.map(({ length }) => length).sort((one, other) => one - other));
  });

  test('mapLines hands fixed arguments, the line and its offset to functions of any kind', async () => {
    const path = written('a\0bc\0');
    const pool = poolOf({ runtime });
    expect(await listOf(pool.mapLines(path, work.placed, { args: ['>'], separator: '\0' }))).toEqual(['>0:a', '>2:bc']);
    expect(await listOf(pool.mapLines(pathToFileURL(path), work.lengthLater, { separator: '\0' }))).toEqual([1, 2]);
    expect(
      await listOf(
        pool.mapLines(
          path,
          inline((line: string) => line.toUpperCase()),
          { separator: '\0' },
        ),
      ),
    ).toEqual(['A', 'BC']);
  });

  test('mapLines names the line and the offset where a function fails', async () => {
    const path = written(`${'good\n'.repeat(300)}bad one\n${'good\n'.repeat(300)}`);
    const results = poolOf({ runtime }).mapLines(path, work.failsAtBad, { chunkBytes: 500 });
    const error = await errorOf(listOf(results));
    expect(error).toMatchObject({ code: 'plugin', message: `${path}: line 301, at byte 1500: not bad one`, cause: { name: 'RangeError' } });
  });

  test('mapLines reads a packed file by one worker', async () => {
    const path = written(gzipSync(lines.join('\n')), 'lines.gz');
    expect(await listOf(poolOf({ runtime }).mapLines(path, work.lengthOf, { chunkBytes: 100 }))).toHaveLength(lines.length);
  });

  test('mapLines of an empty file gives nothing, and of a missing one says so', async () => {
    const pool = poolOf({ runtime });
    expect(await listOf(pool.mapLines(written(''), work.lengthOf))).toEqual([]);
    expect(await errorOf(listOf(pool.mapLines('/nowhere/at all', work.lengthOf)))).toMatchObject({ code: 'unreadable' });
  });
});
