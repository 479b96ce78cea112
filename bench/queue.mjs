// What a queue costs: `imgpar work` on 100 ranges of 50 photographs, and one local run over the same list, in turns. CPU time of all processes,
// medians. Needs redis-server, bullmq and ioredis. `node bench/queue.mjs [rounds] [images] [width]`
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const [rounds = 5, images = 5000, width = 1600, port = 7399] = process.argv.slice(2).map(Number);
const program = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'imgpar-bench-'));
const queue = ['--queue', `redis://127.0.0.1:${port}`];

try {
  const list = await photographs();
  const found = { local: [], queue: [] };
  for (let round = 0; round < rounds; round++) {
    found.local.push(cpuSeconds(['equalize', '--list', list, 'local', '--quiet']));
    rmSync(join(folder, 'local'), { recursive: true });
    const server = spawn(
      'redis-server',
      ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''].map(String),
      { stdio: 'ignore' },
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    execFileSync(process.execPath, [program, 'submit', list, 'out', ...queue, '--range-images', '50'], { cwd: folder, stdio: 'ignore' });
    found.queue.push(cpuSeconds(['work', ...queue, '--until-done', '--quiet']));
    server.kill('SIGKILL');
    for (const name of ['out', 'appendonlydir']) rmSync(join(folder, name), { recursive: true });
    console.log(`local ${found.local.at(-1).toFixed(2)} s, queue ${found.queue.at(-1).toFixed(2)} s`);
  }
  const [local, shared] = [median(found.local), median(found.queue)];
  const loading = median(Array.from({ length: 5 }, () => importSeconds()));
  console.log(
    `medians: local ${local.toFixed(2)} s, queue ${shared.toFixed(2)} s, of which the packages take ${loading.toFixed(2)} s to load`,
  );
  console.log(`ratio ${(shared / local).toFixed(3)}, without loading the packages ${((shared - loading) / local).toFixed(3)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function photographs() {
  const sample = fileURLToPath(new URL('../samples/night-roofs.jpg', import.meta.url));
  const { data, info } = await sharp(sample)
    .resize(width + 200, (width * 3) / 4 + 150, { fit: 'cover' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  mkdirSync(join(folder, 'src'));
  const names = Array.from({ length: images }, (_, i) => join(folder, 'src', `${i}.jpg`));
  for (const [i, name] of names.entries()) {
    const region = { left: (i * 7) % 200, top: (i * 5) % 150, width, height: (width * 3) / 4 };
    writeFileSync(name, await sharp(data, { raw: info }).extract(region).jpeg({ quality: 88 }).toBuffer());
  }
  writeFileSync(join(folder, 'names.txt'), `${names.join('\n')}\n`);
  return join(folder, 'names.txt');
}

/** User and system time of the program and all its children. */
function cpuSeconds(args) {
  return timed([program, ...args]);
}

function importSeconds() {
  const script = 'require("bullmq"); require("ioredis")';
  return timed(['-e', script], fileURLToPath(new URL('..', import.meta.url))) - timed(['-e', '0']);
}

function timed(args, cwd = folder) {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2>&1';
  const told = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, 'bash', process.execPath, ...args], { cwd, encoding: 'utf8' });
  return told
    .trim()
    .split(' ')
    .map(Number)
    .reduce((sum, seconds) => sum + seconds);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
