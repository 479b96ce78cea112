import { type Failure, ImgparError } from '../errors.js';
import type { SkipReason } from '../events.js';
import { checkOptions } from '../options/resolve.js';
import type { RunOptions } from '../options/run-options.js';
import type { Inspection } from '../pixels/figures.js';
import type { RunContext } from '../run/run-context.js';
import { Session } from '../run/session.js';
import { startWorkers } from '../run/start-workers.js';
import { tasksOf } from '../run/tasks.js';
import type { TaskResult } from '../worker/task.js';
import { planSources } from './plan-sources.js';

/** What became of one file of the sources. */
export type Inspected =
  | ({ readonly source: string; readonly status: 'measured' } & Inspection)
  | { readonly source: string; readonly status: 'failed'; readonly failure: Failure }
  | { readonly source: string; readonly status: 'skipped'; readonly reason: SkipReason; readonly looksLike?: string };

/** Where to look, as for a run, but for what would be written. */
export type InspectOptions = Omit<RunOptions, 'destination' | 'inPlace' | 'shard' | 'output' | 'sharing' | 'record'>;

/**
 * Takes the figures of every image of the sources, on every core. Writes nothing.
 *
 * @param onInspected receives what became of each file, in the order of the list; the work goes on once it settles
 * @throws {ImgparError} `usage`, if an option or a source is wrong
 */
export async function inspect(
  options: InspectOptions,
  onInspected: (inspected: Inspected) => Promise<void> | void,
  context: RunContext = {},
): Promise<void> {
  // Not used, as the plan is made by planSources.
  const session = await Session.open(checkOptions({ ...options, destination: 'nowhere' }), context);
  const planned = await session.plan({ planner: planSources });
  if (!planned) return session.close();
  const workers = session.workers(startWorkers(), planned, { isKept: false, review: (task) => ({ task }) }, 'inspect', { isInOrder: true });
  const inOrder = new InOrder(onInspected);
  const taskOf = tasksOf(planned, session.options);
  try {
    await workers.inLanes('inspect', {
      select: async (_lane, first, entries) => {
        for (const [index, { source, kind }] of entries.entries())
          if (kind) await inOrder.take(first + index, { source, status: 'skipped', reason: kind });
        return entries.flatMap((entry, index) => (entry.kind ? [] : [taskOf(first + index, entry)]));
      },
      settle: async (_lane, results) => {
        for (const result of results) await inOrder.take(result.task.id, inspectedOf(result));
      },
    });
    await inOrder.finish();
    session.events.throwIfFailed();
  } finally {
    session.close();
    await workers.close();
    await planned.list.close();
  }
}

function inspectedOf({ task: { source }, outcome }: TaskResult): Inspected {
  switch (outcome.status) {
    case 'inspected':
      return { ...outcome, source, status: 'measured' };
    case 'failed':
      return { source, status: 'failed', failure: outcome.failure };
    case 'skipped':
      return { source, status: 'skipped', reason: outcome.reason, ...(outcome.looksLike && { looksLike: outcome.looksLike }) };
    case 'done':
    case 'measured':
    case 'looked-at':
      throw new ImgparError('internal', `${source} was ${outcome.status} instead of inspected`);
  }
}

/** Passes things on in the order of their numbers, from 0. */
class InOrder<Thing> {
  readonly #pass: (thing: Thing) => Promise<void> | void;
  readonly #waiting = new Map<number, Thing>();
  #next = 0;
  #passing: Promise<void> = Promise.resolve();

  constructor(pass: (thing: Thing) => Promise<void> | void) {
    this.#pass = pass;
  }

  take(number: number, thing: Thing): Promise<void> {
    this.#waiting.set(number, thing);
    this.#passing = this.#passing.then(async () => {
      for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
        this.#waiting.delete(this.#next++);
        await this.#pass(next);
      }
    });
    return this.#passing;
  }

  /** Passes on what is left when some numbers never came. */
  async finish(): Promise<void> {
    await this.#passing;
    for (const [, thing] of [...this.#waiting].toSorted(([one], [other]) => one - other)) await this.#pass(thing);
  }
}
