import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hasTerminals, type Screen, terminal } from './terminal.js';
import { throwAwayFolder } from './throw-away.js';

// Everything at once that makes bars of other libraries jump, leave lines or overwrite each other (tqdm's issues 1208, 1363, 879 and 1609).

const built = (part: string) => JSON.stringify(new URL(`../dist/${part}/index.js`, import.meta.url).href);

// Tasks stay at their first step while there is a file, so that a test can be sure to see all of their bars at once.
const tasks = `
import { existsSync } from 'node:fs';
import { progress, range, write } from ${built('progress')};
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
/** A bar by hand, with lines of all kinds between its steps. */
export async function work(n) {
  const bar = progress(undefined, { desc: 'task ' + n, total: 6, mininterval: 0 });
  for (let step = 0; step < 6; step++) {
    await rest(30 + 10 * n);
    while (existsSync(new URL('./stay', import.meta.url))) await rest(20);
    bar.update();
    if (step === 1) write('written by ' + n);
    if (step === 3) console.log('printed by ' + n);
    if (step === 4) process.stderr.write('pieces by ' + n + '\\n');
  }
  bar.close();
  return n;
}
/** tqdm's own example for several processes: every worker chooses its row. */
export function progresser(n) {
  for (const _ of range(20, { desc: 'progresser #' + n, position: n, mininterval: 0.02 })) busy(5);
}
/** Nested bars that know nothing of each other. */
export function nested(n) {
  for (const i of range(3, { desc: 'Outer ' + n, leave: false })) for (const _ of range(4, { desc: 'Inner ' + n + '/' + i, leave: false })) busy(5);
}
`;

// What a program draws in the very moment of a change is drawn for another window. So that these tests do not depend on luck, none draws then:
// it stands still where it looks at the size of the window while there is a file.
const prelude = `
import { existsSync } from 'node:fs';
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { drawBarsOf, progress, range, write } from ${built('progress')};
import { moduleOf, Pool, Process } from ${built('pool')};
const tasks = moduleOf(new URL('./tasks.mjs', import.meta.url));
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);
const standsStill = new URL('./stand-still', import.meta.url);
const look = process.stderr._refreshSize;
process.stderr._refreshSize = function () {
  while (existsSync(standsStill)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  look.call(this);
};
/** Runs a task for each number, by a pool or in processes of their own. */
async function runAll(kind, name, list) {
  if (kind === 'Process') {
    const children = list.map((n) => new Process({ target: tasks[name], args: [n] }));
    for (const child of children) child.start();
    for (const child of children) await child.join();
    return;
  }
  const pool = new Pool({ workers: list.length, runtime: kind });
  await pool.map(tasks[name], list, { chunksize: 1 });
  pool.close();
  await pool.join();
}
`;

const own = `
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { relayBarsTo } from ${built('progress')};
import { work } from './tasks.mjs';
relayBarsTo(isMainThread ? process : parentPort);
await work(isMainThread ? Number(process.argv[2]) : workerData);
`;

function written(program: string, ...files: string[]): string {
  const folder = throwAwayFolder(...files);
  writeFileSync(join(folder, 'tasks.mjs'), tasks);
  writeFileSync(join(folder, 'own.mjs'), own);
  const path = join(folder, 'program.mjs');
  writeFileSync(path, prelude + program);
  return path;
}

const screens: Screen[] = [];
afterEach(() => {
  for (const screen of screens.splice(0)) screen.close();
});

interface StormyScreen extends Screen {
  /** While it is there the program stands still. */
  readonly standStill: string;
  /** While it is there no task goes on; only if asked for. */
  readonly stay: string;
}

async function onTerminal(program: string, rows: number, columns = 70, ...files: string[]): Promise<StormyScreen> {
  const path = written(program, ...files);
  const screen = await terminal({ before: '$ before\n', rows, columns, command: process.execPath, args: [path] });
  screens.push(screen);
  return Object.assign(screen, { standStill: join(path, '..', 'stand-still'), stay: join(path, '..', 'stay') });
}

/** A line without times and its bar, which differ. */
const plain = (line: string) => line.replace(/\|.*\| /, '').replace(/ \[.*\]?$/, '');

