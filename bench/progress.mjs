// What a bar costs per step: imgpar/progress compared with the bare loop and with tqdm. CPU nanoseconds per step. `node bench/progress.mjs
// [python]`
import { spawnSync } from 'node:child_process';
import { progress, range } from '../dist/progress/index.js';

const steps = 2e7;
const array = Array.from({ length: 1e6 }, (_, index) => index);
const set = new Set(array);
const options = { file: { write() {} } };
const rounds = steps / array.length;

/** A separate loop for each case, as in a program: a loop that saw all kinds of iterables would be compiled for all of them. */
const loopOver = () => new Function('iterable', 'let sum = 0; for (const item of iterable) sum += item; return sum;');

async function* late(count) {
  for (let index = 0; index < count; index++) yield index;
}

async function nsOf(loop, count) {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    await loop();
    const { user, system } = process.cpuUsage(before);
    times.push(((user + system) * 1000) / count);
  }
  return times.sort((one, other) => one - other)[2];
}

async function compare(name, bare, wrapped, count) {
  const [without, with_] = [await nsOf(bare, count), await nsOf(wrapped, count)];
  console.log(
    `${name.padEnd(16)} bare ${without.toFixed(1).padStart(6)}   with a bar ${with_.toFixed(1).padStart(6)}   above ${(with_ - without).toFixed(1)} ns`,
  );
}

const often = (source) => {
  const loop = loopOver();
  return () => {
    for (let round = 0; round < rounds; round++) loop(source());
  };
};

await compare(
  'array',
  often(() => array),
  often(() => progress(array, options)),
  steps,
);
await compare(
  'set',
  often(() => set),
  often(() => progress(set, options)),
  steps,
);
const counted = loopOver();
await compare('range', count, () => counted(range(steps, options)), steps);
await compare('update()', count, countWithBar, steps);
await compare('for await', loopLate, loopLateWithBar, 1e6);

function count() {
  let sum = 0;
  for (let index = 0; index < steps; index++) sum += index;
  return sum;
}

function countWithBar() {
  let sum = 0;
  const bar = progress(undefined, { ...options, total: steps });
  for (let index = 0; index < steps; index++) {
    sum += index;
    bar.update();
  }
  bar.close();
  return sum;
}

async function loopLate() {
  let sum = 0;
  for await (const item of late(1e6)) sum += item;
  return sum;
}

async function loopLateWithBar() {
  let sum = 0;
  for await (const item of progress(late(1e6), options)) sum += item;
  return sum;
}

const python = `
import io, time
from tqdm import tqdm
numbers = range(3_000_000)
def cpu(loop):
    before = time.process_time(); loop(); return (time.process_time() - before) / len(numbers) * 1e9
def bare():
    for i in numbers: pass
def wrapped():
    for i in tqdm(numbers, file=io.StringIO()): pass
print(f'tqdm             bare {cpu(bare):6.1f}   with a bar {cpu(wrapped):6.1f} ns')
`;
const { stdout, error, status } = spawnSync(process.argv[2] ?? 'python3', ['-c', python], { encoding: 'utf8' });
console.log(error || status !== 0 ? 'tqdm             not installed' : stdout.trimEnd());
