// %% [markdown]
// # Executors and futures
// %%
import { asCompleted, Executor, moduleOf } from 'imgpar/pool';

const work = moduleOf<typeof import('./work.js')>(new URL('./work.ts', import.meta.url));
const executor = new Executor({ workers: 4, runtime: 'processes' });
// %% [markdown]
// ## submit
//
// ```python
// executor = ProcessPoolExecutor(4)
// future = executor.submit(pow, 323, 2)
// print(future.result())
// ```
// %%
const future = executor.submit(work.add, 323, 2);
console.log(await future.result({ timeoutMs: 30_000 }), future.done());
console.log(String(await executor.submit(work.fail, 7).exception()));
// %% [markdown]
// ## map
//
// ```python
// for result in executor.map(job, xs, ys):
//     print(result)
// ```
//
// It goes through several lists side by side, and ends with the shortest. Results come in order, and work begins at once.
// %%
async function sums(): Promise<number[]> {
  const found: number[] = [];
  for await (const sum of executor.map(work.add, [1, 2, 3], [10, 20, 30, 40])) found.push(sum);
  return found;
}

console.log(await sums());
// %% [markdown]
// ## In the order in which they come
//
// ```python
// for future in as_completed(futures):
//     print(future.result())
// ```
// %%
async function inOrder(): Promise<number[]> {
  const futures = [2_000, 10].map((ms) => executor.submit(work.slowly, ms, ms));
  const found: number[] = [];
  for await (const each of asCompleted(futures)) found.push(await each.result());
  return found;
}

console.log(await inOrder());
// %% [markdown]
// ## A worker that dies
//
// In Python it breaks the executor with all that waits in it. Here only its own task fails, and another worker takes over.
// %%
const killed = await executor.submit(work.exit, 9).exception();
console.log(killed instanceof Error ? killed.name : killed);
console.log(await executor.submit(work.square, 9).result());
// %% [markdown]
// ## shutdown
//
// ```python
// executor.shutdown(wait=True)
// ```
// %%
await executor.shutdown();
const refused = await Promise.resolve()
  .then(() => executor.submit(work.square, 1))
  .catch((thrown: Error) => thrown.message);
console.log(refused);
