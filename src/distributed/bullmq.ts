import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import type * as BullMQ from 'bullmq';
import { Asker, withoutPassword } from './answer.js';
import { queuePackage } from './packages.js';
import { checkPostgres } from './postgres.js';
import {
  type Hold,
  type ImageCounts,
  type Lease,
  type LeaseTimes,
  noImages,
  type QueuedRange,
  type QueueStatus,
  type RangeOutcome,
  type RangeProgress,
  type RangeQueue,
  rangeId,
  sumOf,
} from './queue.js';
import type { QueuedRun, QueueServer, RunDescription } from './queue-server.js';
import { connectRedis } from './redis.js';

/**
 * Opens the queues on a server, after it was looked at.
 *
 * @param url `redis:`, `rediss:` or `postgres:`
 * @throws {ImgparError} `usage`, if a package is missing or the server will not do
 */
export async function openBullMQ(url: URL, times: LeaseTimes): Promise<QueueServer> {
  const place = withoutPassword(url);
  if (url.protocol.startsWith('redis')) {
    const client = await connectRedis(url);
    const { Queue, Worker } = queuePackage('bullmq', 'ioredis') as typeof BullMQ;
    // `redis.ts` has looked at what it would look at, and warn about on the console.
    const options = { connection: client, skipVersionCheck: true };
    return new BullServer({
      place,
      times,
      queue: (name) => new Queue(name, { ...options, streams: { events: { maxLen: eventsKept } } }),
      worker: (name, own) => new Worker(name, null, { ...options, ...own }),
      disconnect: async () => client.disconnect(),
    });
  }
  await checkPostgres(url);
  const { Queue, Worker, createPostgresBackend } = queuePackage('bullmq', 'pg') as typeof BullMQ;
  const options = { connection: { connectionString: url.href, migrate: true, max: 2, keepAlive: true } };
  return new BullServer({
    place,
    times,
    queue: (name) => new Queue(name, options, createPostgresBackend),
    worker: (name, own) => new Worker(name, null, { ...own, ...options }, createPostgresBackend),
    disconnect: async () => {},
    notice: 'queues on PostgreSQL are experimental; Redis is tried and tested',
  });
}

/** Nobody reads its stream of events, each of which holds a whole progress. */
const eventsKept = 100;

/** What is used of them: the same on Redis and on PostgreSQL. */
type Jobs = EventEmitter & Pick<BullMQ.Queue, UsedOfQueue>;
type UsedOfQueue =
  | 'add'
  | 'addBulk'
  | 'close'
  | 'drain'
  | 'getJob'
  | 'getJobCountByTypes'
  | 'getJobs'
  | 'isPaused'
  | 'pause'
  | 'resume'
  | 'updateJobProgress';
type Taker = EventEmitter & Pick<BullMQ.Worker, 'close' | 'getNextJob' | 'startStalledCheckTimer'>;

interface Engine {
  readonly place: string;
  readonly times: LeaseTimes;
  readonly notice?: string;
  queue(name: string): Jobs;
  worker(name: string, options: Omit<BullMQ.WorkerOptions, 'connection'>): Taker;
  disconnect(): Promise<void>;
}

/** The queue whose jobs are the runs. Nobody takes them. */
const runsQueue = 'imgpar-runs';

class BullServer implements QueueServer {
  readonly notice?: string;
  readonly #engine: Engine;
  readonly #asker: Asker;
  readonly #runs: Jobs;
  readonly #queues = new Map<string, BullQueue>();

  constructor(engine: Engine) {
    this.#engine = engine;
    if (engine.notice !== undefined) this.notice = engine.notice;
    this.#asker = new Asker(engine.place);
    this.#runs = quiet(engine.queue(runsQueue));
  }

  async addRun(description: RunDescription): Promise<void> {
    const jobId = runId(description.run);
    await this.#asker.ask(() => this.#runs.add('run', description, { jobId }));
    await this.#asker.ask(() => this.#runs.updateJobProgress(jobId, {}));
  }

  async runs(): Promise<readonly QueuedRun[]> {
    const jobs = await this.#asker.ask(() => this.#runs.getJobs(['waiting'], 0, -1, true));
    return jobs.filter(isThere).map(({ data, progress }) => ({ ...(data as RunDescription), isCancelled: isCancelled(progress) }));
  }

