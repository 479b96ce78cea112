import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasTerminals, type Screen, terminal } from './terminal.js';
import { throwAwayFolder } from './throw-away.js';

// Bars that tasks of imgpar/pool make, in threads and processes, as they stand on a real terminal.

const built = (part: string) => JSON.stringify(new URL(`../dist/${part}/index.js`, import.meta.url).href);

const tasks = `
import { progress, range, write } from ${built('progress')};
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export async function work(n) {
  const bar = progress(undefined, { desc: 'task ' + n, total: 5, mininterval: 0 });
  for (let step = 0; step < 5; step++) { await rest(40); bar.update(); }
  write('written by ' + n);
  console.log('printed by ' + n);
  bar.close();
  return n;
}
export function nested(n) {
  for (const i of range(2, { desc: 'outer ' + n }))
    for (const j of range(3, { desc: 'inner', leave: false })) { const end = performance.now() + 20; while (performance.now() < end); }
}
export async function dies() {
  progress(undefined, { desc: 'dying', total: 5, mininterval: 0 }).update(2);
  await rest(300);
  process.exit(1);
}
`;

function written(program: string): string {
  const folder = throwAwayFolder();
  writeFileSync(join(folder, 'tasks.mjs'), tasks);
  const path = join(folder, 'program.mjs');
  writeFileSync(
    path,
    `import { progress, range, write } from ${built('progress')};
     import { moduleOf, Pool } from ${built('pool')};
     const tasks = moduleOf(new URL('./tasks.mjs', import.meta.url));
     ${program}`,
  );
  return path;
}

const screens: Screen[] = [];
afterAll(() => {
  for (const screen of screens) screen.close();
});

async function onTerminal(program: string, env: Readonly<Record<string, string>> = {}): Promise<Screen> {
  const options = { before: '$ before\n', rows: 12, columns: 70, env };
  const screen = await terminal({ ...options, command: process.execPath, args: [written(program)] });
  screens.push(screen);
  return screen;
}

/** What stands in the end, without times and bars, which differ. */
const plain = (screen: Screen) =>
  [screen.scrollback(), screen.text()]
    .filter(Boolean)
    .join('\n')
    .replace(/\|.*\| /g, '')
    .replace(/ \[.*\]/g, '')
    .split('\n');

describe.skipIf(!hasTerminals).each(['threads', 'processes'])('bars of workers in %s', (runtime) => {
  test('are drawn by the parent, below what all of them write, and leave no line behind', async () => {
    const screen = await onTerminal(`
      const pool = new Pool({ workers: 3, runtime: ${JSON.stringify(runtime)} });
      const all = progress(undefined, { desc: 'all', total: 6 });
      for await (const n of pool.imapUnordered(tasks.work, [1, 2, 3, 4, 5, 6])) { console.log('done', n); all.update(); }
      all.close();
      await pool.terminate();
      console.log('end');
    `);
    await screen.until((text) => (text.match(/^task \d: /gm)?.length ?? 0) >= 2);
    expect(await screen.exitCode).toBe(0);
    const lines = plain(screen);
    const each = [1, 2, 3, 4, 5, 6].flatMap((n) => [`written by ${n}`, `printed by ${n}`, `done ${n}`, `task ${n}: 100%5/5`]);
    expect([...lines].sort()).toEqual(['$ before', 'all: 100%6/6', 'end', ...each].sort());
    expect(lines.at(-1)).toBe('end');
    expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
  });

  test('are nested where the tasks nest them, though these hold their threads', async () => {
    const screen = await onTerminal(`
      const pool = new Pool({ workers: 2, runtime: ${JSON.stringify(runtime)} });
      await pool.map(tasks.nested, [1, 2, 3]);
      await pool.terminate();
    `);
    expect(await screen.exitCode).toBe(0);
    expect(plain(screen).sort()).toEqual(['$ before', 'outer 1: 100%2/2', 'outer 2: 100%2/2', 'outer 3: 100%2/2']);
  });

  test('stay as they are where a worker dies', async () => {
    const screen = await onTerminal(`
      const pool = new Pool({ workers: 1, runtime: ${JSON.stringify(runtime)} });
      await pool.apply(tasks.dies).catch((error) => console.log(error.name));
      await pool.terminate();
    `);
    expect(await screen.exitCode).toBe(0);
    expect(plain(screen)[1]).toMatch(/^dying: {2}40%2\/5/);
    expect(screen.cursor()).toMatchObject({ visible: true });
  });

  test('are lines in a log', async () => {
    const screen = await onTerminal(
      `
      const pool = new Pool({ workers: 2, runtime: ${JSON.stringify(runtime)} });
      await pool.map(tasks.work, [1, 2]);
      await pool.terminate();
    `,
      { CI: '1' },
    );
    expect(await screen.exitCode).toBe(0);
    expect(screen.bytes).not.toContain('\x1b');
    expect(plain(screen).sort()).toEqual([
      '$ before',
      'printed by 1',
      'printed by 2',
      'task 1: 100%5/5',
      'task 2: 100%5/5',
      'written by 1',
      'written by 2',
    ]);
  });
});
