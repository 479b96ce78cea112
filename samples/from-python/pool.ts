// %% [markdown]
// # A pool: one function, many arguments
// %%
import { inline, moduleOf, Pool } from 'imgpar/pool';

const work = moduleOf<typeof import('./work.js')>(new URL('./work.ts', import.meta.url));
const pool = new Pool({ workers: 4 });
// %% [markdown]
// ## One argument
//
// ```python
// def job(x):
//     return x * x
//
// pool = Pool(8)                       # 6 processes
// print(pool.map(func, range(5)))
// ```
//
// *Wrong there:* `func` is not defined, which shows when it runs. The comment contradicts the code. The pool is never closed, so its processes stay.
// %%
console.log(await pool.map(work.square, [0, 1, 2, 3, 4]));
// %% [markdown]
// ## A pair
//
// ```python
// def job(r, item):
//     return r + item
//
// pool.map(job, zip([1, 2, 3], [4, 5, 6]))
// ```
//
// *Wrong there:* `map` gives `job` one argument, the pair: `TypeError`. `starmap` spreads it. Here the types say how many there are.
// %%
console.log(
  await pool.starmap(work.add, [
    [1, 4],
    [2, 5],
    [3, 6],
  ]),
);
// %% [markdown]
// ## Many, some of them fixed
//
// ```python
// def job(by, offset, x):
//     return by * x + offset
//
// pool.map(partial(job, 10, 1), [1, 2, 3])
// ```
//
// Fixed arguments come before the item. They are sent with each batch, not with each item.
// %%
console.log(await pool.map(work.scaled, [1, 2, 3], { args: [10, 1] }));
// %% [markdown]
// ## Functions of a notebook
//
// ```python
// pool.map(lambda x: x ** 3, [1, 2, 3])
// ```
//
// *Wrong there:* a lambda cannot be pickled. A function of a notebook works on Linux only, where processes are forked.
//
// `inline` sends the source of a function. It sees only its arguments.
// %%
console.log(
  await pool.map(
    inline((x: number) => x ** 3),
    [1, 2, 3],
  ),
);
// %% [markdown]
// ## The end
// %%
pool.close();
await pool.join();
