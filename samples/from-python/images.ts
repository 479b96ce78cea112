// %% [markdown]
// # A folder of images, with a bar for all and one for each worker
//
// ```python
// def equalize(files, position):
//     for name in tqdm(files, position=position):
//         if '.jpg' in name: ...
//
// n = cpu_count()
// if n == 2: subsets = [files[:half], files[half:]]
// elif n == 4: ...
// for i, subset in enumerate(subsets):
//     Process(target=equalize, args=(subset, i)).start()
// ```
//
// *Wrong there:* subsets exist for 2, 4 and 8 cores only; with 3, 5, 6 or 7 nothing happens. A worker that is done early does not help the others. Bars of
// several processes overwrite each other. `'.jpg' in name` misses `.JPG`, and takes `notes.jpg.txt`. One broken image ends its process, and the rest of the
// subset is missing without a word.
//
// The files below are the same, byte by byte, as those of `imgpar equalize --dialect notebook`, which does all of this, and more, by itself.
// %%
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { moduleOf, Pool } from 'imgpar/pool';

const work = moduleOf<typeof import('./equalize.js')>(new URL('./equalize.ts', import.meta.url));
const source = process.argv[2] ?? '..';
const destination = process.argv[3] ?? 'equalized';
await mkdir(destination, { recursive: true });
const images = (await readdir(source)).filter((name) => /\.(jpe?g|png|tiff?|webp)$/i.test(name)).map((name) => join(source, name));
console.log(images.length, 'images');
// %% [markdown]
// Each image is a task, so a worker that is done takes the next. `worker` bars count what each has done of all; the parent draws them.
// %%
const pool = new Pool({ workers: 4, workerExit: work.closeBar });
const outcomes = await pool.map(work.equalizeFile, images, {
  args: [destination, images.length],
  chunksize: 1,
  progress: { desc: 'total', unit: ' images' },
});
pool.close();
await pool.join();
const failures = outcomes.filter((outcome) => outcome !== undefined);
console.log(failures.length, 'failed', ...failures);
