// How long a run takes that has nothing to do: `node bench/resume.mjs [images]`, 100,000 unless said otherwise. All are the same tiny
// file; the first run, which equalises them, takes some minutes and is not measured. Beside it the manifest alone, of ten times as many lines.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const count = Number(process.argv[2] ?? 100_000);
const program = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
const folder = join(tmpdir(), `imgpar-bench-resume-${count}`);
const equalize = [program, 'equalize', join(folder, 'src'), join(folder, 'out'), '--progress', 'none'];

if (!existsSync(join(folder, 'src'))) await makeImages();
execFileSync(process.execPath, equalize, { stdio: 'inherit' });
const startedAt = performance.now();
const peakMB = await peakOf(spawn(process.execPath, equalize, { stdio: 'inherit' }));
console.log(`${count} images up to date: ${seconds(startedAt)} s, ${peakMB} MB for all processes at their peak`);
measureManifest();

async function makeImages() {
  const tiny = join(folder, 'tiny.png');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    tiny,
    await sharp({ create: { width: 16, height: 16, channels: 3, background: '#446688' } })
      .png()
      .toBuffer(),
  );
  for (let i = 0; i < count; i++) {
    const below = join(folder, 'src', String(Math.floor(i / 1000)));
    if (i % 1000 === 0) mkdirSync(below, { recursive: true });
    copyFileSync(tiny, join(below, `image-${i}.png`));
  }
}

/** The largest sum of PSS over a process and its children, looked at ten times a second; 0 where there is no /proc. */
function peakOf(child) {
  let peakKB = 0;
  const timer = setInterval(() => {
    peakKB = Math.max(
      peakKB,
      [child.pid, ...childrenOf(child.pid)].map(pssKB).reduce((sum, kB) => sum + kB, 0),
    );
  }, 100);
  return new Promise((resolve) => {
    child.on('close', () => {
      clearInterval(timer);
      resolve(Math.round(peakKB / 1000));
    });
  });
}

function childrenOf(pid) {
  return readIfAny(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
}

function pssKB(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(readIfAny(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function readIfAny(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function measureManifest() {
  const path = join(folder, 'ten-times.jsonl');
  const [header, ...lines] = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
  const copies = Array.from({ length: 10 }, (_, copy) =>
    lines.map((line) => line.replace('"destination":"', `"destination":"${copy}/`)).join('\n'),
  );
  writeFileSync(path, `${[header, ...copies].join('\n')}\n`);
  copies.length = 0;
  const code = `import { Manifest } from ${JSON.stringify(new URL('../dist/record/manifest.js', import.meta.url).href)};
    Manifest.open(${JSON.stringify(path)}).close();
    console.log(Math.round(process.resourceUsage().maxRSS / 1000));`;
  const before = performance.now();
  const maxMB = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim();
  console.log(`a manifest of ${10 * lines.length} lines: opened in ${seconds(before)} s, with the start of Node, and ${maxMB} MB`);
  rmSync(path);
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
