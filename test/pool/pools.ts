import { afterEach } from 'vitest';
import { Executor, moduleOf, Pool } from '../../src/pool/index.js';
import type { PoolOptions } from '../../src/pool/options.js';

export const work = moduleOf<typeof import('../fixtures/pool/work.mjs')>(new URL('../fixtures/pool/work.mjs', import.meta.url));

/** Where tasks may run. What `inline` cannot do is said in each test. */
export const everywhere = [['threads'], ['processes'], ['inline']] as const;
export const elsewhere = [['threads'], ['processes']] as const;

const made: Array<() => Promise<void>> = [];

afterEach(async () => {
  await Promise.all(made.splice(0).map((end) => end()));
});

/** A pool of two workers, which ends with the test. */
export function poolOf(options: PoolOptions): Pool {
  const pool = new Pool({ workers: 2, ...options });
  made.push(() => pool.terminate());
  return pool;
}

/** An executor of two workers, which ends with the test. */
export function executorOf(options: PoolOptions): Executor {
  const executor = new Executor({ workers: 2, ...options });
  made.push(() => executor.killWorkers());
  return executor;
}

export async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export function range(end: number, start = 0): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

/** What a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`it did not reject, but gave ${String(outcome.value)}`);
}

/** A clock that stands still until it is moved. */
export class TestClock {
  #nowMs = 0;
  readonly #alarms = new Set<{ atMs: number; call: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, call: () => void): () => void {
    const alarm = { atMs: this.#nowMs + ms, call };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** How many wait for it. */
  get waiting(): number {
    return this.#alarms.size;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const alarm of [...this.#alarms]) {
      if (alarm.atMs > this.#nowMs) continue;
      this.#alarms.delete(alarm);
      alarm.call();
    }
  }
}
