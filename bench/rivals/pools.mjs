import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const work = new URL('../pool-work.mjs', import.meta.url);

/**
 * Pools of others with two workers that square numbers. None of them is a dependency of ours.
 *
 * @typedef {{ run(x: number): Promise<number>, end(): Promise<unknown> }} RivalPool
 * @type {Record<string, { readonly runtimes: readonly string[], start(module: any, runtime: string, entry: string): RivalPool }>}
 */
export const rivalPools = {
  piscina: {
    runtimes: ['threads'],
    // Several tasks a worker are its fastest; as then a task that is cancelled ends its neighbours, too, few use it.
    start({ default: Piscina }) {
      const pool = new Piscina({ filename: work.href, name: 'square', minThreads: 2, maxThreads: 2, concurrentTasksPerWorker: 32 });
      return { run: (x) => pool.run(x), end: () => pool.destroy() };
    },
  },
  tinypool: {
    runtimes: ['threads', 'processes'],
    start({ default: Tinypool }, runtime) {
      const kind = runtime === 'threads' ? 'worker_threads' : 'child_process';
      const pool = new Tinypool({ filename: fileURLToPath(work), name: 'square', runtime: kind, minThreads: 2, maxThreads: 2 });
      return { run: (x) => pool.run(x), end: () => pool.destroy() };
    },
  },
  workerpool: {
    runtimes: ['threads', 'processes'],
    start({ default: workerpool }, runtime, entry) {
      const script = fileURLToPath(new URL('workerpool-worker.mjs', import.meta.url));
      const pool = workerpool.pool(script, {
        workerType: runtime === 'threads' ? 'thread' : 'process',
        minWorkers: 2,
        maxWorkers: 2,
        workerThreadOpts: { argv: [entry] },
        forkArgs: [entry],
      });
      return { run: (x) => pool.exec('square', [x]), end: () => pool.terminate() };
    },
  },
};

/** Where a rival is installed. @param folder that holds node_modules */
export function rivalAt(folder, name) {
  try {
    return createRequire(pathToFileURL(`${folder}/`)).resolve(name);
  } catch {
    return undefined;
  }
}

/** Tasks a second, one by one: all handed in at once, or 64 at a time, whichever is faster. */
export async function rivalRate(name, runtime, folder) {
  const entry = rivalAt(folder, name);
  const module = await import(pathToFileURL(entry).href);
  const pool = rivalPools[name].start(module, runtime, entry);
  await Promise.all(Array.from({ length: 1_000 }, (_, x) => pool.run(x)));
  const rates = [await rateOf(20_000, () => allAtOnce(pool)), await rateOf(20_000, () => someAtATime(pool))];
  await pool.end();
  return Math.max(...rates);
}

async function rateOf(total, ask) {
  const began = performance.now();
  await ask();
  return (total / (performance.now() - began)) * 1_000;
}

async function allAtOnce(pool) {
  const results = [];
  for (let x = 0; x < 20_000; x += 1) results.push(pool.run(x));
  for (const result of results) await result;
}

async function someAtATime(pool) {
  let next = 0;
  const lane = async () => {
    while (next < 20_000) await pool.run(next++);
  };
  await Promise.all(Array.from({ length: 64 }, lane));
}
