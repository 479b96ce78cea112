import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { usableCores } from './cores.js';
import { type HostWorkersOptions, hostWorkers } from './host.js';
import type { Workers } from './workers.js';

const fixture = (name: string) => new URL(`../../test/fixtures/parallel/${name}`, import.meta.url);
const workerUrl = fixture('worker.mjs');
const posix = process.platform !== 'win32';

let pool: Workers<unknown, unknown>;

function create(options: Partial<HostWorkersOptions> = {}): typeof pool {
  pool = hostWorkers({ workerUrl, size: 2, ...options });
  return pool;
}

afterEach(() => pool?.kill());

describe('a host that dies', () => {
  const signals = posix ? (['SIGSEGV', 'SIGABRT', 'SIGKILL', 'SIGBUS'] as const) : (['SIGKILL'] as const);

  test.each(signals)('from %s rejects what it held, and the next job finds another', async (signal) => {
    create();
    const before = await pool.run({ do: 'pid' });
    await expect(pool.run({ do: 'die', signal })).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringMatching(posix ? `the worker process died \\(${signal}\\)` : /the worker process died/),
    });
    expect(await pool.run({ do: 'pid' })).not.toBe(before);
  });

  test('rejects every job it held and none that waited', async () => {
    create({ size: 3 });
    const held = [pool.run({ do: 'wait' }), pool.run({ do: 'wait' }), pool.run({ do: 'die', signal: 'SIGKILL' })];
    const waiting = [1, 2, 3, 4].map((value) => pool.run({ do: 'echo', value }));
    for (const end of await Promise.allSettled(held)) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'worker-crashed' } });
    expect(await Promise.all(waiting)).toEqual([1, 2, 3, 4]);
  });

  test('repeatedly is replaced each time', async () => {
    create({ size: 1 });
    const ends = await Promise.allSettled(Array.from({ length: 5 }, () => pool.run({ do: 'die', signal: 'SIGKILL' })));
    expect(ends.map(({ status }) => status)).toEqual(new Array(5).fill('rejected'));
    expect(await pool.run({ do: 'echo', value: 'alive' })).toBe('alive');
  });

  test('is reported before its jobs reject, with the end of its stderr', async () => {
    const told: string[] = [];
    create({ onLost: ({ exit, stderr }) => told.push(`${exit}: ${stderr}`) });
    await pool
      .run({ do: 'die', signal: 'SIGKILL', words: 'one moment\nfatal error: out of luck\n' })
      .catch((error) => told.push(error.message));
    expect(told[0]).toMatch(/: one moment\nfatal error: out of luck\n$/);
    expect(told[1]).toMatch(/the worker process died \(.*\): fatal error: out of luck$/);
  });

  test('is reported with the jobs it held', async () => {
    const lost: unknown[] = [];
    create({ onLost: (_, jobs) => lost.push(...jobs) });
    const jobs = [{ do: 'wait' }, { do: 'die', signal: 'SIGKILL' }, { do: 'echo' }];
    await Promise.allSettled(jobs.map((job) => pool.run(job)));
    expect(lost).toEqual(jobs.slice(0, 2));
  });

  test('is reported with only the end of its stderr', async () => {
    let said = '';
    create({
      onLost: ({ stderr }) => {
        said = stderr;
      },
    });
    const words = `${'x'.repeat(30_000)}the end`;
    await expect(pool.run({ do: 'die', signal: 'SIGKILL', words })).rejects.toThrow();
    expect(said).toHaveLength(4096);
    expect(said).toMatch(/the end$/);
  });

  test('while idle is reported too, and replaced once there is a job', async () => {
    const exits: string[] = [];
    let told = () => {};
    const lost = new Promise<void>((resolve) => {
      told = resolve;
    });
    create({
      onLost: ({ exit }) => {
        exits.push(exit);
        told();
      },
    });
    process.kill((await pool.run({ do: 'pid' })) as number, 'SIGKILL');
    await lost;
    expect(await pool.run({ do: 'echo', value: 'alive' })).toBe('alive');
    expect(exits).toHaveLength(1);
  });

  test.skipIf(!posix)('gets no further job, even while its last output is awaited', async () => {
    create();
    const pid = (await pool.run({ do: 'pid' })) as number;
    const lost = expect(pool.run({ do: 'dieHeldOpen' })).rejects.toMatchObject({ code: 'worker-crashed' });
    // Until Node has noticed, not only the kernel.
    while (exists(pid)) await sleep(1);
    expect(await pool.run({ do: 'echo', value: 'alive' })).toBe('alive');
    await lost;
  });

  test('at start is retried a few times, then every job is rejected with the reason', async () => {
    create({ preloadUrl: fixture('unloadable.mjs') });
    const ends = await Promise.allSettled([pool.run({}), pool.run({}), pool.run({})]);
    for (const end of [...ends, ...(await Promise.allSettled([pool.run({})]))]) {
      expect(end).toMatchObject({
        status: 'rejected',
        reason: { code: 'internal', message: expect.stringContaining('this module never loads') },
      });
    }
  });

  test('while its threads start is reported as one that cannot be started', async () => {
    create({ workerUrl: fixture('exits.mjs') });
    await expect(pool.run({})).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/cannot be started: 3 tries failed.*the worker threads die while starting/),
    });
  });

  test('on purpose is not a loss', async () => {
    const told: string[] = [];
    create({ onLost: ({ exit }) => told.push(exit) });
    await pool.run({ do: 'echo' });
    await pool.close();
    create({ onLost: ({ exit }) => told.push(exit) });
    await pool.run({ do: 'echo' });
    await pool.kill();
    expect(told).toEqual([]);
  });
});

