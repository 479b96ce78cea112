// %% [markdown]
// # Processes
// %%
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleOf, Process } from 'imgpar/pool';

const work = moduleOf<typeof import('./work.js')>(new URL('./work.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'processes-'));
const notes = join(folder, 'notes.txt');
// %% [markdown]
// ## Start several, wait for all
//
// ```python
// process_list = []
// for i in range(4):
//     p = Process(target=job, args=(i,))
//     p.start()
//     process_list.append(p)
// for i in process_list:
//     p.join()
// ```
//
// *Wrong there:* `p.join()` joins the last process four times; the others may still run.
// %%
const processes = [0, 1, 2, 3].map((i) => new Process({ target: work.note, args: [notes, `process ${i}`] }));
for (const each of processes) each.start();
await Promise.all(processes.map((each) => each.join()));
console.log((await readFile(notes, 'utf8')).trim().split('\n').sort().join(', '));
console.log(processes.map(({ exitCode }) => exitCode));
// %% [markdown]
// ## How a process ended
//
// ```python
// p = Process(target=multicore)
// p.start()
// ```
//
// *Wrong there:* `multicore` takes an argument. The process prints a `TypeError` and ends with exit code 1, and nobody looks. Here that does not compile.
// %%
const failing = new Process({ target: work.exit, args: [3] });
failing.start();
await failing.join();
console.log('exit code', failing.exitCode);

const endless = new Process({ target: work.slowly, args: [60_000, 1], daemon: true });
endless.start();
await endless.join({ timeoutMs: 200 });
console.log('alive after 0.2 s:', endless.isAlive());
endless.kill();
await endless.join();
console.log('killed:', endless.exitCode);
await rm(folder, { recursive: true });
