import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, startSite, stopSite, titlesOf } from '../samples/from-python/site.js';
import { imgpar, samplesFolder } from './program.js';
import { fromPython, type Program, programs, writePrograms } from './samples.js';
import { hasTerminals, terminal } from './terminal.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';

let folder: string;
beforeAll(() => {
  folder = sharedThrowAwayFolder('node_modules/');
  writePrograms(folder);
});

/** What a program prints; rejects with its errors unless it ends with 0. */
async function printed(args: readonly string[], cwd = folder): Promise<string[]> {
  const env = { ...process.env, CI: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env });
  return stdout.trim().split('\n');
}

/** What each program prints, by which its page says what it does. */
const expected: Readonly<Partial<Record<Program, readonly (string | RegExp)[]>>> = {
  pool: ['[ 0, 1, 4, 9, 16 ]', '[ 5, 7, 9 ]', '[ 11, 21, 31 ]', '[ 1, 8, 27 ]'],
  process: [
    'process 0, process 1, process 2, process 3',
    '[ 0, 0, 0, 0 ]',
    'exit code 3',
    'alive after 0.2 s: true',
    process.platform === 'win32' ? /killed: -?\d+/ : 'killed: -9',
  ],
  'pool-methods': [
    '7',
    '[ 5, 4, 3, 2 ]',
    'in time',
    '[ 4 ] RangeError: no result for 3',
    '[ true, false ]',
    '[',
    '   1,  4,  9, 16,',
    '  25, 36, 49',
    ']',
    'not ready',
    '[ 1, 4, 9 ]',
    '[ [ 1, 2, 3 ], [ 4, 5 ], [ 6, 7 ] ]',
    'RangeError: -1 has no root [ 1, 2, undefined, 4 ]',
    '1024',
  ],
  executor: [
    '325 true',
    'RangeError: no result for 7',
    '[ 11, 22, 33 ]',
    '[ 10, 2000 ]',
    'WorkerCrashedError',
    '81',
    /shut down|not running|shutdown/i,
  ],
  lines: [
    '300000 words',
    '100000 lines',
    '"line 0 größer\u2028weiter"',
    '"line 70000 größer\u2028weiter"',
    '"line 99999 größer\u2028weiter"',
    '100000 lines in 7 ranges',
    'the longest has 24 characters',
    '3 chunks, 300000 words',
  ],
  bars: [
    'abcd 4950',
    '0 a',
    '1 b',
    '1 one',
    '2 two',
    '[ 1, 4, 9 ]',
    '0a 0b 1a 1b',
    '[ 1, 2, 3 ]',
    '100',
    '100000',
    ' 23%|██▎       | 231/1000 [06:32<21:44,  1.70s/it]',
    'Error: the source broke',
    'again: 100%|',
  ],
};

describe('the programs from Python print what their originals should have:', () => {
  test.each(programs.filter((name) => expected[name]))('%s', async (name) => {
    const lines = await printed([`${name}.mjs`]);
    expect(lines).toEqual(expected[name]?.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))));
  });

  // Node has it from 22.18 on.
  test.skipIf(!(process.features as { typescript?: unknown }).typescript)('as TypeScript, as they are', async () => {
    expect(await printed(['pool.ts'], fromPython)).toContain('[ 11, 21, 31 ]');
  });
});

