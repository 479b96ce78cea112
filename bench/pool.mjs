import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rivalAt, rivalPools, rivalRate } from './rivals/pools.mjs';

const help = `node bench/pool.mjs [--rounds 5] [--only map-1000,piscina] [--python /usr/bin/python3]
                            [--rivals FOLDER]

imgpar/pool beside Python's multiprocessing.Pool, two workers each, tiny tasks (x * x): tasks a second, medians of rounds in turn. The start of
the workers is not counted, and a warm-up of 1,000 tasks is not either. Then the same beside piscina, tinypool and workerpool, one task at a
time, as far as they are installed in a folder: npm install --prefix FOLDER piscina tinypool workerpool
`;

const questions = {
  'map-1000': 'map of 10⁶, chunksize 1000',
  'map-default': 'map of 10⁶, default chunksize',
  imap: 'imap one by one',
  'imap-unordered': 'imapUnordered one by one',
  'apply-async': 'applyAsync × 20,000',
  apply: 'apply, one in flight',
};

/** What is asked for at least: how many times Python's tasks a second. */
const wanted = {
  threads: { 'map-1000': 2, 'map-default': 1.5, imap: 15, 'imap-unordered': 15, 'apply-async': 8, apply: 1 },
  processes: { 'map-1000': 1.2, 'map-default': 1.1, imap: 8, 'imap-unordered': 8, 'apply-async': 4, apply: 1 / 1.5 },
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    rivals: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
    python: { type: 'string', default: '/usr/bin/python3' },
    ask: { type: 'string' },
    runtime: { type: 'string', default: 'threads' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else if (values.ask?.startsWith('rival-'))
  process.stdout.write(`${await rivalRate(values.ask.slice(6), values.runtime, resolve(values.rivals))}\n`);
else if (values.ask) process.stdout.write(`${await answer(values.ask, values.runtime)}\n`);
else compare();

function compare() {
  const python = fileURLToPath(new URL('pool.py', import.meta.url));
  const self = fileURLToPath(import.meta.url);
  const asked = values.only?.split(',') ?? [...Object.keys(questions), ...Object.keys(rivalPools)];
  process.stdout.write(`${availableParallelism()} cores, Node ${process.versions.node}, ${run(values.python, ['--version']).trim()}\n`);
  for (const question of asked.filter((each) => each in questions)) {
    const ratios = { threads: [], processes: [] };
    const rates = { python: [], threads: [], processes: [] };
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const runtime of ['threads', 'processes']) {
        const theirs = Number(run(values.python, [python, question]));
        const own = Number(run(process.execPath, [self, '--ask', question, '--runtime', runtime]));
        rates.python.push(theirs);
        rates[runtime].push(own);
        ratios[runtime].push(own / theirs);
      }
    }
    const cells = ['threads', 'processes'].map(
      (runtime) =>
        `${runtime} ${count(median(rates[runtime]))} × ${median(ratios[runtime]).toFixed(2)} (${wanted[runtime][question].toFixed(2)})`,
    );
    process.stdout.write(`${questions[question].padEnd(32)} Python ${count(median(rates.python))}  ${cells.join('  ')}\n`);
  }
  for (const rival of asked.filter((each) => each in rivalPools)) compareWith(rival, rivalPools[rival].runtimes, self);
}

/** One task at a time: `imap`, which is to be ten times as fast, and `applyAsync` beside what a rival has for both. */
function compareWith(rival, runtimes, self) {
  if (!rivalAt(resolve(values.rivals), rival)) {
    process.stdout.write(`${rival}: skipped, as it is not installed in ${values.rivals}\n`);
    return;
  }
  for (const runtime of runtimes) {
    const rates = { [rival]: [], imap: [], 'apply-async': [] };
    for (let round = 0; round < Number(values.rounds); round += 1)
      for (const who of Object.keys(rates)) {
        const question = who === rival ? `rival-${rival}` : who;
        rates[who].push(Number(run(process.execPath, [self, '--ask', question, '--runtime', runtime, '--rivals', values.rivals])));
      }
    const ratio = (who) => median(rates[who].map((rate, i) => rate / rates[rival][i])).toFixed(1);
    const cells = ['imap', 'apply-async'].map(
      (who) => `${questions[who].split(' ')[0]} ${count(median(rates[who]))} × ${ratio(who)}${who === 'imap' ? ' (10)' : ''}`,
    );
    process.stdout.write(`${`${rival}, ${runtime}`.padEnd(32)} ${count(median(rates[rival]))}  ${cells.join('  ')}\n`);
  }
}

function run(program, args) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function count(number) {
  return Math.round(number).toLocaleString('en').padStart(9);
}

async function answer(question, runtime) {
  const { moduleOf, Pool } = await import('../dist/pool/index.js');
  const work = moduleOf(new URL('pool-work.mjs', import.meta.url));
  const pool = new Pool({ workers: 2, runtime });
  await pool.map(work.square, range(1_000), { chunksize: 1 });
  const tasks = {
    'map-1000': [1_000_000, () => pool.map(work.square, range(1_000_000), { chunksize: 1_000 })],
    'map-default': [1_000_000, () => pool.map(work.square, range(1_000_000))],
    imap: [1_000_000, () => consume(pool.imap(work.square, range(1_000_000)))],
    'imap-unordered': [1_000_000, () => consume(pool.imapUnordered(work.square, range(1_000_000)))],
    'apply-async': [20_000, () => allOf(pool, work)],
    apply: [5_000, () => oneByOne(pool, work)],
  };
  const [total, ask] = tasks[question];
  const began = performance.now();
  await ask();
  const tasksPerSecond = (total / (performance.now() - began)) * 1_000;
  await pool.terminate();
  return tasksPerSecond;
}

function* range(end) {
  for (let x = 0; x < end; x += 1) yield x;
}

async function consume(results) {
  for await (const _ of results);
}

async function allOf(pool, work) {
  const results = [];
  for (let x = 0; x < 20_000; x += 1) results.push(pool.applyAsync(work.square, [x]));
  for (const result of results) await result.get();
}

async function oneByOne(pool, work) {
  for (let x = 0; x < 5_000; x += 1) await pool.apply(work.square, [x]);
}
