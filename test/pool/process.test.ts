import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { activeChildren, currentProcess, Process, type ProcessOptions, parentProcess } from '../../src/pool/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { range, work } from './pools.js';
import { isAlive, runProgram, untilGone } from './programs.js';

const posix = process.platform !== 'win32';

function processOf(options: ProcessOptions): Process {
  return new Process(options);
}

afterEach(async () => {
  for (const child of activeChildren()) {
    child.kill();
    await child.join();
  }
});

describe('a process', () => {
  test('128 not started: isAlive() false, exitCode null, not among activeChildren(); started: true; joined: 0 and gone', async () => {
    const child = processOf({ target: work.sleeps, args: [20] });
    expect([child.isAlive(), child.exitCode, child.pid, activeChildren()]).toEqual([false, null, null, []]);
    child.start();
    expect([child.isAlive(), child.exitCode, activeChildren()]).toEqual([true, null, [child]]);
    expect(child.pid).toBeGreaterThan(0);
    await child.join();
    expect([child.isAlive(), child.exitCode, activeChildren()]).toEqual([false, 0, []]);
  });

  test('129 arguments and named arguments arrive, any value; 133 parentProcess() tells pid and name; 137 a throw: 1, with the stack on stderr', async () => {
    const { stdout, stderr, code } = await runProgram('printing.mjs');
    expect(code).toBe(0);
    expect(stdout).toBe(
      "{ name: 'Process-1', pid: 0, daemon: false, args: [ 1, { named: Map(1) { 'a' => -0 } } ], parent: 'MainProcess', isAlive: true }\n0 1\n",
    );
    expect(stderr).toMatch(/^Process doomed:\nRangeError: out of range\n\s+at .*work\.mjs:\d+/m);
    expect(parentProcess()).toBeNull();
    expect(currentProcess()).toEqual({ name: 'MainProcess', pid: process.pid, daemon: false });
  });

  test('130 join({timeoutMs: 0}) and a negative one return at once', async () => {
    const child = processOf({ target: work.sleeps, args: [60_000] });
    child.start();
    for (const timeoutMs of [0, -1, 20]) await child.join({ timeoutMs });
    expect(child.isAlive()).toBe(true);
    child.kill();
    await child.join();
  });

  test.skipIf(!posix)('131 terminate() → signal SIGTERM, kill() → SIGKILL, as −15 and −9 in exitCode', async () => {
    const [first, second] = [processOf({ target: work.loop }), processOf({ target: work.loop })];
    first.start();
    second.start();
    first.terminate();
    second.kill();
    await Promise.all([first.join(), second.join()]);
    expect([first.exitCode, second.exitCode]).toEqual([-15, -9]);
    first.terminate();
  });

  test('132 `daemon` is inherited, or given', () => {
    expect([processOf({}).daemon, processOf({ daemon: true }).daemon]).toEqual([false, true]);
    const child = processOf({});
    child.daemon = true;
    expect(child.daemon).toBe(true);
  });

  test.each(['', 'exits'])('132 a daemon dies with its parent, others are waited for: %s', async (how) => {
    const folder = throwAwayFolder();
    const [daemonFile, otherFile] = [join(folder, 'daemon'), join(folder, 'other')];
    const { stdout, code } = await runProgram('daemons.mjs', [daemonFile, otherFile, how]);
    expect(code).toBe(0);
    await untilGone([Number(stdout)]);
    if (how === '') expect(readFileSync(otherFile, 'utf8')).toBe('late');
    // process.exit() waits for nobody; what is no daemon goes on by itself.
    while (!existsSync(otherFile)) await sleep(5);
  });

  test.skipIf(!posix)("133 a grandchild notices its parent's death", async () => {
    const file = join(throwAwayFolder(), 'noted');
    const child = processOf({ target: work.beParent, args: [file], name: 'between' });
    child.start();
    while (!existsSync(file)) await sleep(5);
    child.kill();
    await child.join();
    while (readFileSync(file, 'utf8').split('\n').length < 3) await sleep(5);
    expect(readFileSync(file, 'utf8')).toBe(`${child.pid} between true\nfalse\n`);
  });

  test('134 children of children, in order; 139 default names Process-N, Process-N:M for children', async () => {
    const file = join(throwAwayFolder(), 'order');
    const child = processOf({ target: work.recurse, args: [file, [], 2] });
    const { name } = child;
    expect(name).toMatch(/^Process-\d+$/);
    child.start();
    await child.join();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual([
      `:${name}`,
      `1:${name}:1`,
      `11:${name}:1:1`,
      `12:${name}:1:2`,
      `2:${name}:2`,
      `21:${name}:2:1`,
      `22:${name}:2:2`,
    ]);
  });

  test('135 close() while alive throws; afterwards every method throws, close() again does not', async () => {
    const child = processOf({ target: work.sleeps, args: [60_000] });
    child.start();
    expect(() => child.close()).toThrow('is alive');
    child.kill();
    await child.join();
    child.close();
    for (const method of [
      () => child.isAlive(),
      () => child.start(),
      () => child.kill(),
      () => child.terminate(),
      () => child.exitCode,
      () => child.pid,
    ])
      expect(method).toThrow('is closed');
    await expect(child.join()).rejects.toThrow('is closed');
    child.close();
  });

  test('136 100 processes started, joined, and killed at once', async () => {
    const count = 100;
    const ending = range(count).map(() => processOf({ target: work.square, args: [1] }));
    for (const child of ending) child.start();
    await Promise.all(ending.map((child) => child.join()));
    expect(ending.map((child) => child.exitCode)).toEqual(new Array(count).fill(0));
    const staying = range(count).map(() => processOf({ target: work.forever, daemon: true }));
    for (const child of staying) child.start();
    const pids = staying.map((child) => child.pid as number);
    for (const child of staying) child.kill();
    await Promise.all(staying.map((child) => child.join()));
    expect(pids.some(isAlive)).toBe(false);
    expect(process.listenerCount('exit')).toBeLessThan(5);
  });

  test('137 process.exit(n) in it: exitCode n', async () => {
    for (const code of [0, 7]) {
      const child = processOf({ target: work.exit, args: [code] });
      child.start();
      await child.join();
      expect(child.exitCode).toBe(code);
    }
  });

  test('138 starting twice, joining an unstarted one: errors', async () => {
    const child = processOf({ target: work.square, args: [1] });
    await expect(child.join()).rejects.toThrow(/was not started; call start\(\) before join\(\)/);
    expect(() => child.terminate()).toThrow('was not started');
    child.start();
    expect(() => child.start()).toThrow('has been started; a process starts only once');
    await child.join();
    expect(() => processOf({ target: work.echo, args: [() => {}] }).start()).toThrow(
      /the arguments of Process-\d+, at \[0\], cannot be sent/,
    );
    expect(() => processOf({ target: (() => {}) as never })).toThrow(TypeError);
  });

  test('139 default names Process-N, and given ones', () => {
    const [first, second] = [processOf({}), processOf({})];
    const number = (child: Process) => Number(/^Process-(\d+)$/.exec(child.name)?.[1]);
    expect(number(second)).toBe(number(first) + 1);
    const named = processOf({ name: 'mine' });
    expect(named.name).toBe('mine');
    expect(inspect(named)).toBe('Process { mine, initial }');
  });
});