describe('a host that hangs at start', () => {
  const hangs = { preloadUrl: fixture('hangs.mjs'), startTimeoutMs: 300 };

  test('is killed, retried, and finally reported once and to every job', async () => {
    const told: string[] = [];
    create({ ...hangs, onCannotStart: ({ message }) => told.push(message) });
    const ends = await Promise.allSettled([pool.run({}), pool.run({})]);
    for (const end of [...ends, ...(await Promise.allSettled([pool.run({})]))])
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'internal', message: told[0] } });
    expect(told).toEqual([expect.stringMatching(/cannot be started: 2 tries failed \(killed because it was not ready within 0.3 s\)/)]);
  });

  test('holds no job, and is gone once its pool is killed', async () => {
    create({ ...hangs, startTimeoutMs: 60_000 });
    const job = expect(pool.run({})).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(pool.busy).toBe(false);
    await pool.kill();
    await job;
  });
});

describe('a host', () => {
  test('is busy while it holds a job', async () => {
    create();
    await pool.run({ do: 'echo' });
    expect(pool.busy).toBe(false);
    const answer = pool.run({ do: 'echo' });
    // It is ready, so the job goes out before any timer fires.
    await new Promise(setImmediate);
    expect(pool.busy).toBe(true);
    await answer;
    expect(pool.busy).toBe(false);
  });

  test('has more libuv threads than there are cores, at least four', async () => {
    create();
    const threads = Number(await pool.run({ do: 'environment', name: 'UV_THREADPOOL_SIZE' }));
    expect(threads).toBeGreaterThan(usableCores());
    expect(threads).toBeGreaterThanOrEqual(4);
  });

  test('adds the given environment to our own', async () => {
    create({ env: { IMGPAR_TEST_COLOUR: 'green', UV_THREADPOOL_SIZE: '5' } });
    expect(await pool.run({ do: 'environment', name: 'IMGPAR_TEST_COLOUR' })).toBe('green');
    expect(await pool.run({ do: 'environment', name: 'UV_THREADPOOL_SIZE' })).toBe('5');
    expect(await pool.run({ do: 'environment', name: 'PATH' })).toBe(process.env.PATH);
  });

  test('loads a module before its threads start', async () => {
    create({ preloadUrl: fixture('preloaded.mjs') });
    expect(await pool.run({ do: 'environment', name: 'IMGPAR_TEST_PRELOADED' })).toBe('yes');
  });

  test('reports when it is ready', async () => {
    await new Promise<void>((onReady) => create({ onReady }));
    expect(await pool.run({ do: 'echo', value: 1 })).toBe(1);
  });

  test('rejects a job that cannot be sent, and goes on', async () => {
    create();
    await expect(pool.run({ do: 'echo', value: 1n })).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('plain data'),
    });
    expect(await pool.run({ do: 'echo', value: 1 })).toBe(1);
  });

  test.skipIf(!posix)('leaves signals of a terminal or service manager to its parent', async () => {
    create();
    const pid = (await pool.run({ do: 'pid' })) as number;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.kill(pid, signal);
    await sleep(50);
    expect(await pool.run({ do: 'pid' })).toBe(pid);
  });

  test('is gone once its pool is closed', async () => {
    create();
    const pid = (await pool.run({ do: 'pid' })) as number;
    await pool.close();
    expect(isAlive(pid)).toBe(false);
  });

  test('is gone once its pool is killed, whatever it was doing', async () => {
    create();
    const pid = (await pool.run({ do: 'pid' })) as number;
    const blocked = expect(pool.run({ do: 'block' })).rejects.toMatchObject({ code: 'worker-crashed' });
    await pool.kill();
    await blocked;
    expect(isAlive(pid)).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('that is still starting is gone once its pool is killed or closed', async () => {
    for (const end of ['kill', 'close'] as const) {
      const marked = new URL(`?${end}-${process.pid}-${Date.now()}`, workerUrl);
      create({ workerUrl: marked });
      await pool[end]();
      expect(processesOf(marked)).toEqual([]);
    }
  });
});

