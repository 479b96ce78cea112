import type { ProgressOptions } from './options.js';
import { Progress } from './progress.js';

// Promises with a bar (tqdm.asyncio). Each counts once settled.

/** Options of `gather`: those of its bar, and what an error means. */
export interface GatherOptions extends ProgressOptions {
  /** Whether an error takes the place of its result, as with Python's `return_exceptions`. Default: the first one rejects. */
  readonly returnExceptions?: boolean;
}

/** Waits for all promises, like `Promise.all`, and gives their results in order. */
export function gather<Item>(promises: Iterable<Item | PromiseLike<Item>>, options?: GatherOptions): Promise<Awaited<Item>[]>;
export function gather(promises: Iterable<unknown>, { returnExceptions = false, ...options }: GatherOptions = {}): Promise<unknown[]> {
  const all = Array.from(promises);
  const bar = new Progress<never>(undefined, { total: all.length, ...options });
  const counted = all.map((each) => {
    const settled = Promise.resolve(each).finally(() => bar.update());
    return returnExceptions ? settled.catch((error: unknown) => error) : settled;
  });
  return ending(bar, Promise.all(counted));
}

async function ending<Result>(bar: Progress<never>, promise: Promise<Result>): Promise<Result> {
  try {
    return await promise;
  } catch (error) {
    bar.fail();
    throw error;
  } finally {
    bar.close();
  }
}

/** The results of promises in the order in which they come: `for await (const page of asCompleted(requests))`. The first error ends it. */
export async function* asCompleted<Item>(
  promises: Iterable<Item | PromiseLike<Item>>,
  options: ProgressOptions = {},
): AsyncGenerator<Awaited<Item>, void, undefined> {
  // Numbered, as a race tells what has won, but not who.
  const running = new Map(
    Array.from(promises, (each, index) => [index, Promise.resolve(each).then((value) => ({ index, value }))] as const),
  );
  const bar = new Progress<never>(undefined, { total: running.size, ...options });
  try {
    while (running.size > 0) {
      const { index, value } = await Promise.race(running.values());
      running.delete(index);
      bar.update();
      yield value;
    }
  } catch (error) {
    bar.fail();
    throw error;
  } finally {
    bar.close();
    // Nobody waits for these any more.
    for (const each of running.values()) each.catch(() => {});
  }
}
