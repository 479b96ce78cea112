import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { check, dryRun, type Reporter, type RunOptions } from '../src/index.js';
import { recordedResults } from './manifests.js';
import { nodePath } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const program = fileURLToPath(new URL('./fixtures/run-with-reporter.mjs', import.meta.url));
const count = 300;
const folder = sharedThrowAwayFolder('src/');
beforeAll(async () => {
  await writeTinyImages(
    join(folder, 'src'),
    Array.from({ length: count }, (_, index) => `${index}.png`),
  );
});

/** How a run ends if its reporter fails this way at this event, and what it leaves in its output folder. */
async function runWith(how: string, at = 'none') {
  const out = join(folder, `${how} at ${at}`);
  const { stdout } = await promisify(execFile)(nodePath, [program, join(folder, 'src'), out, how, at]);
  const { end, told, mostUnderWay } = JSON.parse(stdout);
  const names = existsSync(out) ? readdirSync(out).sort() : [];
  return {
    end,
    told: told as string[],
    mostUnderWay,
    written: names.filter((name) => !name.startsWith('.')),
    drafts: names.filter((name) => name.endsWith('.draft')),
    recorded: recordedResults(out),
  };
}

describe('a failing reporter', () => {
  test.each([
    ['throw', 'RangeError: mine'],
    ['reject', 'RangeError: mine'],
    ['throw-text', 'mine'],
  ])('(%s) at the first image ends the run with what it threw, long before all images are done', async (how, thrown) => {
    const { end, told, written, drafts, recorded } = await runWith(how, 'image-done');
    expect({ end, last: told.at(-1), drafts }).toEqual({ end: { thrown }, last: 'image-done', drafts: [] });
    expect(written.length).toBeGreaterThan(0);
    expect(written.length).toBeLessThan(count);
    expect(recorded).toEqual(written);
  });

  test.each(['run-started', 'planned'])('at the event %s leaves nothing written', async (at) => {
    for (const how of ['throw', 'reject']) {
      const { end, told, written } = await runWith(how, at);
      expect({ end, last: told.at(-1), written }).toEqual({ end: { thrown: 'RangeError: mine' }, last: at, written: [] });
    }
  });

  test.each(['lane-assigned', 'run-finished'])('ends the run at the event %s, which nobody waits for or nothing follows', async (at) => {
    for (const how of ['throw', 'reject']) {
      const { end, told } = await runWith(how, at);
      expect({ end, last: told.at(-1) }).toEqual({ end: { thrown: 'RangeError: mine' }, last: at });
    }
  });
});

test.each(['run-started', 'planned', 'image-done', 'run-finished'])(
  'a reporter that never settles for %s does not hold up an interrupt',
  async (at) => {
    const { end, told, drafts } = await runWith('hang', at);
    expect(end).toMatchObject({ interrupted: at !== 'run-finished' });
    expect({ last: told.at(-1), drafts }).toEqual({ last: at, drafts: [] });
  },
);

test('a slow reporter gets one event after another', async () => {
  const { end, told, mostUnderWay } = await runWith('slow');
  expect({ end, mostUnderWay }).toEqual({ end: { done: count, interrupted: false }, mostUnderWay: 1 });
  expect([told[0], told.at(-1)]).toEqual(['run-started', 'run-finished']);
});

test.each([
  ['check', (options: RunOptions, report: Reporter) => check(options, { report })],
  ['dryRun', (options: RunOptions, report: Reporter) => dryRun(options, { report })],
])('%s ends with the error of its reporter', async (_, ask) => {
  const told: string[] = [];
  const asked = ask({ sources: [join(folder, 'src')], destination: join(folder, 'unwritten') }, ({ type }) => {
    told.push(type);
    throw new RangeError('mine');
  });
  await expect(asked.next()).rejects.toThrow(new RangeError('mine'));
  expect(told).toEqual(['planned']);
});
