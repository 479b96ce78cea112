import type { BatchSize } from '../parallel/batches.js';
import { Queue } from '../parallel/queue.js';
import type { RangeSource } from '../parallel/range-source.js';
import type { ListEntry, TaskList } from '../plan/list.js';
import type { Task } from '../worker/task.js';

/** Selects the tasks in a part of the list; handles all other entries. `first` is the number of the first entry. */
export type Select = (lane: number, first: number, entries: readonly ListEntry[]) => Promise<readonly Task[]>;

/**
 * The tasks of a list on their way to the lanes. The next batch of a lane is prepared while the previous one is done, and tasks that a
 * worker did not begin come back. Neither is bound to a lane: an idle lane takes them.
 */
export class TaskQueue {
  readonly #list: TaskList;
  readonly #ranges: RangeSource;
  readonly #select: Select;
  readonly #ready = new Map<number, readonly Task[]>();
  readonly #left = new Queue<Task>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #lookAt: number[];

  constructor(list: TaskList, ranges: RangeSource, select: Select) {
    this.#list = list;
    this.#ranges = ranges;
    this.#select = select;
    this.#lookAt = Array.from({ length: ranges.lanes }, () => 1);
  }

  /** The next batch of a lane; empty if the entries it looked at need no work, undefined if there is nothing at this moment. */
  async next(lane: number, batchSize: BatchSize): Promise<readonly Task[] | undefined> {
    return (
      this.#takeLeft(lane, this.#sizeOf(batchSize)) ??
      this.#takeReady(lane) ??
      (await this.during(this.#fromList(lane, batchSize))) ??
      this.#steal(lane)
    );
  }

  /** Looks at the next part of the list, so that a batch of it is ready when the lane asks. */
  async makeReady(lane: number, batchSize: BatchSize): Promise<void> {
    if (this.#ready.has(lane)) return;
    const tasks = await this.during(this.#fromList(lane, batchSize));
    if (tasks && tasks.length > 0) this.#ready.set(lane, tasks);
  }

  /** Takes back tasks that were not begun. */
  putBack(lane: number, tasks: readonly Task[]): void {
    for (const task of tasks) this.#left.push(task);
    this.#ranges.putBack(lane, tasks.length);
  }

  /** Notes that this work may still put something back. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }

  /** Waits until any work under way ends; false if there is none, and so nothing to come. */
  async mayGrow(): Promise<boolean> {
    if (this.#underWay.size === 0) return false;
    // If it fails, its own lane reports it.
    await Promise.race(this.#underWay).catch(() => {});
    return true;
  }

  #sizeOf(batchSize: BatchSize): number {
    return batchSize.next(this.#ranges.remaining, this.#ranges.lanes);
  }

  #takeLeft(lane: number, atMost: number): readonly Task[] | undefined {
    const tasks: Task[] = [];
    for (let task = this.#left.peek(); task && tasks.length < atMost; task = this.#left.peek()) tasks.push(this.#left.shift()!);
    if (tasks.length === 0) return undefined;
    this.#ranges.takeBack(lane, tasks.length);
    return tasks;
  }

  #takeReady(lane: number): readonly Task[] | undefined {
    const tasks = this.#ready.get(lane);
    this.#ready.delete(lane);
    return tasks;
  }

  async #fromList(lane: number, batchSize: BatchSize): Promise<readonly Task[] | undefined> {
    const range = await this.#ranges.take(lane, Math.max(this.#sizeOf(batchSize), this.#lookAt[lane]!));
    if (!range) return undefined;
    const tasks = await this.#select(lane, range.start, await this.#list.read(range));
    // Where nothing needs work, look at many entries together.
    this.#lookAt[lane] = tasks.length > 0 ? 1 : Math.min(maxLookedAt, this.#lookAt[lane]! * 2);
    return tasks;
  }

  /** Steals from the first lane with a prepared batch; that lane is busy, or it would have taken the batch itself. */
  #steal(thief: number): readonly Task[] | undefined {
    const [found] = this.#ready;
    if (!found) return undefined;
    const [victim, tasks] = found;
    this.#ready.delete(victim);
    this.#ranges.putBack(victim, tasks.length);
    this.#ranges.takeBack(thief, tasks.length, victim);
    return tasks;
  }
}

/** The most entries looked at together. If they need work after all, they make one batch. */
const maxLookedAt = 64;
