// What opening a large manifest costs: `npm run build && node bench/manifest.mjs [lines]`, by default a million. Its lines come from a run
// over samples/, repeated under other names.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imgparCommand } from './rivals/imgpar.mjs';

const count = Number(process.argv[2] ?? 1_000_000);
const linesAtOnce = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'imgpar-bench-manifest-'));
try {
  const path = join(folder, 'manifest.jsonl');
  writeManifest(path);
  const { seconds, peakMB } = opened(path);
  process.stdout.write(`a manifest of ${count} lines: opened in ${seconds} s, with the start of Node, and ${peakMB} MB\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {string} path */
function writeManifest(path) {
  const samples = fileURLToPath(new URL('../samples', import.meta.url));
  const [program, ...args] = imgparCommand('equalize', samples, join(folder, 'out'), '--quiet');
  execFileSync(program, args);
  const [header, ...lines] = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
  writeFileSync(path, `${header}\n`);
  // All lines together exceed the longest string.
  for (let first = 0; first < count; first += linesAtOnce) {
    const renamed = (_, i) => `${lines[(first + i) % lines.length].replace('"destination":"', `"destination":"${first + i}/`)}\n`;
    appendFileSync(path, Array.from({ length: Math.min(linesAtOnce, count - first) }, renamed).join(''));
  }
}

/** Opens it in a separate process, to see its memory. @param {string} path */
function opened(path) {
  const code = `import { Manifest } from ${JSON.stringify(new URL('../dist/record/manifest.js', import.meta.url).href)};
    Manifest.open(${JSON.stringify(path)}).close();
    console.log(Math.round(process.resourceUsage().maxRSS / 1000));`;
  const startedAt = performance.now();
  const peakMB = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim();
  return { seconds: ((performance.now() - startedAt) / 1000).toFixed(1), peakMB };
}