  queue(run: string): BullQueue {
    const known = this.#queues.get(run);
    if (known) return known;
    const queue = new BullQueue(run, this.#engine, this.#asker, async () => isCancelled((await this.#runs.getJob(runId(run)))?.progress));
    this.#queues.set(run, queue);
    return queue;
  }

  async isOver(run: string): Promise<boolean> {
    return (await this.#asker.ask(() => this.queue(run).queue.getJobCountByTypes('waiting', paused, 'active'))) === 0;
  }

  async pause(run: string): Promise<void> {
    await this.#asker.ask(() => this.queue(run).queue.pause());
  }

  async resume(run: string): Promise<void> {
    await this.#asker.ask(() => this.queue(run).queue.resume());
  }

  async cancel(run: string): Promise<void> {
    // In this order, so that what is given back meanwhile goes, too, or is never taken.
    await this.#asker.ask(() => this.#runs.updateJobProgress(runId(run), { cancelled: true }));
    await this.#asker.ask(() => this.queue(run).queue.drain());
  }

  async retryFailed(run: string): Promise<number> {
    const { queue } = this.queue(run);
    const jobs: BullMQ.Job<QueuedRange, Finished>[] = [];
    for await (const job of this.queue(run).finishedJobs()) if (job.returnvalue.images.failed > 0 || job.returnvalue.broken) jobs.push(job);
    for (const job of jobs) {
      const { data, returnvalue } = job;
      await this.#asker.ask(async () => {
        await job.updateData({ start: data.start, end: returnvalue.end, retries: (data.retries ?? 0) + 1 });
        await queue.updateJobProgress(job.id!, {});
        await job.retry('completed');
      });
    }
    return jobs.length;
  }

  async close(): Promise<void> {
    const closing = Promise.all([...[...this.#queues.values()].map((queue) => queue.close()), this.#runs.close()]);
    await Promise.race([closing.catch(() => {}), new Promise((resolve) => setTimeout(resolve, closeMs).unref())]);
    await this.#engine.disconnect();
  }
}

/** How long a server may take to say goodbye. */
const closeMs = 1_000;

function runId(run: string): string {
  return `run-${run}`;
}

function isCancelled(progress: unknown): boolean {
  return typeof progress === 'object' && progress !== null && 'cancelled' in progress;
}

/** An outcome, and where the range ended in the end. */
interface Finished extends RangeOutcome {
  readonly end: number;
}

type Job = BullMQ.Job<QueuedRange, Finished>;

class BullQueue implements RangeQueue {
  readonly queue: Jobs;
  readonly #run: string;
  readonly #engine: Engine;
  readonly #asker: Asker;
  readonly #isCancelled: () => Promise<boolean>;
  readonly #held = new WeakMap<Lease, { readonly job: Job; readonly token: string }>();
  #worker: Taker | undefined;

  constructor(run: string, engine: Engine, asker: Asker, isRunCancelled: () => Promise<boolean>) {
    this.#run = run;
    this.#engine = engine;
    this.#asker = asker;
    this.#isCancelled = isRunCancelled;
    this.queue = quiet(engine.queue(queueName(run)));
  }

  async add(ranges: readonly QueuedRange[]): Promise<void> {
    for (let first = 0; first < ranges.length; first += addedAtOnce) {
      const jobs = ranges.slice(first, first + addedAtOnce).map((range) => this.#jobFor(range));
      await this.#asker.ask(() => this.queue.addBulk(jobs));
    }
  }

  #jobFor(data: QueuedRange, options: BullMQ.JobsOptions = {}) {
    return { name: 'range', data, opts: { ...options, jobId: rangeId(this.#run, data) } };
  }

  /** BullMQ's pattern "manually fetching jobs": it fetches and locks, and the rest is done here. */
  async take(): Promise<Lease | undefined> {
    const { times } = this.#engine;
    this.#worker ??= await this.#startWorker(times);
    const worker = this.#worker;
    const token = randomUUID();
    const job: Job | undefined = await this.#asker.wait(() => worker.getNextJob(token, { block: false }));
    if (!job) return undefined;
    const lost = progressOf(job);
    const lease: Lease = { range: job.data, attempt: job.attemptsStarted, ...(lost && { lost }) };
    this.#held.set(lease, { job, token });
    return lease;
  }

  async #startWorker({ lockMs, checkMs }: LeaseTimes) {
    const worker = quiet(
      this.#engine.worker(queueName(this.#run), {
        name: hostname(),
        autorun: false,
        lockDuration: lockMs,
        stalledInterval: checkMs,
        // Which image is at fault is judged image by image. BullMQ would give up a range after two lost workers.
        maxStalledCount: 1_000_000,
      }),
    );
    await worker.startStalledCheckTimer();
    return worker;
  }

  async renew(lease: Lease): Promise<Hold> {
    const held = this.#held.get(lease);
    if (!held) return 'lost';
    try {
      return await this.#asker.ask(async () => {
        const isOurs = await held.job.extendLock(held.token, this.#engine.times.lockMs);
        if (await this.#isCancelled()) return 'cancelled';
        return isOurs === 1 ? 'held' : 'lost';
      });
    } catch {
      return 'unreachable';
    }
  }

  async finish(lease: Lease, outcome: RangeOutcome): Promise<boolean> {
    return this.#end(lease, { ...outcome, end: lease.range.end });
  }

  async giveBack(lease: Lease, rest: QueuedRange, outcome: RangeOutcome): Promise<boolean> {
    const held = this.#held.get(lease);
    if (!held) return false;
    const { job, token } = held;
    if ((await this.#asker.wait(() => job.extendLock(token, this.#engine.times.lockMs))) !== 1) return false;
    // First the rest: if this process ends in between, both wait, and whoever takes the longer one finds how far it is done.
    if (rest.start > lease.range.start) {
      await this.#asker.wait(() => this.queue.addBulk([this.#jobFor(rest, { lifo: true })]));
      return this.#end(lease, { ...outcome, end: rest.start });
    }
    return this.#ifOurs(async () => {
      await job.updateData(rest);
      await this.queue.updateJobProgress(job.id!, {});
      await job.moveToWait(token);
    });
  }

  #end(lease: Lease, finished: Finished): Promise<boolean> {
    const held = this.#held.get(lease);
    if (!held) return Promise.resolve(false);
    return this.#ifOurs(() => held.job.moveToCompleted(finished, held.token, false));
  }

  /** False if the job is gone, or has the lock of another. */
  async #ifOurs(request: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.#asker.wait(request);
      return true;
    } catch (error) {
      if (isRefusal((error as Error).cause)) return false;
      throw error;
    }
  }

