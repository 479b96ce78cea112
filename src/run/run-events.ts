import type { RunEvent } from '../events.js';
import type { RunOptions } from '../options/run-options.js';
import { run } from './run.js';
import { type RunContext, readRunContext } from './run-context.js';

/**
 * A run as its events, in order, for `for await`. It starts when the first event is asked for, and goes on only as fast as they are
 * taken. Leaving the loop ends it gently: images in flight are finished, their events are not told.
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
  // Whoever reads the events hears of an error below, which may be later than Node would wait for.
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

/** Hands things from one who gives to one who takes; the giver waits until the taker asks for the next. */
class Handover<Thing> {
  readonly #given: Array<{ readonly thing: Thing; readonly taken: () => void }> = [];
  #closed = false;
  /** Tells the one who waits that something changed. */
  #notify = () => {};

  /** Resolves once it was taken, or nobody will take it any more. */
  give(thing: Thing): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((taken) => {
      this.#given.push({ thing, taken });
      this.#notify();
    });
  }

  /** Nothing more is given. What was given before can still be taken, for which nobody waits. */
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