describe('the images', () => {
  const destination = () => join(folder, 'equalized');

  test('are those of `imgpar equalize --dialect notebook`, byte by byte', async () => {
    const ours = throwAwayFolder();
    expect((await imgpar(['equalize', samplesFolder, ours, '--dialect', 'notebook'])).code).toBe(0);
    expect(await printed(['images.mjs', samplesFolder, destination()])).toEqual(['14 images', '0 failed']);
    const names = readdirSync(destination());
    expect(names).toHaveLength(14);
    for (const name of names) expect(readFileSync(join(destination(), name)).equals(readFileSync(join(ours, name))), name).toBe(true);
  });

  test.skipIf(!hasTerminals)('show a bar for all and one for each worker on a terminal', async () => {
    const screen = await terminal({
      command: process.execPath,
      args: ['images.mjs', samplesFolder, join(folder, 'on-terminal')],
      cwd: folder,
      columns: 100,
    });
    const bar = (name: string) => new RegExp(`^${name}: +\\d+%\\|.*/14 `, 'gm');
    await screen.until((text) => bar('total').test(text) && (text.match(bar('worker \\d'))?.length ?? 0) > 1);
    expect(await screen.exitCode).toBe(0);
    const rows = screen
      .text()
      .split('\n')
      .map((row) => row.replace(/\|.*\| /, ' ').replace(/ \[.*/, ''));
    expect(rows.slice(0, 2)).toEqual(['14 images', 'total: 100% 14/14']);
    expect(rows.at(-1)).toBe('0 failed');
    // Each has done all that was left to it; one that starts late may find nothing.
    const done = rows.slice(2, -1).map((row) => /^worker (\d): 100% (\d+)\/\2$/.exec(row));
    expect(done.reduce((sum, found) => sum + Number(found?.[2]), 0)).toBe(14);
    expect(new Set(done.map((found) => found?.[1])).size).toBe(done.length);
    expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
  });
});

describe('the crawler', () => {
  afterAll(() => stopSite());

  /** What it prints, and how many tries pages took that needed more than one: slow machines may need more. */
  async function crawled(place: string, args: readonly string[] = []): Promise<{ lines: string[]; tries: ReadonlyMap<string, number> }> {
    mkdirSync(join(folder, place));
    const all = await printed([join(folder, 'crawler.mjs'), ...args], join(folder, place));
    const more = all.find((line) => line.startsWith('more than one try: ')) ?? '';
    const tries = Array.from(more.matchAll(/([A-Z]\w+ \d) \((\d)\)/g), ([, title, count]) => [title!, Number(count)] as const);
    return { lines: all.filter((line) => line !== more), tries: new Map(tries) };
  }

  test('reads its own encyclopedia, whose faults pass', async () => {
    const { lines, tries } = await crawled('own');
    expect(lines).toEqual([
      '40 titles',
      '39 pages',
      'ambiguous: Lens 1',
      'failed: none',
      'Histogram 1 | The Histogram 1 is & remains a page. / It has two paragraphs.',
    ]);
    for (const [title, least] of [
      ['Histogram 1', 3],
      ['Moon 2', 2],
      ['Coin 3', 2],
      ['Lens 4', 2],
    ] as const)
      expect(tries.get(title)).toBeGreaterThanOrEqual(least);
  });

  test.skipIf(!hasTerminals)('shows a bar for all and one for each worker on a terminal', async () => {
    mkdirSync(join(folder, 'crawled-on-terminal'));
    const args = [join(folder, 'crawler.mjs')];
    const screen = await terminal({ command: process.execPath, args, cwd: join(folder, 'crawled-on-terminal'), columns: 100 });
    expect(await screen.exitCode).toBe(0);
    const bars = screen.text().match(/^(total|worker \d): .*$/gm) ?? [];
    const counts = bars.map((row) => /^(total|worker) ?\d?: 100%\|.*\| (\d+)\/\2 \[/.exec(row)?.slice(1));
    expect(counts[0]).toEqual(['total', '40']);
    expect(counts.slice(1).reduce((sum, found) => sum + Number(found?.[1]), 0)).toBe(40);
  });

  test('writes rows of all pages, however they fail, and says which have failed for good', async () => {
    const faults: Record<string, Fault[]> = {
      'Retina 1': ['error', 'cut', 'hang'],
      'Fog 1': ['never'],
      'Fog 2': ['hang', 'hang', 'hang', 'hang', 'hang'],
      'Palm 3': ['busy', 'slow'],
      'Coin 4': ['cut', 'cut', 'cut'],
    };
    const origin = await startSite(faults);
    const { lines, tries } = await crawled('faults', [origin]);
    expect(lines).toContain('failed: Fog 1 (status 500, 5 times), Fog 2 (no answer in 1000 ms, 5 times)');
    for (const [title, least] of [
      ['Retina 1', 4],
      ['Palm 3', 2],
      ['Coin 4', 4],
    ] as const)
      expect(tries.get(title)).toBeGreaterThanOrEqual(least);
    const rows = readFileSync(join(folder, 'faults/pages.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const gone = ['Fog 1', 'Fog 2', 'Lens 1'];
    expect(rows.map(({ title }) => title)).toEqual(titlesOf().filter((title) => !gone.includes(title)));
    expect(rows[1]).toEqual({
      title: 'Retina 1',
      url: `${origin}/wiki/Retina_1`,
      text: 'The Retina 1 is & remains a page.\nIt has two paragraphs.',
      words: 12,
      tries: tries.get('Retina 1'),
    });
    const table = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'faults/pages.parquet')) });
    expect(table).toEqual(rows);
  });
});