/** Checks that exactly these lines stand there in the end, in whatever order, and the cursor below them. */
function expectEnd(screen: Screen, expected: readonly string[]): void {
  expect(screen.lines().map(plain).sort()).toEqual([...expected].sort());
  expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const linesOfTasks = (count: number) =>
  numbers(count).flatMap((n) => [`written by ${n}`, `printed by ${n}`, `pieces by ${n}`, `task ${n}: 100%6/6`]);

/** Waits until nothing is on its way from the program to the window, on a busy machine, too. */
async function untilQuiet(screen: Screen): Promise<void> {
  let seen = -1;
  while (seen !== screen.bytes.length) {
    seen = screen.bytes.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Changes the size of the window after every frame, until the program has ended. */
async function resizeAtEachFrame(screen: StormyScreen, sizes: ReadonlyArray<readonly [number, number]>): Promise<number> {
  let ended = false;
  void screen.exitCode.then(() => {
    ended = true;
  });
  const frames = () => screen.bytes.split('\x1b[?25l').length;
  let resized = 0;
  while (!ended) {
    const before = frames();
    while (!ended && frames() === before) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync(screen.standStill, '');
    await untilQuiet(screen);
    // There is no window any more once the program has ended.
    await screen.resize(...sizes[resized++ % sizes.length]!).catch(() => screen.exitCode);
    rmSync(screen.standStill);
  }
  return resized;
}

describe.skipIf(!hasTerminals).each(['threads', 'processes', 'Process'])('bars of eight workers by %s', (kind) => {
  const everything = `
    const all = runAll('${kind}', 'work', numbers(8));
    for (const i of range(2, { desc: 'outer' }))
      for (const j of range(2, { desc: 'middle', leave: false }))
        for (const k of range(3, { desc: 'inner', leave: j === 1 })) {
          await rest(60);
          if (k === 1) console.log('log', i, j);
          if (k === 2) write('above ' + i + j);
        }
    await all;
    console.log('end');
  `;
  const stays = [
    ...['$ before', 'end', 'outer: 100%2/2', 'inner: 100%3/3', 'inner: 100%3/3'],
    ...[0, 1].flatMap((i) => [0, 1].flatMap((j) => [`log ${i} ${j}`, `above ${i}${j}`])),
    ...linesOfTasks(8),
  ];

  test('beside three nested loops in five rows leave only what stays', async () => {
    const screen = await onTerminal(everything, 5, 70, 'stay');
    await screen.until((text) => text.includes('(more hidden)'));
    rmSync(screen.stay);
    expect(screen.text().split('\n').length).toBeLessThanOrEqual(5);
    expect(await screen.exitCode).toBe(0);
    expectEnd(screen, stays);
    expect(screen.lines().at(-1)).toBe('end');
  });

  test('beside three nested loops leave only what stays if the window changes its size at each frame', async () => {
    const screen = await onTerminal(everything, 5, 60);
    const resized = await resizeAtEachFrame(screen, [
      [8, 50],
      [5, 60],
      [12, 90],
      [3, 45],
      [5, 60],
    ]);
    expect(resized).toBeGreaterThan(4);
    expect(await screen.exitCode).toBe(0);
    expectEnd(screen, stays);
  });

  test('keep their rows, neither jump nor overwrite each other, where every worker chooses its own (879, 1208, 1363)', async () => {
    const screen = await onTerminal(`await runAll('${kind}', 'progresser', numbers(4)); console.log('end');`, 12);
    expect(await screen.exitCode).toBe(0);
    expectEnd(screen, ['$ before', ...numbers(4).map((n) => `progresser #${n}: 100%20/20`), 'end']);
  });

  test('nest within their workers, and leave nothing (1609)', async () => {
    const screen = await onTerminal(
      `
      const total = progress(undefined, { desc: 'all', total: 1 });
      await runAll('${kind}', 'nested', numbers(4));
      total.update();
      total.close();
    `,
      6,
    );
    await screen.until((text) => /Outer \d/.test(text) && /Inner \d\/\d/.test(text));
    expect(await screen.exitCode).toBe(0);
    expectEnd(screen, ['$ before', 'all: 100%1/1']);
  });
});

describe.skipIf(!hasTerminals || spawnSync('bash', ['--version']).error !== undefined).each(['threads', 'processes', 'Process'])(
  'bars of workers by %s that the shell stops',
  (kind) => {
    test('leave the terminal to it on Ctrl-Z, are not drawn after bg, and leave only what stays', async () => {
      const program = written(`
      const all = runAll('${kind}', 'work', numbers(3));
      for (const i of range(30, { desc: 'outer' })) await rest(100);
      await all;
      console.log('end');
    `);
      const flags = ['--noprofile', '--norc', '--noediting', '-i'];
      const screen = await terminal({ command: 'bash', args: flags, env: { PS1: 'PROMPT> ' }, rows: 20, columns: 70 });
      screens.push(screen);
      await screen.until((text) => text.includes('PROMPT>'));
      screen.press(`'${process.execPath}' '${program}'\r`);
      await screen.until((text) => /task \d: /.test(text));
      screen.press('\x1a');
      await screen.until((text) => /Stopped/.test(text) && text.endsWith('PROMPT>'));
      expect(screen.text()).not.toMatch(/outer: /);
      expect(screen.cursor().visible).toBe(true);
      screen.press('bg\r');
      const drawn = screen.bytes.split('\x1b[?25l').length;
      await screen.until((text) => /\] *[+-]? .*&/.test(text));
      for (let typed = 0; typed < 2; typed++) {
        screen.press(`sleep 0.2; echo ty''ped ${typed}\r`);
        await screen.until((text) => text.includes(`typed ${typed}`));
      }
      expect(screen.bytes.split('\x1b[?25l').length).toBe(drawn);
      screen.press('fg\r');
      await screen.until((text) => text.includes('end\n'), 30_000);
      screen.press('exit\r');
      await screen.exitCode;
      const lines = screen.lines().map(plain);
      const bars = lines.filter((line) => /(outer|task \d): /.test(line)).map((line) => line.replace(/^PROMPT> /, ''));
      expect(bars.sort()).toEqual(['outer: 100%30/30', ...numbers(3).map((n) => `task ${n}: 100%6/6`)]);
      // Where `^Z` stood, the shell goes to the next line.
      expect(lines.filter((line, index) => line === '' && !/Stopped/.test(lines[index + 1] ?? ''))).toEqual([]);
      for (const n of numbers(3))
        for (const what of ['written', 'printed', 'pieces'])
          expect(lines.filter((line) => line.endsWith(`${what} by ${n}`))).toHaveLength(1);
      expect(screen.cursor().visible).toBe(true);
    });
  },
);

describe.skipIf(!hasTerminals)('bars of workers of a program of its own', () => {
  test.each([
    ['threads', "drawBarsOf(new Worker(new URL('./own.mjs', import.meta.url), { workerData: n }))"],
    ['forked processes', "drawBarsOf(pipes(fork(new URL('./own.mjs', import.meta.url), [n], { silent: true })))"],
  ])('are drawn by the parent where both say so: %s', async (_, start) => {
    const screen = await onTerminal(
      `
      const pipes = (child) => { for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => process.stdout.write(text)); return child; };
      await Promise.all(numbers(3).map((n) => new Promise((resolve) => ${start}.on('exit', () => setTimeout(resolve, 100)))));
      console.log('end');
    `,
      10,
    );
    expect(await screen.exitCode).toBe(0);
    expectEnd(screen, ['$ before', 'end', ...linesOfTasks(3)]);
  });
});

describe.skipIf(!hasTerminals)('bars of loops that hold the thread', () => {
  test('leave only what stays if the window changes its size at each frame', async () => {
    const screen = await onTerminal(
      `
      for (const i of range(2, { desc: 'outer' }))
        for (const j of range(3, { desc: 'middle', leave: false }))
          for (const k of range(4, { desc: 'inner', leave: false, mininterval: 0, miniters: 1 })) { busy(60); if (k === 2) console.log('log', i, j); }
    `,
      8,
      60,
    );
    const resized = await resizeAtEachFrame(screen, [
      [8, 40],
      [12, 90],
      [3, 30],
      [8, 60],
    ]);
    expect(resized).toBeGreaterThan(4);
    expect(await screen.exitCode).toBe(0);
    expectEnd(screen, ['$ before', 'outer: 100%2/2', ...[0, 1].flatMap((i) => [0, 1, 2].map((j) => `log ${i} ${j}`))]);
  });

  test('do not overwrite a line that others have begun, and none of their own after it', async () => {
    const screen = await onTerminal(
      `
      for (const i of range(2, { desc: 'first' })) process.stdout.write('.');
      for (const i of range(2, { desc: 'second' })) process.stderr.write('!');
      process.stdout.write(' and on\\n');
      for (const i of range(2, { desc: 'third' })) process.stdout.write('no end');
      for (const i of range(2, { desc: 'fourth' })) if (i === 1) { process.stdout.write('at the end'); process.exit(0); }
    `,
      12,
    );
    expect(await screen.exitCode).toBe(0);
    expect(screen.lines().map(plain)).toEqual([
      ...[
        '$ before',
        'first: 100%2/2',
        '..',
        'second: 100%2/2',
        '!! and on',
        'third: 100%2/2',
        'no endno end',
        'fourth:  50%1/2',
        'at the end',
      ],
    ]);
  });
});
