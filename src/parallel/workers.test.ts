import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostWorkers } from './host.js';
import { inlineWorkers } from './inline.js';
import { threadWorkers } from './threads.js';
import type { Workers } from './workers.js';

type Pool = Workers<unknown, unknown>;

const workerUrl = new URL('../../test/fixtures/parallel/worker.mjs', import.meta.url);
const broken = (name: string) => new URL(`../../test/fixtures/parallel/${name}`, import.meta.url);
const { default: handle } = await import(workerUrl.href);

const inline = (): Pool => inlineWorkers(handle);
const threads = (size = 2, url = workerUrl): Pool => threadWorkers({ workerUrl: url, size });
const host = (size = 2, url = workerUrl): Pool => hostWorkers({ workerUrl: url, size });
const processes = (size = 2, url = workerUrl): Pool => hostWorkers({ workerUrl: url, size, processEach: true });

let pool: Pool;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgpar-pool-'));
});

afterEach(async () => {
  await pool.kill();
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  ['inline', inline],
  ['threads', threads],
  ['host', host],
  ['processes', processes],
])('%s workers', (_, create) => {
  beforeEach(() => {
    pool = create();
  });

  test('return what the handler returns', async () => {
    const value = { names: ['ü.jpg', 'a\nb', '😀'], figures: [0, -1, 2.5, 1e300], nothing: null, deep: { yes: true } };
    expect(await pool.run({ do: 'echo', value })).toEqual(value);
    expect(await pool.run({ do: 'echoAtOnce', value: 'x' })).toBe('x');
    expect(await pool.run({ do: 'echo' })).toBeUndefined();
  });

  test('give each of many jobs its own result', async () => {
    const values = Array.from({ length: 500 }, (_, value) => value);
    expect(await Promise.all(values.map((value) => pool.run({ do: 'echo', value })))).toEqual(values);
  });

  test('survive a handler that throws, and keep the code', async () => {
    await expect(pool.run({ do: 'fail', code: 'corrupt' })).rejects.toMatchObject({
      name: 'ImgparError',
      code: 'corrupt',
      message: 'as it was told to',
    });
    await expect(pool.run({ do: 'failAtOnce', code: 'too-large' })).rejects.toMatchObject({ name: 'ImgparError', code: 'too-large' });
    expect(await pool.run({ do: 'echo', value: 1 })).toBe(1);
  });

  test('reject with the message of a foreign error', async () => {
    await expect(pool.run({ do: 'failForeign' })).rejects.toThrow('not one of ours');
  });

  test('run at most `size` jobs at a time', async () => {
    const jobs = Array.from({ length: 12 }, (_, id) => pool.run({ do: 'company', folder, id: String(id) }));
    const together = (await Promise.all(jobs)) as number[];
    expect(Math.max(...together)).toBeLessThanOrEqual(pool.size);
  });

  test('run `size` jobs at a time', async () => {
    const jobs = Array.from({ length: pool.size }, (_, id) => pool.run({ do: 'meet', folder, id: String(id), count: pool.size }));
    expect(new Set(await Promise.all(jobs))).toEqual(new Set(['met']));
  });

  test('wait on close for running and waiting jobs', async () => {
    const ended: unknown[] = [];
    for (const value of [1, 2, 3, 4, 5]) void pool.run({ do: 'echoLate', value }).then((result) => ended.push(result));
    await pool.close();
    expect(ended.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test('refuse jobs once closed', async () => {
    const closing = pool.close();
    await expect(pool.run({ do: 'echo' })).rejects.toMatchObject({ code: 'usage', message: 'the pool is closed' });
    await closing;
    await pool.close();
  });

  test('reject running, waiting and new jobs when killed', async () => {
    const jobs = Array.from({ length: 5 }, () => pool.run({ do: 'wait' }));
    const ends = Promise.allSettled(jobs);
    await pool.kill();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'worker-crashed' } });
    await expect(pool.run({ do: 'echo' })).rejects.toMatchObject({ code: 'worker-crashed' });
    await pool.kill();
    await pool.close();
  });

  test('reject a job that takes too long, and do the next one', async () => {
    await expect(pool.run({ do: 'wait' }, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('0.1 s'),
    });
    expect(await pool.run({ do: 'echo', value: 'next' })).toBe('next');
  });

  test('are busy while a worker holds a job', async () => {
    await pool.run({ do: 'echo' });
    expect(pool.busy).toBe(false);
    pool.run({ do: 'wait' }).catch(() => {});
    // A worker is ready, so the job goes out before any timer fires.
    await new Promise(setImmediate);
    expect(pool.busy).toBe(true);
  });

  test('can be closed without ever being used', async () => {
    await pool.close();
  });
});

test('threads reject a job that cannot be sent, and go on', async () => {
  pool = threads();
  await expect(pool.run({ do: 'echo', value: () => {} })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('plain data'),
  });
  expect(await pool.run({ do: 'echo', value: 1 })).toBe(1);
});

// Node aborts the whole process when a thread is terminated at the wrong moment of loading a module.
test.each(['kill', 'close'] as const)('threads are not ended while they load: %s', async (end) => {
  pool = threads(1, new URL(`?${encodeURIComponent(join(folder, 'loaded'))}`, broken('slow.mjs')));
  await pool[end]();
  expect(await readdir(folder)).toEqual(['loaded']);
});

describe.each([
  ['threads', threads],
  ['host', host],
  ['processes', processes],
])('%s workers', (_, create) => {
  test('end a job that blocks its thread when killed', async () => {
    pool = create();
    const blocked = expect(pool.run({ do: 'block' })).rejects.toMatchObject({ code: 'worker-crashed' });
    await pool.run({ do: 'echo' });
    await pool.kill();
    await blocked;
  });

  test('report a thread that ended during a job, and replace it', async () => {
    pool = create(1);
    const lost = pool.run({ do: 'exitThread' });
    const next = pool.run({ do: 'echo', value: 'next' });
    await expect(lost).rejects.toMatchObject({ code: 'worker-crashed', message: expect.stringContaining('7') });
    expect(await next).toBe('next');
  });

  test('say when a result cannot be copied', async () => {
    pool = create(1);
    await expect(pool.run({ do: 'answerFunction' })).rejects.toThrow('plain data');
    expect(await pool.run({ do: 'echo', value: 'next' })).toBe('next');
  });

  test.each([
    ['cannot be loaded', 'unloadable.mjs', 'this module never loads'],
    ['does not exist', 'missing.mjs', 'missing.mjs'],
    ['exports no handler', 'preloaded.mjs', 'not a function'],
  ])('tell every job when the worker module %s', async (_, name, why) => {
    pool = create(2, broken(name));
    for (let job = 0; job < 3; job++) {
      await expect(pool.run({})).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining(why) });
    }
  });

  test('do not wait forever for threads that end at start', async () => {
    pool = create(2, broken('exits.mjs'));
    const ends = await Promise.allSettled(Array.from({ length: 6 }, () => pool.run({})));
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { name: 'ImgparError' } });
  });

  test('refuse a size that is not a number of threads', () => {
    for (const size of [0, -1, 1.5, Number.NaN]) expect(() => create(size)).toThrow(/size of a pool/);
  });
});
