import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { writeTinyImages } from '../../test/tiny-images.js';
import type { RunEvent } from '../events.js';
import { checkOptions } from '../options/resolve.js';
import { startHost } from '../parallel/host.js';
import { readPlan, writePlan } from '../plan/written-plan.js';
import { planFor } from './plan-for.js';
import { run, runWith } from './run.js';
import { startWorkers } from './start-workers.js';

const emptyOperation = new URL('../../bench/empty-operation.mjs', import.meta.url);

test('each of thousands of images is reported once, by a lane it was assigned to', async () => {
  const count = 3000;
  const folder = throwAwayFolder();
  writeFileSync(join(folder, 'names'), Array.from({ length: count }, (_, i) => join(folder, 'in', `${i}.jpg`)).join('\n'));
  const events: RunEvent[] = [];
  const options = { sources: [], lists: [join(folder, 'names')], destination: join(folder, 'out'), workers: 3 };
  const summary = await runWith(() => startHost({ workerUrl: emptyOperation }), options, {
    report: (event) => void events.push(event),
  });
  expect(summary).toMatchObject({ found: count, done: count, failed: 0 });
  const done = events.filter((event) => event.type === 'image-done');
  expect(new Set(done.map(({ id }) => id)).size).toBe(count);
  const totals = new Map(events.flatMap((event) => (event.type === 'lane-assigned' ? [[event.lane, event.total] as const] : [])));
  for (const [lane, total] of totals) expect(done.filter((event) => event.lane === lane)).toHaveLength(total);
});

test('two runs over the parts of a stored plan leave the same as one run over all', async () => {
  const folder = throwAwayFolder();
  const names = Array.from({ length: 9 }, (_, index) => `${index % 2}/${index}.png`);
  await writeTinyImages(join(folder, 'in'), names);
  const optionsFor = (destination: string) => ({ sources: [join(folder, 'in')], destination: join(folder, destination), workers: 2 });
  await run(optionsFor('whole'));
  const planned = await planFor(checkOptions(optionsFor('parts')));
  await writePlan(join(folder, 'first'), planned, { start: 0, end: 4 });
  await writePlan(join(folder, 'second'), planned, { start: 4, end: 9 });
  await planned.list.close();
  const found = [];
  for (const part of ['first', 'second'])
    found.push((await runWith(startWorkers, optionsFor('parts'), {}, () => readPlan(join(folder, part)))).found);
  expect(found).toEqual([4, 5]);
  for (const name of names)
    expect(readFileSync(join(folder, 'parts', name)).equals(readFileSync(join(folder, 'whole', name))), name).toBe(true);
});
