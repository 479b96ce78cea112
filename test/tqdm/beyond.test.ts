import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { processMap, threadMap } from '../../src/pool/index.js';
import { range } from '../../src/progress/index.js';
import { work } from '../pool/pools.js';
import { nodePath, programPath } from '../program.js';
import { hasTerminals, type Screen, terminal } from '../terminal.js';
import { throwAwayFolder } from '../throw-away.js';
import { recorded } from './bars.js';

// What tqdm's tests say of its map over processes and of its command (tests_concurrent.py, tests_main.py), and where we go beyond it.

const built = (part: string) => JSON.stringify(new URL(`../../dist/${part}/index.js`, import.meta.url).href);

function written(program: string): string {
  const folder = throwAwayFolder();
  writeFileSync(
    join(folder, 'tasks.mjs'),
    `import { range } from ${built('progress')}; export const bar = (n) => [...range(3, { desc: 'worker ' + n })].length;`,
  );
  const path = join(folder, 'program.mjs');
  writeFileSync(
    path,
    `import { progress, range, write } from ${built('progress')}; import { moduleOf, Pool, Process } from ${built('pool')};
    const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); const tasks = moduleOf(new URL('./tasks.mjs', import.meta.url)); ${program}`,
  );
  return path;
}

/** A program without a terminal. */
function run(program: string, env: Readonly<Record<string, string>> = {}) {
  const { IMGPAR_PROGRESS: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(nodePath, [written(program)], { encoding: 'utf8', env: { ...inherited, ...env } });
  return { status, stdout, stderr };
}

const screens: Screen[] = [];
afterAll(() => {
  for (const screen of screens) screen.close();
});

async function onTerminal(program: string, options: { rows?: number; columns?: number; env?: Record<string, string> } = {}) {
  const screen = await terminal({ before: '$ before\n', ...options, command: nodePath, args: [written(program)] });
  screens.push(screen);
  return screen;
}

describe('tqdm: other ways', () => {
  test('77 `threadMap`/`processMap`; a warning when > 1000 items go one by one: ours batches instead', async () => {
    const warn = vi.spyOn(process, 'emitWarning');
    for (const mapOnce of [threadMap, processMap]) {
      const { display, options } = recorded();
      const { display: _, ...others } = options;
      const nine = [0, 1, 2, 3, 4, 5, 6, 7, 8];
      expect(await mapOnce(work.square, nine, { workers: 2, progress: { ...others, display } })).toEqual(nine.map((i) => i * i));
      expect(display.left).toEqual([expect.stringContaining('9/9')]);
      const many = Array.from({ length: 1001 }, (_, index) => index);
      expect(await mapOnce(work.square, many, { workers: 2, progress: false })).toEqual(many.map((i) => i * i));
    }
    expect(warn).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('79 a command: `seq 1000 | imgpar progress --total 1000` passes bytes through unchanged, `--bytes`, `--null`, `--update`', () => {
    const { IMGPAR_PROGRESS: _, ...env } = process.env;
    const meter = (args: readonly string[], input: string) => {
      const { stdout, stderr } = spawnSync(nodePath, [programPath, 'progress', ...args], { input, env, encoding: 'utf8' });
      return { stdout, stderr };
    };
    const numbers = Array.from({ length: 1000 }, (_, index) => `${index + 1}\n`).join('');
    expect(meter(['--total', '1000'], numbers)).toEqual({ stdout: numbers, stderr: expect.stringMatching(/^100%.*1000\/1000/) });
    expect(meter(['--bytes'], numbers)).toEqual({ stdout: numbers, stderr: expect.stringMatching(/^3\.80kB /) });
    expect(meter(['--null'], numbers)).toEqual({ stdout: '', stderr: expect.stringMatching(/^1000it/) });
    expect(meter(['--update'], '1\n2\n3\n').stderr).toMatch(/^6it/);
  });
});

describe.skipIf(!hasTerminals)('beyond tqdm, on a terminal', () => {
  test('81 resizes, 2-row and 10-column terminals, Ctrl-Z', async () => {
    for (const [rows, columns] of [
      [2, 60],
      [24, 10],
    ] as const) {
      const screen = await onTerminal(
        `for (const i of range(3, { desc: 'o' })) for (const j of range(2, { desc: 'i', leave: false })) await rest(30); console.log('end');`,
        { rows, columns },
      );
      expect(await screen.exitCode).toBe(0);
      expect(screen.lines()).toEqual(['$ before', expect.stringMatching(/^o: 100%/), 'end']);
      expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
    }
  });

  test('82 bars of workers: `progress()` inside a thread or process draws in the parent, never itself', async () => {
    const screen = await onTerminal(`
      for (const runtime of ['threads', 'processes']) { const pool = new Pool({ workers: 1, runtime }); await pool.apply(tasks.bar, [runtime]); await pool.terminate(); }
      const child = new Process({ target: tasks.bar, args: ['Process'] }); child.start(); await child.join();
    `);
    expect(await screen.exitCode).toBe(0);
    const kinds = ['threads', 'processes', 'Process'].map((kind) => expect.stringMatching(new RegExp(`^worker ${kind}: 100%.* 3/3 `)));
    expect(screen.lines()).toEqual(['$ before', ...kinds]);
  });

  test('84 `TERM=dumb`, `NO_COLOR`, `FORCE_COLOR`, `CI`', async () => {
    const program = `for (const _ of range(2, { colour: 'green' }));`;
    for (const env of [{ TERM: 'dumb' }, { CI: '1' }, { CI: 'true' }]) {
      const screen = await onTerminal(program, { env });
      expect(await screen.exitCode).toBe(0);
      expect(screen.bytes.replaceAll('\x1b[32m', '').replaceAll('\x1b[0m', '')).not.toContain('\x1b');
    }
    const coloured = await onTerminal(program);
    expect(await coloured.exitCode).toBe(0);
    expect(coloured.bytes).toContain('\x1b[32m');
    const plain = await onTerminal(program, { env: { NO_COLOR: '1' } });
    expect(await plain.exitCode).toBe(0);
    expect(plain.bytes).toContain('2/2');
    expect(plain.bytes).not.toContain('\x1b[32m');
    expect(run(program, { NO_COLOR: '', FORCE_COLOR: '1' }).stderr).toContain('\x1b[32m');
    expect(run(program, { FORCE_COLOR: '0' }).stderr).not.toContain('\x1b');
  });

  test('85 an exception in the loop leaves the bar at its last state with the cursor shown', async () => {
    const screen = await onTerminal(`for (const i of range(5)) { await rest(30); if (i === 3) throw new Error('mine'); }`);
    expect(await screen.exitCode).toBe(1);
    const text = screen.lines().join('\n');
    expect(text).toMatch(/60%.* 3\/5 .*\n[\s\S]*Error: mine/);
    expect(screen.cursor().visible).toBe(true);
  });
});

describe('beyond tqdm, without a terminal', () => {
  test('83 no terminal: one line every 10 s or 10 %, whichever is rarer, and one at the end, never `\\r`', () => {
    for (const env of [{}, { CI: '1' }]) {
      const { status, stdout, stderr } = run(
        `
        console.log('before');
        const found = (() => { for (const i of range(1e7)) if (i === 9e6) return i; })();
        try { for (const i of progress([1, 2, 3])) if (i === 2) throw new Error('mine'); } catch (error) { console.log(found, error.message); }
        process.exit(7);
      `,
        env,
      );
      expect({ status, stdout }).toEqual({ status: 7, stdout: 'before\n9000000 mine\n' });
      expect(stderr.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/ 90%.* 9000000\/10000000 /),
        expect.stringMatching(/ 33%.* 1\/3 /),
      ]);
      expect(stderr).not.toContain('\r');
    }
    const lines: string[] = [];
    const { clock, options } = recorded({ miniters: 1 });
    const { display: _, ...others } = options;
    const file = { isTTY: false, write: (text: string | Uint8Array) => lines.push(String(text)) };
    // A log takes its time from the clock of the system.
    vi.spyOn(performance, 'now').mockImplementation(() => clock() * 1000);
    for (const _ of range(100, { ...others, file })) clock.sleep(0.5);
    vi.restoreAllMocks();
    expect(lines.map((line) => Number(/(\d+)\/100/.exec(line)?.[1]))).toEqual([20, 40, 60, 80, 100]);
  });
});
