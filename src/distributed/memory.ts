import {
  type Hold,
  type ImageCounts,
  type Lease,
  type LeaseTimes,
  leaseTimes,
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

/** The queues of this process: what a server does, without one. */
export class MemoryServer implements QueueServer {
  readonly #times: LeaseTimes;
  readonly #runs = new Map<string, QueuedRun>();
  readonly #queues = new Map<string, MemoryQueue>();

  constructor(times = leaseTimes) {
    this.#times = times;
  }

  async addRun(description: RunDescription): Promise<void> {
    const known = this.#runs.get(description.run);
    if (!known || known.isCancelled) this.#runs.set(description.run, { ...description, isCancelled: false });
  }

  async runs(): Promise<readonly QueuedRun[]> {
    return [...this.#runs.values()];
  }

  queue(run: string): MemoryQueue {
    const known = this.#queues.get(run);
    if (known) return known;
    const queue = new MemoryQueue(run, this.#times, () => this.#runs.get(run)?.isCancelled === true);
    this.#queues.set(run, queue);
    return queue;
  }

  async isOver(run: string): Promise<boolean> {
    return this.queue(run).isOver;
  }

  async pause(run: string): Promise<void> {
    this.queue(run).isPaused = true;
  }

  async resume(run: string): Promise<void> {
    this.queue(run).isPaused = false;
  }

  async cancel(run: string): Promise<void> {
    const known = this.#runs.get(run);
    if (known) this.#runs.set(run, { ...known, isCancelled: true });
    this.queue(run).drain();
  }

  async retryFailed(run: string): Promise<number> {
    return this.queue(run).retryFailed();
  }

  async close(): Promise<void> {}
}

interface Job {
  readonly id: string;
  readonly range: QueuedRange;
  readonly state: 'waiting' | 'running' | 'finished';
  readonly attempt: number;
  /** When its lease was taken, and when it expires. */
  readonly since: number;
  readonly until: number;
  readonly progress?: RangeProgress | undefined;
  readonly outcome?: RangeOutcome | undefined;
}

class MemoryQueue implements RangeQueue {
  isPaused = false;
  /** In the order in which they are taken. */
  #jobs: Job[] = [];
  readonly #run: string;
  readonly #times: LeaseTimes;
  readonly #isCancelled: () => boolean;

  constructor(run: string, times: LeaseTimes, isCancelled: () => boolean) {
    this.#run = run;
    this.#times = times;
    this.#isCancelled = isCancelled;
  }

  async add(ranges: readonly QueuedRange[]): Promise<void> {
    this.#jobs.push(...this.#unknown(ranges));
  }

  #unknown(ranges: readonly QueuedRange[]): Job[] {
    const jobs = ranges.map((range) => ({ ...waiting, id: rangeId(this.#run, range), range }));
    return jobs.filter(({ id }) => this.#jobs.every((known) => known.id !== id));
  }

  async take(): Promise<Lease | undefined> {
    if (this.isPaused) return undefined;
    const job = this.#jobs.find(({ state, until }) => state === 'waiting' || (state === 'running' && until < Date.now()));
    if (!job) return undefined;
    const attempt = job.attempt + 1;
    const now = Date.now();
    this.#change(job, { state: 'running', attempt, since: now, until: now + this.#times.lockMs });
    return { range: job.range, attempt, ...(job.progress && { lost: job.progress }) };
  }

  async renew(lease: Lease): Promise<Hold> {
    const job = this.#held(lease);
    if (this.#isCancelled()) return 'cancelled';
    if (!job) return 'lost';
    this.#change(job, { until: Date.now() + this.#times.lockMs });
    return 'held';
  }

  async finish(lease: Lease, outcome: RangeOutcome): Promise<boolean> {
    const job = this.#held(lease);
    if (job) this.#change(job, { state: 'finished', outcome });
    return job !== undefined;
  }

  async giveBack(lease: Lease, rest: QueuedRange, outcome: RangeOutcome): Promise<boolean> {
    const job = this.#held(lease);
    if (!job) return false;
    if (rest.start <= lease.range.start) this.#change(job, { ...waiting, attempt: job.attempt, range: rest });
    else {
      this.#change(job, { state: 'finished', outcome, range: { ...lease.range, end: rest.start } });
      this.#jobs.unshift(...this.#unknown([rest]));
    }
    return true;
  }

  async progress(lease: Lease, progress: RangeProgress): Promise<void> {
    const job = this.#held(lease);
    if (job) this.#change(job, { progress });
  }

  async status(): Promise<QueueStatus> {
    const finished = this.#jobs.filter(({ state }) => state === 'finished');
    return {
      isPaused: this.isPaused,
      waiting: this.#jobs.filter(({ state }) => state === 'waiting').length,
      running: this.#jobs.filter(({ state }) => state === 'running').map(({ range, progress, since }) => ({ range, progress, since })),
      finished: finished.length,
      images: finished.reduce<ImageCounts>((sum, { outcome }) => (outcome ? sumOf(sum, outcome.images) : sum), noImages),
      broken: [...new Set(finished.flatMap(({ outcome }) => outcome?.broken ?? []))],
      finishedBytes: finished.reduce((sum, { range }) => sum + range.end - range.start, 0),
    };
  }

  get isOver(): boolean {
    return this.#jobs.every(({ state }) => state === 'finished');
  }

  drain(): void {
    this.#jobs = this.#jobs.filter(({ state }) => state !== 'waiting');
  }

  retryFailed(): number {
    const failed = this.#jobs.filter(
      ({ state, outcome }) => state === 'finished' && outcome && (outcome.images.failed > 0 || outcome.broken !== undefined),
    );
    for (const job of failed) this.#change(job, { ...waiting, range: { ...job.range, retries: (job.range.retries ?? 0) + 1 } });
    return failed.length;
  }

  /** The job of a lease that is still the latest one of its range, and has not expired. */
  #held({ range, attempt }: Lease): Job | undefined {
    const id = rangeId(this.#run, range);
    const job = this.#jobs.find((each) => each.id === id);
    return job?.state === 'running' && job.attempt === attempt && job.until >= Date.now() ? job : undefined;
  }

  #change(job: Job, change: Partial<Job>): void {
    this.#jobs = this.#jobs.map((each) => (each === job ? { ...job, ...change } : each));
  }
}

const waiting = { state: 'waiting', attempt: 0, since: 0, until: 0, progress: undefined, outcome: undefined } as const;
