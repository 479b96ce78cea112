import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { planInPlace } from './in-place.js';
import { entriesOf } from './list.js';
import { type Plan, plan } from './plan.js';
import { readPlan, writePlan } from './written-plan.js';

/** A folder of five files, one with a line break in its name. */
function source(): string {
  const folder = throwAwayFolder();
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  for (const name of ['a.png', 'b.jpg', 'c.tif', 'deep/d.png', process.platform === 'win32' ? 'e.png' : 'e\n.png'])
    writeFileSync(join(folder, 'src', name), '');
  return folder;
}

function closing(planned: Plan): Plan {
  onTestFinished(() => planned.list.close());
  return planned;
}

async function tasksOf({ list, destinationOf, backupOf }: Plan) {
  const tasks = [];
  for await (const [, entry] of entriesOf(list))
    tasks.push({ ...entry, destination: destinationOf(entry), ...(backupOf && { backup: backupOf(entry) }) });
  return tasks;
}

test('a plan that was written and read back says the same about every file', async () => {
  const folder = source();
  const planned = closing(await plan({ sources: [join(folder, 'src')], destination: join(folder, 'out'), format: 'png' }));
  await writePlan(join(folder, 'plan'), planned);
  const read = closing(await readPlan(join(folder, 'plan')));
  expect(await tasksOf(read)).toEqual(await tasksOf(planned));
  const { list: _, destinationOf: __, ...data } = planned;
  expect(read).toMatchObject(data);
});

test('a plan in place remembers where originals go', async () => {
  const folder = source();
  const options = { sources: [join(folder, 'src'), join(folder, 'src/a.png')], backupDir: join(folder, 'kept'), manifest: undefined };
  const planned = closing(await planInPlace(options));
  await writePlan(join(folder, 'plan'), planned);
  expect(await tasksOf(closing(await readPlan(join(folder, 'plan'))))).toEqual(await tasksOf(planned));
});

test('the parts of a plan name every file once', async () => {
  const folder = source();
  const planned = closing(await plan({ sources: [join(folder, 'src')], destination: join(folder, 'out'), format: 'keep' }));
  await writePlan(join(folder, 'first'), planned, { start: 0, end: 2 });
  await writePlan(join(folder, 'second'), planned, { start: 2, end: 100 });
  const parts = await Promise.all(['first', 'second'].map(async (name) => tasksOf(closing(await readPlan(join(folder, name))))));
  expect(parts.map(({ length }) => length)).toEqual([2, 3]);
  expect(parts.flat()).toEqual(await tasksOf(planned));
});

test('readPlan refuses a file that is not a plan, one of another version, and one that ends too early', async () => {
  const folder = source();
  const path = join(folder, 'plan');
  const planned = closing(await plan({ sources: [join(folder, 'src')], destination: join(folder, 'out'), format: 'keep' }));
  await writePlan(path, planned);
  const text = readFileSync(path, 'utf8');
  for (const [damaged, why] of [
    ['', 'it is empty'],
    ['{}\n', 'it is not an imgpar plan'],
    [text.replace('"imgparPlan":1', '"imgparPlan":2'), 'it is of version 2, expected 1'],
    [`${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`, 'it announces 5 files but names 4'],
  ] as const) {
    writeFileSync(path, damaged);
    await expect(readPlan(path)).rejects.toMatchObject({ code: 'usage', message: `cannot read the plan ${path}: ${why}` });
  }
});
