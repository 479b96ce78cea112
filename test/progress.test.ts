import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasTerminals, type Screen, terminal } from './terminal.js';
import { throwAwayFolder } from './throw-away.js';

// Programs as users write them, using the built package, in a real terminal or without one.

const module = new URL('../dist/progress/index.js', import.meta.url).href;
const prelude = `import { progress, range, write, wrapConsole } from ${JSON.stringify(module)};
const pause = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
`;

function written(program: string): string {
  const path = join(throwAwayFolder(), 'program.mjs');
  writeFileSync(path, prelude + program);
  return path;
}

const screens: Screen[] = [];
afterAll(() => {
  for (const screen of screens) screen.close();
});

async function onTerminal(
  program: string,
  options: { rows?: number; columns?: number; env?: Record<string, string> } = {},
): Promise<Screen> {
  const screen = await terminal({ before: '$ before\n', ...options, command: process.execPath, args: [written(program)] });
  screens.push(screen);
  return screen;
}

const all = (screen: Screen) => [screen.scrollback(), screen.text()].filter(Boolean).join('\n');
/** The output that stays, without times and bars, which differ. */
const plain = (text: string) =>
  text
    .replace(/\|.*\| /g, '')
    .replace(/ \[.*\]/g, '')
    .split('\n');

describe.skipIf(!hasTerminals)('bars on a terminal', () => {
  test('nested three deep leave only the bars and lines that stay', async () => {
    const screen = await onTerminal(`
      for (const i of range(2, { desc: 'outer' }))
        for (const j of range(2, { desc: 'middle ' + i, leave: false }))
          for (const k of range(3, { desc: 'inner', leave: j === 1 })) {
            pause(20);
            if (k === 1) console.log('log', i, j);
            if (k === 2) write('written ' + i + j);
          }
      console.log('end');
    `);
    expect(await screen.exitCode).toBe(0);
    expect(plain(all(screen))).toEqual([
      '$ before',
      ...[0, 1].flatMap((i) => [`log ${i} 0`, `written ${i}0`, `log ${i} 1`, `written ${i}1`, 'inner: 100%3/3']),
      'outer: 100%2/2',
      'end',
    ]);
    expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
  });

  test('of eight workers in five rows show what fits, and all that stay in the end', async () => {
    const screen = await onTerminal(
      `
      const bars = Array.from({ length: 8 }, (_, index) => progress(undefined, { desc: 'worker ' + index, total: 4, mininterval: 0 }));
      for (let step = 0; step < 4; step++) {
        for (const bar of bars) bar.update();
        console.log('step', step);
        await rest(150);
      }
      for (const bar of bars) bar.close();
    `,
      { rows: 5, columns: 60 },
    );
    await screen.until((text) => text.includes('(more hidden)'));
    expect(screen.text().split('\n').length).toBeLessThanOrEqual(5);
    expect(await screen.exitCode).toBe(0);
    expect(plain(all(screen))).toEqual([
      '$ before',
      ...[0, 1, 2, 3].map((step) => `step ${step}`),
      ...Array.from({ length: 8 }, (_, index) => `worker ${index}: 100%4/4`),
    ]);
  });

  test('survive a change of the window size', async () => {
    const screen = await onTerminal(
      `
      for (const i of range(12, { desc: 'outer' })) {
        for (const j of range(3, { desc: 'inner', leave: false })) await rest(30);
        if (i % 4 === 3) console.log('line', i);
      }
    `,
      { rows: 10, columns: 70 },
    );
    await screen.until((text) => text.includes('inner'));
    for (const [rows, columns] of [
      [8, 40],
      [12, 90],
      [4, 25],
      [10, 70],
    ] as const)
      await screen.resize(rows, columns);
    expect(await screen.exitCode).toBe(0);
    const lines = plain(all(screen));
    expect(lines.filter((line) => /^(line|\$)/.test(line))).toEqual(['$ before', 'line 3', 'line 7', 'line 11']);
    expect(lines.at(-1)).toMatch(/^outer: 100%/);
    expect(lines.filter((line) => line.startsWith('inner') || line === '')).toEqual([]);
  });

  test('stay if the loop throws, with the cursor shown', async () => {
    const screen = await onTerminal(`
      for (const i of range(5)) { pause(30); if (i === 3) process.exit(3); }
    `);
    expect(await screen.exitCode).toBe(3);
    expect(all(screen)).toContain('3/5');
    expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
  });

  test('leave the cursor shown if Ctrl-C ends a loop that holds the thread', async () => {
    const screen = await onTerminal(`for (const i of range(1e12));`);
    await screen.until((text) => /\d{4}\//.test(text));
    screen.press('\x03');
    expect(await screen.exitCode).not.toBe(0);
    expect(screen.cursor().visible).toBe(true);
  });

  test('are lines if CI=1 is set, or the terminal is dumb', async () => {
    for (const env of [{ CI: '1' }, { TERM: 'dumb' }]) {
      const screen = await onTerminal(`for (const i of range(5)) pause(20);`, { env });
      expect(await screen.exitCode).toBe(0);
      expect(screen.bytes).not.toContain('\x1b');
      expect(plain(all(screen))).toEqual(['$ before', '100%5/5']);
    }
  });
});

test('without a terminal a loop writes a line at its end, and changes nothing else', () => {
  const program = written(`
    for (const i of range(3)) process.stdout.write(i + ' ');
    try { for (const i of progress([1, 2])) if (i === 2) throw new Error('mine'); } catch (error) { console.log(error.message); }
    process.exitCode = 7;
  `);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 7, stdout: '0 1 2 mine\n' });
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('3/3'), expect.stringContaining('1/2')]);
  expect(stderr).not.toContain('\r');
});

