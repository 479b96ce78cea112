import type { RunEvent } from '../events.js';
import type { RunOptions } from '../options/run-options.js';
import { run } from './run.js';
import { type RunContext, readRunContext } from './run-context.js';

/**
 * A run as an async iterable of its events, in order. It starts when the first event is requested, and goes on only as fast as they are
 * consumed. Leaving the loop ends it gently: images in flight are finished, but their events are not delivered.
 *
 * @throws {ImgparError} what `run` throws, after the last event
 */
export async function* runEvents(options: RunOptions, context: RunContext = {}): AsyncGenerator<RunEvent, void, undefined> {
  const { report, signal, ...others } = readRunContext(context, 'context');
  const events = new Handover<RunEvent>();
  const gently = new AbortController();
  const endGently = () => gently.abort();
  signal?.addEventListener('abort', endGently);
  if (signal?.aborted) endGently();
  const tell = async (event: RunEvent) => {
    await report?.(event);
    await events.give(event);
  };
  const running = run(options, { ...others, signal: gently.signal, report: report ? tell : (event) => events.give(event) });
  // The reader of the events gets an error below, perhaps later than Node would wait for.
  running.catch(() => {}).finally(() => events.close());
  try {
    yield* events;
  } finally {
    events.close();
    endGently();
    signal?.removeEventListener('abort', endGently);
    await running;
  }
}

/** Passes things from a giver to a taker; the giver waits until the taker requests the next one. */
class Handover<Thing> {
  readonly #given: Array<{ readonly thing: Thing; readonly taken: () => void }> = [];
  #closed = false;
  /** Wakes the waiting taker. */
  #notify = () => {};

  /** Resolves once the thing is taken, or can no longer be. */
  give(thing: Thing): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((taken) => {
      this.#given.push({ thing, taken });
      this.#notify();
    });
  }

  /** Ends giving. Things given before can still be taken, but nobody waits for that. */
  close(): void {
    this.#closed = true;
    for (const { taken } of this.#given) taken();
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Thing, void, undefined> {
    for (;;) {
      const next = this.#given[0];
      if (next) {
        yield next.thing;
        this.#given.shift();
        next.taken();
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#notify = resolve;
        });
      }
    }
  }
}
