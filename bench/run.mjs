import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask } from './ask.mjs';
import { questions, rivals } from './questions.mjs';
import { heading, section, writeReports } from './report.mjs';

/**
 * The findings of a run, from which all reports are made.
 *
 * @typedef {object} Results
 * @property {string} date
 * @property {string} machine
 * @property {string} settings
 * @property {boolean} quick
 * @property {{ name: string, does: string, version: string | undefined }[]} programs without a version if not installed
 * @property {Answer[]} answers
 */

/**
 * @typedef {object} Answer
 * @property {string} name of the question, as `--only` takes it
 * @property {string} title
 * @property {string} input the input, in words
 * @property {string} [note]
 * @property {'image' | 'megapixel'} [per]
 * @property {string} [sentence]
 * @property {import('./ask.mjs').Row[]} rows
 */

const others = rivals.slice(1).map(({ name }) => name);

const help = `npm run bench -- [options]

  --quick           small sets, one round; under three minutes, and rough
  --only NAMES      some of: ${Object.keys(questions).join(', ')} (comma-separated)
  --rivals NAMES    beside imgpar only some of: ${others.join(', ')} (comma-separated)
  --photos DIR      use the JPEG files below DIR as photographs; may be repeated
  --workers N       workers of every program (default 2)
  --quality N       JPEG quality of every program (default 90)
  --rounds N        timed rounds (default 5, quick 1); slow programs have fewer
  --cache DIR       where inputs are kept (default: imgpar-bench in the folder for temporary files)
  --out DIR         where programs write to (default: memory, /dev/shm, where there is 1 GB of it, else the cache)
  --write           write results.md, chart.svg and the table in docs/speed.md, which a run with --quick or --only does not unless told
  --add             keep the answers of the last run, and replace those of the questions asked now: a long run in several parts
  --redraw          write those again from the last run, as far as it came, and run nothing
`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rivals: { type: 'string' },
    photos: { type: 'string', multiple: true },
    workers: { type: 'string', default: '2' },
    quality: { type: 'string', default: '90' },
    rounds: { type: 'string' },
    cache: { type: 'string', default: join(tmpdir(), 'imgpar-bench') },
    out: { type: 'string' },
    write: { type: 'boolean', default: false },
    add: { type: 'boolean', default: false },
    redraw: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/**
 * The default place of results. On a disk, deleting those of the run before would be measured too: ext4 does not reuse an inode number for
 * some seconds and takes half a millisecond to find another one.
 */
const memoryFolder = '/dev/shm';

const lastRun = join(values.cache, 'last-run.json');

if (values.help) process.stdout.write(help);
else if (values.redraw) await writeReports(JSON.parse(await readFile(lastRun, 'utf8')));
else await main();

async function main() {
  const chosen = values.only?.split(',') ?? Object.keys(questions);
  const unknown = chosen.find((name) => !questions[name]);
  if (unknown) throw new Error(`no question "${unknown}"; there are: ${Object.keys(questions).join(', ')}`);
  const strange = values.rivals?.split(',').find((name) => !others.includes(name));
  if (strange) throw new Error(`no rival "${strange}"; there are: ${others.join(', ')}`);
  const roundsOf = (name) => Number(values.rounds ?? (values.quick ? 1 : (questions[name]?.rounds ?? 5)));
  const { photos, quick, cache } = values;
  const settings = {
    photos,
    quick,
    cache,
    rivals: values.rivals?.split(','),
    workers: Number(values.workers),
    quality: Number(values.quality),
  };
  await mkdir(values.cache, { recursive: true });
  const out = values.out ?? ((await hasRoom(memoryFolder)) ? memoryFolder : values.cache);
  const results = { ...circumstances(settings, roundsOf(''), out), answers: values.add ? await earlierAnswers() : [] };
  process.stdout.write(heading(results));
  const outDir = await mkdtemp(join(out, 'imgpar-bench-out-'));
  removeAtTheEnd(outDir);
  for (const name of chosen) {
    const found = await answer(name, settings, roundsOf(name), outDir);
    process.stdout.write(`\n${section(found)}`);
    results.answers = inOrder([...results.answers.filter((earlier) => earlier.name !== name), found]);
    await writeFile(lastRun, JSON.stringify(results));
  }
  if (values.write || !(values.quick || values.only)) await writeReports(results);
}

/** Those of the last run. @returns {Promise<Answer[]>} */
async function earlierAnswers() {
  return existsSync(lastRun) ? JSON.parse(await readFile(lastRun, 'utf8')).answers : [];
}

/** @param {Answer[]} answers @returns {Answer[]} in the order of the questions */
function inOrder(answers) {
  return Object.keys(questions).flatMap((name) => answers.filter((answer) => answer.name === name));
}

/**
 * @param {string} name of the question
 * @param {import('./questions.mjs').Settings} settings
 * @param {number} rounds
 * @param {string} outDir
 * @returns {Promise<Answer>}
 */
async function answer(name, settings, rounds, outDir) {
  const { title, note, per, ask: contestantsOf, says } = questions[name];
  const { input, contestants } = await contestantsOf(settings);
  const say = (what) => process.stderr.write(`${title}: ${what}\n`);
  const rows = await ask(contestants, rounds, outDir, say);
  const sentence = rows.some((row) => row.failure) ? undefined : says?.(rows);
  return { name, title, note, per, input, sentence, rows };
}

/** Removes the folder at exit, even when interrupted, so that memory does not stay full. @param {string} folder */
function removeAtTheEnd(folder) {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
}

/** Whether a folder has room for the results of any question. @param {string} folder */
async function hasRoom(folder) {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= 2 ** 30;
  } catch {
    return false;
  }
}

/** @param {import('./questions.mjs').Settings} settings @param {number} rounds @param {string} out @returns {Omit<Results, 'answers'>} */
function circumstances({ workers, quality, photos, quick }, rounds, out) {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: [cpus()[0]?.model.trim(), `${availableParallelism()} cores`, memory, `${type()} ${release()}`, `Node ${process.version}`].join(
      ', ',
    ),
    settings: [
      ...(quick ? ['a quick run: sets are small, so start-up weighs much and figures are rough'] : []),
      `${workers} workers`,
      `JPEG quality ${quality}`,
      `${rounds === 1 ? 'one round' : `up to ${rounds} rounds`}`,
      photos ? `photographs of ${photos.join(' and ')}` : 'photographs made of samples/',
      `results written to ${out === memoryFolder ? 'memory' : 'disk'}`,
      `load of the machine before the run ${loadavg()[0]?.toFixed(1)}`,
    ].join(', '),
    quick,
    programs: rivals.map(({ name, does, available, version }) => ({ name, does, version: available() ? version() : undefined })),
  };
}
