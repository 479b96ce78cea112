// What the engine itself costs, without images: `node bench/engine.mjs [images]`, 50,000 unless said otherwise. The operation is empty:
// workers answer at once that an image is done. So what is measured is the list, the record, batches and messages there and back, outcomes
// and events. The files exist and are empty; nothing is written but the manifest.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = new URL('../dist/', import.meta.url);
const { runWith } = await import(new URL('engine/run.js', dist).href);
const { startHost } = await import(new URL('parallel/host.js', dist).href);

const count = Number(process.argv[2] ?? 50_000);
const workers = Number(process.argv[3] ?? 2);
const folder = join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), `imgpar-bench-engine-${process.pid}`);
try {
  makeFiles();
  console.log('images  workers  wall s  images/s  parent µs/image  all µs/image  parent MB');
  for (const part of [count / 10, count]) await measure(join(folder, String(part)), part);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeFiles() {
  for (const part of [count / 10, count]) {
    for (let i = 0; i < part; i++) {
      const below = join(folder, String(part), String(Math.floor(i / 1000)));
      if (i % 1000 === 0) mkdirSync(below, { recursive: true });
      writeFileSync(join(below, `image-${i}.jpg`), '');
    }
  }
}

async function measure(source, images) {
  let hostSeconds = 0;
  const startWorkers = () => {
    const host = startHost({ workerUrl: new URL('./empty-operation.mjs', import.meta.url), maxSize: workers });
    // Its process is looked at while it lives: its own report would be too late.
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
  const summary = await runWith(startWorkers, { sources: [source], destination: join(folder, `out-${images}`), workers });
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (summary.done !== images) throw new Error(`${summary.done} of ${images} done: ${summary.failures[0]?.failure.message}`);
  const parent = (user + system) / images;
  const all = parent + (hostSeconds * 1e6) / images;
  const megabytes = process.resourceUsage().maxRSS / 1000;
  const cells = [
    images,
    workers,
    seconds.toFixed(2),
    Math.round(images / seconds),
    parent.toFixed(1),
    all.toFixed(1),
    megabytes.toFixed(0),
  ];
  console.log(cells.join('  '));
}

/** CPU of the children that live; 0 where there is no /proc. */
function childSeconds() {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.map(secondsOf).reduce((sum, seconds) => sum + seconds, 0);
  } catch {
    return 0;
  }
}

function secondsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The fields follow the program's name, which stands in brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
