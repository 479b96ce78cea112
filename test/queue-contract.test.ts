import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryServer } from '../src/distributed/memory.js';
import { openServer } from '../src/distributed/open-server.js';
import { type Lease, noImages, type RangeOutcome, type RangeProgress, type RangeQueue } from '../src/distributed/queue.js';
import type { QueueServer, RunDescription } from '../src/distributed/queue-server.js';
import { canUsePostgres, canUseRedis, type QueueServer as Started, startPostgres, startRedis } from './queue-servers.js';

const times = { lockMs: 1_500, checkMs: 500 };

const backends: ReadonlyArray<readonly [name: string, isThere: boolean, start: () => Promise<Started | undefined>]> = [
  ['memory', true, async () => undefined],
  ['Redis', canUseRedis, () => startRedis()],
  ['PostgreSQL', canUsePostgres, startPostgres],
];

describe.each(backends)('a queue on %s', (name, isThere, start) => {
  let started: Started | undefined;
  let server: QueueServer;
  /** Another machine at the same server. */
  let other: QueueServer;

  beforeAll(async () => {
    if (!isThere) return;
    started = await start();
    const memory = new MemoryServer(times);
    const open = () => (started ? openServer(started.url, times) : memory);
    server = await open();
    other = await open();
  }, 60_000);

  afterAll(async () => {
    await server?.close();
    await other?.close();
    await started?.end();
  });

  const inQueue = (title: string, check: (queue: RangeQueue, elsewhere: RangeQueue, run: string) => Promise<void>) =>
    test.skipIf(!isThere)(title, { timeout: 30_000 }, async () => {
      const run = `r${Math.random().toString(16).slice(2)}`;
      await server.addRun({ ...description, run });
      await check(server.queue(run), other.queue(run), run);
    });

  inQueue('gives every range to one worker, in order', async (queue, elsewhere) => {
    await queue.add(ranges);
    const taken = [await queue.take(), await elsewhere.take(), await queue.take(), await elsewhere.take()];
    expect(taken.map((lease) => lease?.range)).toEqual([...ranges, undefined]);
    expect(taken.slice(0, 3).map((lease) => lease?.attempt)).toEqual([1, 1, 1]);
  });

  inQueue('ignores ranges that it knows, also when they are over', async (queue) => {
    await queue.add(ranges);
    await queue.add(ranges);
    await queue.finish((await queue.take())!, outcome());
    await queue.add(ranges);
    expect(await queue.status()).toMatchObject({ waiting: 2, running: [], finished: 1 });
  });

  inQueue('gives a range to another when its lease has expired, with what was said last', async (queue, elsewhere) => {
    await queue.add(ranges.slice(0, 1));
    const lease = (await queue.take())!;
    await queue.progress(lease, progress(7));
    const again = await soon(elsewhere);
    expect(again).toMatchObject({ range: ranges[0], attempt: 2, lost: progress(7) });
    expect(await queue.renew(lease)).toBe('lost');
    expect(await queue.finish(lease, outcome())).toBe(false);
    expect(await queue.giveBack(lease, ranges[0]!, outcome())).toBe(false);
    expect(await elsewhere.finish(again, outcome())).toBe(true);
    expect(await queue.status()).toMatchObject({ waiting: 0, running: [], finished: 1 });
  });

  inQueue('lets a worker keep a range for as long as it renews its lease', async (queue, elsewhere) => {
    await queue.add(ranges.slice(0, 1));
    const lease = (await queue.take())!;
    for (let passed = 0; passed < 3 * times.lockMs; passed += 300) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await queue.renew(lease)).toBe('held');
      expect(await elsewhere.take()).toBeUndefined();
    }
    expect(await queue.finish(lease, outcome())).toBe(true);
    expect(await queue.finish(lease, outcome())).toBe(false);
  });

  inQueue('lets the rest of a range wait as a range of its own, before all others', async (queue, elsewhere) => {
    await queue.add(ranges);
    const lease = (await queue.take())!;
    const rest = { start: 40, end: 100, suspects: [[50, 1]] } as const;
    expect(await queue.giveBack(lease, rest, outcome({ done: 4 }))).toBe(true);
    const next = await elsewhere.take();
    expect(next?.range).toEqual(rest);
    expect(next?.attempt).toBe(1);
    expect(next?.lost).toBeUndefined();
    expect(await queue.status()).toMatchObject({ finished: 1, finishedBytes: 40, waiting: 2, images: { done: 4 } });
  });

  inQueue('lets a range of which nothing is done wait again, as if nobody had taken it', async (queue, elsewhere) => {
    await queue.add(ranges.slice(0, 1));
    const lease = (await queue.take())!;
    await queue.progress(lease, progress(1));
    expect(await queue.giveBack(lease, { ...ranges[0]!, suspects: [[3, 1]] }, outcome())).toBe(true);
    const next = await elsewhere.take();
    expect(next?.range).toEqual({ ...ranges[0], suspects: [[3, 1]] });
    expect(next?.lost).toBeUndefined();
    expect(await queue.renew(lease)).toBe('lost');
  });

  inQueue('gives nothing while it is paused', async (queue, elsewhere, run) => {
    await queue.add(ranges);
    const lease = (await queue.take())!;
    await other.pause(run);
    expect(await queue.take()).toBeUndefined();
    expect(await elsewhere.status()).toMatchObject({ isPaused: true, waiting: 2 });
    expect(await queue.finish(lease, outcome())).toBe(true);
    await other.resume(run);
    expect((await queue.take())?.range).toEqual(ranges[1]);
  });

  inQueue('tells a worker that its run is cancelled, and has nothing more', async (queue, elsewhere, run) => {
    await queue.add(ranges);
    const lease = (await queue.take())!;
    await other.cancel(run);
    expect(await queue.renew(lease)).toBe('cancelled');
    expect(await elsewhere.take()).toBeUndefined();
    expect((await server.runs()).find((each) => each.run === run)?.isCancelled).toBe(true);
    await server.addRun({ ...description, run });
    expect((await other.runs()).find((each) => each.run === run)?.isCancelled).toBe(false);
  });

  inQueue('lets ranges with failed images wait again', async (queue, elsewhere, run) => {
    await queue.add(ranges);
    const [whole, failed] = [(await queue.take())!, (await queue.take())!];
    await queue.progress(failed, progress(1));
    await queue.finish(whole, outcome({ done: 9 }));
    await queue.finish(failed, outcome({ failed: 1, failures: { corrupt: 1 } }));
    expect(await queue.status()).toMatchObject({ finished: 2, images: { done: 9, failed: 1, failures: { corrupt: 1 } } });
    expect(await other.retryFailed(run)).toBe(1);
    expect(await queue.status()).toMatchObject({ finished: 1, waiting: 2 });
    const taken = [await elsewhere.take(), await elsewhere.take()].map((lease) => lease!);
    expect(taken.map(({ range }) => range)).toContainEqual({ ...ranges[1], retries: 1 });
    expect(taken.every(({ lost }) => lost === undefined)).toBe(true);
  });

  inQueue('shows what is at work', async (queue, elsewhere) => {
    await queue.add(ranges);
    const lease = (await queue.take())!;
    await queue.progress(lease, progress(3));
    const { running } = await elsewhere.status();
    expect(running).toEqual([{ range: ranges[0], progress: progress(3), since: expect.closeTo(Date.now(), -4) }]);
  });

  inQueue('lists the runs, oldest first', async (_, __, run) => {
    await other.addRun({ ...description, run: `${run}b` });
    const known = (await server.runs()).map((each) => each.run).filter((each) => each.startsWith(run));
    expect(known).toEqual([run, `${run}b`]);
  });

  test.skipIf(!isThere || name === 'memory')('outlives an outage of its server', { timeout: 60_000 }, async () => {
    const run = 'outage';
    await server.addRun({ ...description, run });
    const queue = server.queue(run);
    await queue.add(ranges);
    const lease = (await queue.take())!;
    await started!.kill();
    expect(await queue.renew(lease)).toBe('unreachable');
    await expect(queue.status()).rejects.toMatchObject({ code: 'environment' });
    await started!.restart();
    const again = await soon(queue);
    expect(ranges).toContainEqual(again.range);
    await queue.finish(again, outcome());
  });
});

/** The next range, once there is one. */
async function soon(queue: RangeQueue): Promise<Lease> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const lease = await queue.take().catch(() => undefined);
    if (lease) return lease;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no range has come');
}

const ranges = [
  { start: 0, end: 100 },
  { start: 100, end: 180 },
  { start: 180, end: 200 },
];

const outcome = (images: Partial<RangeOutcome['images']> = {}): RangeOutcome => ({
  host: 'here',
  images: { ...noImages, ...images },
  elapsedMs: 10,
});

const progress = (done: number): RangeProgress => ({
  host: 'here',
  worker: '1',
  at: 5,
  images: { ...noImages, done },
  lines: 12,
  inFlight: [[10, 20]],
  suspects: [[30, 1]],
});

const description: Omit<RunDescription, 'run'> = {
  list: '/list',
  identity: 'i',
  base: '/',
  destination: '/out',
  options: {},
  fingerprint: 'f',
  versions: { imgpar: '1' },
  listBytes: 200,
  ranges: 3,
  submittedAt: 1,
};
