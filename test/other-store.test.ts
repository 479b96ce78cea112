import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../src/events.js';
import type { RunOptions } from '../src/index.js';
import { inlineWorkers } from '../src/parallel/inline.js';
import { destinationOf } from '../src/plan/destination.js';
import { ListWriter } from '../src/plan/list.js';
import type { Plan } from '../src/plan/plan.js';
import { runWith } from '../src/run/run.js';
import type { Planner } from '../src/run/session.js';
import { storeOf, stores } from '../src/storage/stores.js';
import work from '../src/worker/worker.js';
import { recordedResults } from './manifests.js';
import { memoryStore } from './memory-store.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// A whole run whose images are in another store: sources are listed and read there, and results are written there. Files that a run keeps
// for itself, the manifest and the list, are on this machine.

const names = ['a.png', 'b.png', 'deep/c.png'];

beforeEach(() => {
  stores.set('mem', memoryStore());
});

/** Workers on this thread, which see the stores of the test. */
const inline = () => ({
  pool: <Job, Result>() => inlineWorkers<Job, Result>(work as never), // jobs of a run are those that a worker takes
  kill: async () => {},
});

/** Plans the content of `mem:in`, with results in `mem:out`. */
const planner: Planner = async (options): Promise<Plan> => {
  const writer = new ListWriter();
  for (const relative of await filesIn('mem:in')) await writer.append({ source: `mem:in/${relative}`, relative, named: false });
  const { format } = options.output;
  const root = options.destination;
  return {
    list: await writer.finish(),
    destinationRoot: root,
    isFile: false,
    sourceRoots: [],
    warnings: [],
    given: [],
    format,
    naming: { kind: 'apart', root, format },
    destinationOf: ({ relative }) => `mem:out/${destinationOf(relative, format)}`,
  };
};

async function filesIn(folder: string, prefix = ''): Promise<string[]> {
  const store = storeOf(folder);
  const found = await Promise.all(
    (await store.list(folder)).map(async (name) =>
      (await store.stat(`${folder}/${name}`)) ? [`${prefix}${name}`] : filesIn(`${folder}/${name}`, `${prefix}${name}/`),
    ),
  );
  return found.flat().sort();
}

/** The same images on this machine and in the store. */
async function images(): Promise<string> {
  const folder = throwAwayFolder('src/deep/', 'out/');
  await writeTinyImages(join(folder, 'src'), names);
  const owner = { token: 't', id: 0 };
  for (const name of names) await storeOf('mem:').write(`mem:in/${name}`, [readFileSync(join(folder, 'src', name))], { owner });
  return folder;
}

async function runBoth(folder: string, options: Pick<RunOptions, 'operation' | 'output' | 'limits' | 'sharing'>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const report = (event: RunEvent) => void events.push(event);
  const here = { sources: join(folder, 'src'), destination: join(folder, 'local'), workers: 1, ...options };
  await runWith(inline, here);
  mkdirSync(join(folder, 'out'), { recursive: true });
  await runWith(inline, { ...here, destination: join(folder, 'out') }, { report }, planner);
  return events;
}

test.each<[string, Pick<RunOptions, 'operation' | 'output' | 'sharing'>]>([
  ['as they are', {}],
  ['as another format', { output: { format: 'webp', lossless: 'yes' } }],
  ['with a table that they share', { sharing: { scope: 'set' } }],
])('a run over another store writes the same bytes as a run over files: %s', async (_, options) => {
  const folder = await images();
  const events = await runBoth(folder, options);
  const done = events.filter(({ type }) => type === 'image-done');
  expect(done).toHaveLength(names.length);
  const results = await filesIn('mem:out');
  expect(results).toHaveLength(names.length);
  for (const name of results)
    expect(Buffer.from(await storeOf('mem:').read(`mem:out/${name}`)).equals(readFileSync(join(folder, 'local', name)))).toBe(true);
  expect(recordedResults(join(folder, 'out'))).toHaveLength(names.length);
});

test('an image that cannot be read from another store fails, and the run goes on', async () => {
  const folder = await images();
  await storeOf('mem:').write('mem:in/b.png', [Buffer.from('no image')], { owner: { token: 't', id: 0 } });
  await storeOf('mem:').write('mem:in/d.png', [readFileSync(join(folder, 'src/a.png')).subarray(0, 60)], { owner: { token: 't', id: 0 } });
  const events = await runBoth(folder, {});
  const ends = events.flatMap((event) => ('source' in event ? [`${event.type} ${event.source}`] : [])).sort();
  expect(ends).toEqual([
    'image-done mem:in/a.png',
    'image-done mem:in/deep/c.png',
    'image-failed mem:in/d.png',
    'image-skipped mem:in/b.png',
  ]);
  expect(await filesIn('mem:out')).toEqual(['a.png', 'deep/c.png']);
});