test.each(['', 'globalThis.__tslab__ = { require: () => ({ newDisplay: () => ({ html: console.error }) }) };'])(
  'a program can request JSON, or nothing, in a notebook, too',
  (before) => {
    const program = written(`${before} for (const i of range(3, { desc: 'work' }));`);
    const run = (kind: string) =>
      spawnSync(process.execPath, [program], { encoding: 'utf8', env: { ...process.env, IMGPAR_PROGRESS: kind } }).stderr;
    expect(run('none')).toBe('');
    const lines = run('json')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: 'progress', bar: 0, desc: 'work', n: 3, total: 3, unit: 'it', end: 'done' });
  },
);

describe.skipIf(!hasTerminals || spawnSync('bash', ['--version']).error !== undefined)('bars of a program that its shell stops', () => {
  test('leave the terminal to the shell on Ctrl-Z, draw nothing in the background, and go on in the foreground', async () => {
    const program = written(`
      for (const i of range(20, { desc: 'work' })) { await rest(150); if (i === 10) console.log('eleven'); }
      console.log('end');
    `);
    const flags = ['--noprofile', '--norc', '--noediting', '-i'];
    const screen = await terminal({ command: 'bash', args: flags, env: { PS1: 'PROMPT> ' }, rows: 20, columns: 70 });
    screens.push(screen);
    await screen.until((text) => text.includes('PROMPT>'));
    screen.press(`'${process.execPath}' '${program}'\r`);
    await screen.until((text) => / [23]\/20/.test(text));
    screen.press('\x1a');
    await screen.until((text) => /Stopped/.test(text) && text.trimEnd().endsWith('PROMPT>'));
    expect(screen.text()).not.toMatch(/\/20/);
    expect(screen.cursor().visible).toBe(true);
    screen.press('bg\r');
    await screen.until((text) => /\] *[+-]? .*&/.test(text));
    await screen.until((text) => text.includes('eleven'));
    expect(screen.text()).not.toMatch(/\/20/);
    screen.press('fg\r');
    await screen.until((text) => text.includes('end\n'));
    screen.press('exit\r');
    await screen.exitCode;
    const lines = plain(all(screen));
    expect(lines.filter((line) => line.startsWith('work'))).toEqual(['work: 100%20/20']);
    // What it prints in the background stands where the user types, as that of any program.
    expect(lines.filter((line) => /(eleven|end)$/.test(line))).toHaveLength(2);
    expect(screen.cursor().visible).toBe(true);
  });
});
