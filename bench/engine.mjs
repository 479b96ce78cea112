// What the engine itself costs, without images: `node bench/engine.mjs [images..]`, by default 5,000, 50,000 and 500,000. The operation is
// empty: workers report each image as done at once. So this measures the list, collisions, batches, messages both ways, outcomes, events
// and the manifest. The list is a file of names; only the manifest is written.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { childSeconds } from './child-time.mjs';
import { writeNameList } from './name-list.mjs';

const dist = new URL('../dist/', import.meta.url);
const { runWith } = await import(new URL('run/run.js', dist).href);
const { startHost } = await import(new URL('parallel/host.js', dist).href);

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [5_000, 50_000, 500_000];
const workers = 2;
// As the program does.
for (const flag of ['--semi-space-growth-factor=1', '--no-parallel-scavenge']) setFlagsFromString(flag);

const folder = mkdtempSync(join(tmpdir(), 'imgpar-bench-engine-'));
try {
  console.log('images  wall s  images/s  CPU µs an image: parent  all  parent MB at its peak');
  for (const images of counts) await measure(images);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(images) {
  const list = join(folder, `names-${images}`);
  writeNameList(list, images);
  let hostSeconds = 0;
  const startWorkers = () => {
    const host = startHost({ workerUrl: new URL('./empty-operation.mjs', import.meta.url) });
    // Read the CPU time of its process while it lives: afterwards it is too late.
    return {
      ...host,
      kill: async () => {
        hostSeconds = childSeconds() || hostSeconds;
        await host.kill();
      },
    };
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const timer = setInterval(() => {
    hostSeconds = childSeconds() || hostSeconds;
  }, 20);
  const summary = await runWith(startWorkers, { sources: [], lists: [list], destination: join(folder, `out-${images}`), workers });
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (summary.done !== images) throw new Error(`${summary.done} of ${images} done: ${summary.failures[0]?.failure.message}`);
  const parent = (user + system) / images;
  const all = parent + (hostSeconds * 1e6) / images;
  const megabytes = process.resourceUsage().maxRSS / 1000;
  const cells = [images, seconds.toFixed(2), Math.round(images / seconds), parent.toFixed(1), all.toFixed(1), megabytes.toFixed(0)];
  console.log(cells.join('  '));
}
