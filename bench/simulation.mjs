// How many workers one parent keeps busy: `node bench/simulation.mjs [workers..]`, by default 2, 16 and 64. The workers wait as long as
// images would take and use no CPU, so there may be more workers than cores. The rest is real: list, batches, messages, outcomes, manifest.
// The middle half of each run is measured, without the start of threads or the end, where lanes run dry.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { childSeconds } from './child-time.mjs';
import { writeNameList } from './name-list.mjs';

const dist = new URL('../dist/', import.meta.url);
const { runWith } = await import(new URL('run/run.js', dist).href);
const { startHost } = await import(new URL('parallel/host.js', dist).href);

const workerCounts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [2, 16, 64];
/** A thumbnail, an image of 500×375, a photograph of 5 megapixels. */
const imageTimesMs = [0.15, 1.3, 30];
const runSeconds = 6;
/** More than a parent can feed. */
const mostImagesPerSecond = 60_000;
// As the program does.
for (const flag of ['--semi-space-growth-factor=1', '--no-parallel-scavenge']) setFlagsFromString(flag);

const folder = mkdtempSync(join(tmpdir(), 'imgpar-bench-simulation-'));
try {
  console.log('workers  ms an image  images/s  of what the workers can do  cores busy: parent  workers’ process');
  for (const workers of workerCounts) for (const imageMs of imageTimesMs) await simulate(workers, imageMs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function simulate(workers, imageMs) {
  const possible = (workers * 1000) / imageMs;
  const images = Math.round(Math.min(possible, mostImagesPerSecond) * runSeconds);
  const list = join(folder, `${workers}-${imageMs}.txt`);
  writeNameList(list, images);
  const workerUrl = new URL(`./waiting-operation.mjs?imageMs=${imageMs}`, import.meta.url);
  const readings = [];
  let done = 0;
  const report = ({ type }) => {
    if (type !== 'image-done') return;
    done++;
    if (done === Math.round(images / 4) || done === Math.round((images * 3) / 4)) readings.push(reading(done));
  };
  const options = { sources: [], lists: [list], destination: join(folder, `out-${workers}-${imageMs}`), workers, maxMemory: '16gb' };
  const summary = await runWith(() => startHost({ workerUrl }), options, { report });
  if (summary.done !== images) throw new Error(`${summary.done} of ${images} done: ${summary.failures[0]?.failure.message}`);
  const [from, to] = readings;
  const seconds = (to.atMs - from.atMs) / 1000;
  const perSecond = (to.done - from.done) / seconds;
  const busy = (name) => ((to[name] - from[name]) / seconds).toFixed(2);
  console.log(
    [workers, imageMs, Math.round(perSecond), `${Math.round((perSecond / possible) * 100)} %`, busy('parent'), busy('host')].join('  '),
  );
}

function reading(done) {
  const { user, system } = process.cpuUsage();
  return { done, atMs: performance.now(), parent: (user + system) / 1e6, host: childSeconds() };
}
