// What a long list costs before its first image: `node bench/lists.mjs [names..]`, by default 1,000, 1,000,000 and 10,000,000. The list is
// a file of names. It is read, checked for names that lead to the same result, kept in a temporary file, and read back as a run does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { writeNameList } from './name-list.mjs';

const { plan } = await import(new URL('../dist/plan/plan.js', import.meta.url).href);
const { entriesOf } = await import(new URL('../dist/plan/list.js', import.meta.url).href);

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 1_000_000, 10_000_000];
// As the program does.
setFlagsFromString('--semi-space-growth-factor=1');

const folder = mkdtempSync(join(tmpdir(), 'imgpar-bench-lists-'));
try {
  console.log('names  wall s  CPU µs a name: made and checked  read  MB at the peak');
  for (const names of counts) await measure(names);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(names) {
  const file = join(folder, `${names}.txt`);
  writeNameList(file, names);
  const startedAt = performance.now();
  const before = cpuMicroseconds();
  const { list } = await plan({ sources: [], lists: [file], destination: join(folder, 'out'), format: 'keep' });
  const made = cpuMicroseconds();
  let read = 0;
  for await (const _ of entriesOf(list)) read++;
  if (read !== names) throw new Error(`${read} of ${names} names were read`);
  await list.close();
  rmSync(file);
  const perName = (microseconds) => (microseconds / names).toFixed(1);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const megabytes = (process.resourceUsage().maxRSS / 1000).toFixed(0);
  console.log([names, seconds, perName(made - before), perName(cpuMicroseconds() - made), megabytes].join('  '));
}

function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