  async progress(lease: Lease, progress: RangeProgress): Promise<void> {
    const held = this.#held.get(lease);
    if (held) await this.#asker.ask(() => held.job.updateProgress(progress));
  }

  async status(): Promise<QueueStatus> {
    const { queue } = this;
    const [isPaused, waiting, active] = await this.#asker.ask(() =>
      Promise.all([queue.isPaused(), queue.getJobCountByTypes('waiting', paused), queue.getJobs(['active'], 0, -1)]),
    );
    let [finished, images, finishedBytes] = [0, noImages as ImageCounts, 0];
    const broken = new Set<string>();
    for await (const { data, returnvalue } of this.finishedJobs()) {
      finished += 1;
      images = sumOf(images, returnvalue.images);
      finishedBytes += returnvalue.end - data.start;
      if (returnvalue.broken !== undefined) broken.add(returnvalue.broken);
    }
    const running = active
      .filter(isThere)
      .map((job) => ({ range: job.data, progress: progressOf(job), since: job.processedOn ?? job.timestamp }));
    return { isPaused, waiting, running, finished, images, broken: [...broken], finishedBytes };
  }

  async *finishedJobs(): AsyncGenerator<Job> {
    for (let first = 0; ; first += addedAtOnce) {
      const jobs = await this.#asker.ask(() => this.queue.getJobs(['completed'], first, first + addedAtOnce - 1, true));
      yield* jobs.filter(isThere);
      if (jobs.length < addedAtOnce) return;
    }
  }

  async close(): Promise<void> {
    await this.#worker?.close(true);
    await this.queue.close();
  }
}

const addedAtOnce = 1_000;

/** On PostgreSQL, jobs that wait in a paused queue are counted apart; the types, which are those of Redis, do not know. */
const paused = 'paused' as 'waiting';

function queueName(run: string): string {
  return `imgpar-${run}`;
}

function progressOf({ progress }: { readonly progress: unknown }): RangeProgress | undefined {
  // Nobody else writes it.
  return typeof progress === 'object' && progress !== null && 'host' in progress ? (progress as RangeProgress) : undefined;
}

/** A job may go between the moment when its name is listed and the one when it is read. */
function isThere<Job>(job: Job | undefined | null): job is Job {
  return job !== undefined && job !== null;
}

/** BullMQ answers with a negative number to what it refuses, such as a lock that is no longer ours. */
function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number' && error.code < 0;
}

/** An error without listener would end this process; who asks something is told. */
function quiet<Source extends EventEmitter>(source: Source): Source {
  source.on('error', () => {});
  return source;
}
