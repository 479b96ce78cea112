// %% [markdown]
// # The methods of a pool
// %%
import { moduleOf, Pool, split } from 'imgpar/pool';

const work = moduleOf<typeof import('./work.js')>(new URL('./work.ts', import.meta.url));
const pool = new Pool({ workers: 4 });
// %% [markdown]
// ## apply
//
// ```python
// for i in range(10):
//     pool.apply(job, (i,))            # keeps 10 processes running
// ```
//
// *Wrong there:* `apply` waits for its result, so one runs at a time.
// %%
console.log(await pool.apply(work.add, [3, 4]));
// %% [markdown]
// ## apply_async
//
// ```python
// start = time.clock()
// for line in lines:
//     pool.apply_async(process, (line))
// pool.close()
// pool.join()
// ```
//
// *Wrong there:* `(line)` is no tuple, so each character of the line becomes an argument. Nobody calls `get()`, so the errors vanish, all of them.
// `time.clock` is gone since Python 3.8.
//
// Here arguments are a list, checked by its types.
// %%
const startMs = performance.now();
const waiting = [5, 4, 3, 2].map((x) => pool.applyAsync(work.slowly, [100, x]));
console.log(await Promise.all(waiting.map((result) => result.get({ timeoutMs: 10_000 }))));
console.log(performance.now() - startMs < 10_000 ? 'in time' : 'late');
// %% [markdown]
// ## Callbacks
//
// ```python
// pool.apply_async(job, (2,), callback=results.append, error_callback=print)
// ```
// %%
const results: number[] = [];
const failures: string[] = [];
const callback = (value: number) => results.push(value);
const errorCallback = (error: unknown) => failures.push(String(error));
const calls = [
  pool.applyAsync(work.square, [2], { callback, errorCallback }),
  pool.applyAsync(work.fail, [3], { callback, errorCallback }),
];
for (const call of calls) await call.wait();
console.log(results, failures.join());
console.log(calls.map((call) => call.successful()));
// %% [markdown]
// ## map, map_async, chunks
//
// ```python
// p.map(single_worker, args=items)
// if cpu_count() == 2: ...             # the same for 4 and for 8
// ```
//
// *Wrong there:* `map` has no `args` for items: `TypeError`. With 3, 5, 6 or 7 cores nothing is done at all.
//
// `map` makes its chunks by itself; `split` makes even parts for those who want to see them.
// %%
console.log(await pool.map(work.square, [1, 2, 3, 4, 5, 6, 7], { chunksize: 2 }));
const later = pool.mapAsync(work.square, [1, 2, 3]);
console.log(later.ready() ? 'ready' : 'not ready');
console.log(await later.get());
console.log(split([1, 2, 3, 4, 5, 6, 7], 3));
// %% [markdown]
// ## One error among many results
//
// ```python
// results = pool.map(root, [1, 4, -1, 16])
// ```
//
// In Python the other results are lost. Here the error has them.
// %%
const error: Error & { results?: unknown[] } = await pool.map(work.root, [1, 4, -1, 16], { chunksize: 2 }).catch((thrown) => thrown);
console.log(String(error), error.results);
// %% [markdown]
// ## imap
//
// ```python
// for result in pool.imap(job, endless()):
//     ...
// ```
//
// *Wrong there:* `imap` pulls its source without limit, so the loop never begins.
//
// Here it pulls only a little ahead of the reader, and `break` stops the source.
// %%
function* endless() {
  for (let x = 0; ; x++) yield x;
}

async function firstAbove(limit: number): Promise<number | undefined> {
  for await (const result of pool.imap(work.square, endless())) if (result > limit) return result;
  return undefined;
}

console.log(await firstAbove(1_000));
// %%
pool.close();
await pool.join();
