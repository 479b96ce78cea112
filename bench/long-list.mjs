// What a list of many lines costs: node bench/long-list.mjs 100000000 [folder]
// Writes a list of that many lines, some empty, some with CRLF, some of 100 KB, none at the end; then measures planning with and without its
// SHA-256, how long any of 20,000 ranges takes to open, and that 1, 7 and 1,000 ranges hold each line once. Run `npm run build` first.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ByteList } from '../dist/lists/byte-list.js';
import { Counter } from '../dist/lists/tally.js';
import { indexList } from '../dist/lists/write-list.js';

const lines = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'imgpar-long-list-'));
const path = join(folder, 'names.txt');
const expected = new Counter();

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
let peakMiB = 0;
setInterval(() => (peakMiB = Math.max(peakMiB, process.memoryUsage.rss() / 2 ** 20)), 20).unref();

async function measured(what, act) {
  const [cpu, at] = [cpuSeconds(), performance.now()];
  const result = await act();
  peakMiB = Math.max(peakMiB, process.memoryUsage.rss() / 2 ** 20);
  console.log(
    `${what}: ${(cpuSeconds() - cpu).toFixed(2)} s of CPU, ${((performance.now() - at) / 1000).toFixed(2)} s, peak ${Math.round(peakMiB)} MiB`,
  );
  return result;
}

function write() {
  const descriptor = openSync(path, 'w');
  const long = 'x'.repeat(100_000);
  let offset = 0;
  let texts = [];
  for (let line = 0; line < lines; line++) {
    const name =
      line % 5_000_000 === 77 ? `${long}${line}` : `set-${line % 97}/class-${line % 1009}/photograph-${String(line).padStart(9, '0')}.jpg`;
    const text = `${line % 1000 === 3 ? '\n' : ''}${name}${line === lines - 1 ? '' : line % 3 === 0 ? '\r\n' : '\n'}`;
    expected.add(offset + (text.startsWith('\n') ? 1 : 0));
    offset += text.length;
    texts.push(text);
    if (texts.length === 10_000) {
      writeSync(descriptor, texts.join(''));
      texts = [];
    }
  }
  writeSync(descriptor, texts.join(''));
  closeSync(descriptor);
  console.log(`${lines} lines, ${(offset / 1e9).toFixed(2)} GB`);
}

async function opened(act) {
  const list = await ByteList.open(path);
  try {
    return await act(list);
  } finally {
    list.close();
  }
}

try {
  write();
  await measured('planning without SHA-256', () =>
    opened((list) => Array.from({ length: 20_000 }, (_, index) => list.share(index + 1, 20_000))),
  );
  peakMiB = 0;
  await measured('planning with count and SHA-256', () => indexList(path));
  await opened(async (list) => {
    const took = [];
    for (let index = 1; index <= 20_000; index += 20_000 / 1000) {
      const at = performance.now();
      for await (const _ of list.linesIn(list.share(Math.floor(index), 20_000))) break;
      took.push(performance.now() - at);
    }
    took.sort((one, other) => one - other);
    console.log(
      `a range of 20,000 opens in ${took[500].toFixed(2)} ms (median), ${took[990].toFixed(2)} ms (99 of 100), ${took[999].toFixed(2)} ms (worst of 1,000)`,
    );
    for (const count of [1, 7, 1000]) {
      const found = new Counter();
      await measured(`all lines in ${count} ranges`, async () => {
        for (let index = 1; index <= count; index++)
          for await (const some of list.linesIn(list.share(index, count))) for (const { offset } of some) found.add(offset);
      });
      const isSame = found.tally.hash === expected.tally.hash && found.count === expected.count;
      console.log(isSame ? `  each of ${found.count} lines once` : `  NOT each line once: ${found.count}, expected ${expected.count}`);
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
