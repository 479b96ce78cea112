// %% [markdown]
// # Every trick of tqdm
// %%
import { setTimeout } from 'node:timers/promises';
import { moduleOf, Pool } from 'imgpar/pool';
import { enumerate, formatMeter, gather, map, product, progress, range, stream, write, zip } from 'imgpar/progress';

const work = moduleOf<typeof import('./work.js')>(new URL('./work.ts', import.meta.url));
// %% [markdown]
// ## Around a loop
//
// ```python
// for x in tqdm(['a', 'b', 'c', 'd'], desc='letters'): ...
// for i in trange(100): ...
// ```
// %%
let word = '';
for (const letter of progress(['a', 'b', 'c', 'd'], { desc: 'letters' })) word += letter;
let sum = 0;
for (const i of range(100, { desc: 'trange' })) sum += i;
console.log(word, sum);
// %% [markdown]
// ## What stands beside it
//
// ```python
// pbar = tqdm(items)
// for x in pbar:
//     pbar.set_description(f'reading {x}')
//     pbar.set_postfix(loss=0.12345, epoch=x)
// ```
// %%
const described = progress([1, 2, 3], { colour: 'magenta', unit: ' epochs' });
for (const epoch of described) {
  described.setDescription(`epoch ${epoch}`);
  described.setPostfix({ loss: 0.12345 / epoch, best: true });
  await setTimeout(20);
}
// %% [markdown]
// ## By hand, in units
//
// ```python
// with tqdm(total=5_000_000, unit='B', unit_scale=True, unit_divisor=1024) as pbar:
//     pbar.update(1024)
// ```
// %%
const bytes = progress(undefined, { desc: 'bytes', total: 5_000_000, unit: 'B', unitScale: true, unitDivisor: 1024, initial: 1_000_000 });
for (let i = 0; i < 4; i++) bytes.update(1_000_000);
bytes.close();
// %% [markdown]
// ## Nested
//
// ```python
// for i in trange(4, desc='outer'):
//     for j in trange(5, desc='inner', leave=False): ...
// ```
// %%
for (const _ of range(4, { desc: 'outer' })) for (const _ of range(5, { desc: 'inner', leave: false })) await setTimeout(2);
// %% [markdown]
// ## Text in between
//
// ```python
// for i in trange(3):
//     tqdm.write(f'line {i}')
// ```
//
// `write` puts a line above the bars. On a terminal `console.log` does the same.
// %%
for (const i of range(3, { desc: 'writing' })) write(`line ${i}`);
// %% [markdown]
// ## enumerate, zip, map, product
//
// ```python
// from tqdm.contrib import tenumerate, tzip, tmap
// from tqdm.contrib.itertools import product
// ```
// %%
for (const [i, letter] of enumerate(['a', 'b'], { desc: 'tenumerate' })) console.log(i, letter);
for (const [x, y] of zip([[1, 2] as const, ['one', 'two'] as const], { desc: 'tzip' })) console.log(x, y);
console.log([...map([1, 2, 3], (x) => x * x, { desc: 'tmap' })]);
console.log([...product([[0, 1] as const, ['a', 'b'] as const], { desc: 'product' })].map((pair) => pair.join('')).join(' '));
// %% [markdown]
// ## Many promises
//
// ```python
// await tqdm.gather(*tasks)
// ```
// %%
console.log(await gather([setTimeout(30, 1), setTimeout(10, 2), 3], { desc: 'gather' }));
// %% [markdown]
// ## A pool
//
// ```python
// process_map(job, range(100), chunksize=10)
// ```
// %%
const pool = new Pool({ workers: 2 });
console.log((await pool.map(work.square, Array(100).keys(), { chunksize: 10, progress: { desc: 'pool' } })).length);
await pool.terminate();
// %% [markdown]
// ## What flows
//
// ```python
// with tqdm.wrapattr(response, 'read', total=size) as f: ...
// ```
// %%
const flow = new Blob(['a'.repeat(100_000)]).stream().pipeThrough(stream<Uint8Array>({ desc: 'stream', total: 100_000 }));
console.log((await new Response(flow).text()).length);
// %% [markdown]
// ## How long it is, is unknown
//
// ```python
// for x in tqdm(generator()): ...
// ```
// %%
function* some() {
  yield* 'abc';
}

for (const _ of progress(some(), { desc: 'unknown' }));
// %% [markdown]
// ## Own looks, and none at all
//
// ```python
// tqdm(items, bar_format='{desc}{n_fmt} of {total_fmt} {bar:10}', ascii=' .oO0')
// tqdm(items, disable=True)
// tqdm.format_meter(231, 1000, 392)
// ```
// %%
for (const _ of range(3, { desc: 'own', barFormat: '{desc}{n_fmt} of {total_fmt} |{bar:10}|', ascii: ' .oO0' }));
for (const _ of range(3, { disable: true }));
for (const _ of range(3, { delay: 60, desc: 'over before it shows' }));
console.log(formatMeter({ n: 231, total: 1000, elapsed: 392 }));
// %% [markdown]
// ## A loop that fails
//
// Its bar stays, and in a notebook it is red. In Python's terminal it looks as if it still ran.
// %%
function* failing() {
  yield 1;
  yield 2;
  throw new Error('the source broke');
}

try {
  for (const _ of progress(failing(), { desc: 'failing', total: 4 }));
} catch (error) {
  console.log(String(error));
}
// %% [markdown]
// ## Again, from the start
//
// ```python
// pbar.reset(total=5)
// ```
// %%
const again = progress(undefined, { desc: 'again', total: 3 });
again.update(3);
again.reset(5);
again.update(5);
again.close();
console.log(String(again).slice(0, 12));