describe('a process for each worker', () => {
  const each = { processEach: true };

  test('gives as many processes as workers, whatever they are asked to do', async () => {
    create({ ...each, size: 3 });
    const folder = throwAwayFolder();
    const met = await Promise.all(['a', 'b', 'c'].map((id) => pool.run({ do: 'meet', folder, id, count: 3, answer: 'pid' })));
    expect(new Set(met).size).toBe(3);
  });

  test('that dies takes no job of the others with it, and is replaced', async () => {
    const lost: unknown[] = [];
    create({ ...each, size: 3, onLost: (_, jobs) => lost.push(...jobs) });
    const folder = throwAwayFolder();
    const others = ['a', 'b'].map((id) => pool.run({ do: 'meet', folder, id, count: 3 }));
    const dying = { do: 'die', signal: 'SIGKILL' };
    await expect(pool.run(dying)).rejects.toMatchObject({ code: 'worker-crashed' });
    // Waits for the two that were at work meanwhile, in the process that came after.
    expect(await pool.run({ do: 'meet', folder, id: 'c', count: 3 })).toBe('met');
    expect(await Promise.all(others)).toEqual(['met', 'met']);
    expect(lost).toEqual([dying]);
  });

  test('that exceeds the time of its job is killed alone', async () => {
    create({ ...each });
    const folder = throwAwayFolder();
    const other = pool.run({ do: 'meet', folder, id: 'a', count: 2 });
    await expect(pool.run({ do: 'block' }, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' });
    expect(await pool.run({ do: 'meet', folder, id: 'b', count: 2 })).toBe('met');
    expect(await other).toBe('met');
  });

  test('that cannot be started is reported once, and to every job', async () => {
    const told: string[] = [];
    create({ ...each, workerUrl: fixture('exits.mjs'), onCannotStart: ({ message }) => told.push(message) });
    for (const end of await Promise.allSettled([pool.run({}), pool.run({}), pool.run({})]))
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'internal', message: told[0] } });
    expect(told).toEqual([expect.stringContaining('cannot be started: 3 tries failed')]);
  });

  test('ends with the others when they are killed', async () => {
    create({ ...each });
    const folder = throwAwayFolder();
    const pids = await Promise.all(['a', 'b'].map((id) => pool.run({ do: 'meet', folder, id, count: 2, answer: 'pid' })));
    await pool.kill();
    expect(pids.map((pid) => isAlive(Number(pid)))).toEqual([false, false]);
  });
});

describe('a program that never closes its pool', () => {
  const parent = fileURLToPath(fixture('parent.mjs'));

  test('ends by itself when nothing is left to do, together with its host', async () => {
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) =>
      execFile(process.execPath, [parent, workerUrl.href, 'falls-idle'], { timeout: 60_000, killSignal: 'SIGKILL' }, (error, stdout) =>
        error ? reject(error) : resolve({ stdout }),
      ),
    );
    await untilGone(Number(stdout));
  });

  test.each(['killed-when-idle', 'killed-at-work'])('takes its host with it: %s', async (ending) => {
    const program = spawn(process.execPath, [parent, workerUrl.href, ending], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(program.stdout), 'line');
    await untilGone(Number(line));
  });

  test.skipIf(process.platform !== 'linux')('takes its host with it: killed while the host starts', async () => {
    const marked = new URL(`?orphan-${process.pid}-${Date.now()}`, workerUrl);
    const program = spawn(process.execPath, [parent, marked.href, 'killed-at-once'], { stdio: 'ignore' });
    await once(program, 'exit');
    for (let waitedMs = 0; processesOf(marked).length > 0; waitedMs += 10) {
      expect(waitedMs).toBeLessThan(20_000);
      await sleep(10);
    }
  });
});

async function untilGone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(0);
  for (let waitedMs = 0; isAlive(pid); waitedMs += 10) {
    expect(waitedMs).toBeLessThan(20_000);
    await sleep(10);
  }
}

/** An orphan may stay as a zombie where nobody reaps it, as in a container; it is dead all the same. */
function isAlive(pid: number): boolean {
  if (process.platform !== 'linux') return exists(pid);
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The host processes started for this worker module (Linux). */
function processesOf(worker: URL): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return commandLine.includes('host-process') && commandLine.includes(worker.href);
    } catch {
      return false;
    }
  });
}
