// %% [markdown]
// # Files of lines
// %%
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineIndex, readRange, splitFile } from 'imgpar/lines';
import { moduleOf, Pool } from 'imgpar/pool';

const work = moduleOf<typeof import('./work.js')>(new URL('./work.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'lines-'));
const file = join(folder, 'lines.txt');
const text = Array.from({ length: 100_000 }, (_, i) => `line ${i} größer\u2028weiter`).join('\n');
await writeFile(file, text);
const pool = new Pool({ workers: 4 });
// %% [markdown]
// ## Line by line
//
// ```python
// with open(file) as f:
//     for line in f:
//         pool.apply_async(process, (line))
// ```
//
// *Wrong there:* each line is a message to a worker, and the whole file waits in a queue. `(line)` is no tuple.
//
// Here workers read the file themselves, in parts, and results come in the order of the lines.
// %%
async function words(): Promise<number> {
  let sum = 0;
  for await (const count of pool.mapLines(file, work.wordsIn, { chunkBytes: 2 ** 18, progress: { desc: 'parts' } })) sum += count;
  return sum;
}

console.log(await words(), 'words');
// %% [markdown]
// ## By line id
//
// ```python
// def process(line_id):
//     with open(file) as f:
//         for i, line in enumerate(f):
//             if i == line_id: ...
//
// pool.map(process, range(number_of_lines))
// ```
//
// *Wrong there:* the file is read from its beginning for each line: 100,000 lines are read five billion times.
//
// An index says where every 65,536th line begins.
// %%
const indexFile = join(folder, 'lines.index');
console.log((await lineIndex(file, { file: indexFile })).lines, 'lines');
console.log(
  (await pool.map(work.lineNumber, [0, 70_000, 99_999], { args: [file, indexFile] })).map((line) => JSON.stringify(line)).join('\n'),
);
// %% [markdown]
// ## By seek
//
// ```python
// def chunkify(name, size=1024 * 1024):
//     with open(name) as f:
//         end = f.tell()
//     while True:
//         start = end
//         f.seek(size, 1)
//         f.readline()
//         ...
// ```
//
// *Wrong there:* the file is closed when it is read (`ValueError`). `seek(size, 1)` in text is `UnsupportedOperation`. A byte offset may lie inside a character.
// The last chunk is empty. And `splitlines()` also cuts at U+2028.
//
// Ranges may begin anywhere: a line belongs to the range in which it begins.
// %%
const ranges = await splitFile(file, { parts: 7 });
const sums = await pool.map(work.amounts, ranges, { args: [file] });
console.log(
  sums.reduce((sum, { lines }) => sum + lines, 0),
  'lines in',
  sums.length,
  'ranges',
);
// %% [markdown]
// ## By chunk
//
// ```python
// while True:
//     chunk = f.readlines(2 ** 20)
//     ...
// ```
//
// Some hundred lines at a time, in this program; `chunkBytes` makes ranges of about so many bytes for a pool.
// %%
async function longest(): Promise<number> {
  let length = 0;
  for await (const { lines } of readRange(file)) for (const line of lines) length = Math.max(length, line.length);
  return length;
}

console.log('the longest has', await longest(), 'characters');
const chunks = await splitFile(file, { chunkBytes: 2 ** 20 });
console.log(
  chunks.length,
  'chunks,',
  (await pool.map(work.amounts, chunks, { args: [file] })).reduce((sum, each) => sum + each.words, 0),
  'words',
);
// %%
pool.close();
await pool.join();
await rm(folder, { recursive: true });
