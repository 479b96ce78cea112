// Reading lines: imgpar/lines compared with node:readline and Python, CPU time and wall time, on lines of 74 bytes: ASCII, and with an
// umlaut in four of five. `node bench/lines.mjs [MB]`, default 500; the files lie in the temporary folder, or in memory if there is a file
// system for that.
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { forEachLine, forEachLineBytes, lineIndex, readLine, readRange, wholeFile } from '../dist/lines/index.js';

const megabytes = Number(process.argv[2] ?? 500);

const ways = {
  async forEachLineBytes(path) {
    let lines = 0;
    await forEachLineBytes(path, wholeFile, () => {
      lines += 1;
    });
    return lines;
  },
  async 'forEachLine, parts of a string'(path) {
    let units = 0;
    await forEachLine(path, wholeFile, (line) => {
      units += line.length;
    });
    return units;
  },
  async 'readRange, strings of their own'(path) {
    let units = 0;
    for await (const { lines } of readRange(path)) for (const line of lines) units += line.length;
    return units;
  },
  'node:readline': (path) =>
    new Promise((resolve) => {
      let units = 0;
      createInterface({ input: createReadStream(path) })
        .on('line', (line) => {
          units += line.length;
        })
        .on('close', () => resolve(units));
    }),
};

const python = `
import sys, time
cpu, wall, units = time.process_time(), time.perf_counter(), 0
for line in open(sys.argv[1], encoding='utf-8'):
    units += len(line)
print(time.process_time() - cpu, time.perf_counter() - wall)
`;

if (process.argv[3]) {
  const [path, way] = process.argv.slice(3);
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await ways[way](path);
  const { user, system } = process.cpuUsage(cpu);
  console.log((user + system) / 1e6, (performance.now() - wall) / 1e3);
} else {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'imgpar-lines-'));
  try {
    for (const [name, letter] of Object.entries({ ASCII: () => 'o', umlauts: (line) => (line % 5 ? 'ö' : 'o') })) {
      const path = join(folder, name);
      write(path, letter);
      const rows = Object.keys(ways).map((way) => [
        way,
        [process.execPath, [fileURLToPath(import.meta.url), String(megabytes), path, way]],
      ]);
      rows.push(['Python, for line in f', ['python3', ['-c', python, path]]]);
      for (const [way, [command, args]] of rows)
        report(name, way, median(Array.from({ length: 3 }, () => timed(command, args))), statSync(path).size);
      await indexed(path);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(path, letter) {
  const file = openSync(path, 'w');
  for (let written = 0, line = 0; written < megabytes * 1e6; ) {
    let text = '';
    for (; text.length < 1e6; line++) {
      const start = `${line} the quick br${letter(line)}wn fox jumps over the lazy dog, and many more words`;
      text += `${start.padEnd(letter(line) === 'o' ? 73 : 72, '.')}\n`;
    }
    written += writeSync(file, text);
  }
  closeSync(file);
}

function timed(command, args) {
  const { stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? [Number.NaN, Number.NaN] : stdout.trim().split(' ').map(Number);
}

function median(times) {
  return times.sort(([one], [other]) => one - other)[times.length >> 1];
}

function report(file, way, [cpuSeconds, wallSeconds], bytes) {
  const perSecond = (seconds) => `${Math.round(bytes / 1e6 / seconds)}`.padStart(6);
  console.log(`${file.padEnd(8)} ${way.padEnd(34)} ${perSecond(cpuSeconds)} MB a CPU second ${perSecond(wallSeconds)} MB/s`);
}

async function indexed(path) {
  const index = await lineIndex(path);
  const longest = [];
  for (const place of [0.001, 0.3, 0.6, 0.999]) {
    const startedAt = performance.now();
    await readLine(path, Math.floor(index.lines * place), { index });
    longest.push(performance.now() - startedAt);
  }
  console.log(
    `         readLine with an index of ${index.lines} lines, ${index.offsets.byteLength} bytes: ${Math.max(...longest).toFixed(1)} ms at most`,
  );
}
