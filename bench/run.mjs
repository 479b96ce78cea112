import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureMemory, measureTime } from './measure.mjs';
import { questions, rivals } from './questions.mjs';

const help = `npm run bench -- [options]

  --quick           small sets, one round; under three minutes
  --only NAMES      some of: ${Object.keys(questions).join(', ')} (comma-separated)
  --photos DIR      use the JPEG files below DIR as photographs; may be repeated
  --workers N       workers of every program (default 2)
  --quality N       JPEG quality of every program (default 90)
  --rounds N        timed rounds (default 3, quick 1)
  --cache DIR       where inputs are kept (default: imgpar-bench in the folder for temporary files)
  --results FILE    where the tables go (default bench/results.md; quick and partial runs write none unless told)
`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    photos: { type: 'string', multiple: true },
    workers: { type: 'string', default: '2' },
    quality: { type: 'string', default: '90' },
    rounds: { type: 'string' },
    cache: { type: 'string', default: join(tmpdir(), 'imgpar-bench') },
    results: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else await main();

async function main() {
  const chosen = values.only?.split(',') ?? Object.keys(questions);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  const settings = { ...values, photos: values.photos, workers: Number(values.workers), quality: Number(values.quality) };
  const sections = [heading(settings, rounds)];
  print(sections[0]);
  for (const name of chosen) {
    if (!questions[name]) throw new Error(`no question "${name}"; there are: ${Object.keys(questions).join(', ')}`);
    const question = await questions[name](settings);
    const results = await ask(question, question.rounds ?? rounds, join(values.cache, 'out'));
    sections.push(table(question, results));
    print(`\n${sections.at(-1)}`);
  }
  const file = values.results ?? (values.quick || values.only ? undefined : new URL('results.md', import.meta.url));
  if (file) await writeFile(file, `${sections.join('\n')}`);
}

/**
 * Lets every contestant run once for its memory, which also warms the files, and then `rounds` times for its times, one after the other
 * in each round, so that a slow moment of the machine hits all alike.
 *
 * @param {import('./questions.mjs').Question} question
 * @param {number} rounds
 * @param {string} outDir
 */
async function ask({ title, contestants }, rounds, outDir) {
  const results = contestants.map(() => ({ cpu: [], wall: [], peakBytes: undefined, writtenBytes: 0, failure: undefined }));
  for (let round = 0; round <= rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const result = results[i];
      if (result.failure) continue;
      process.stderr.write(`${title}: ${round === 0 ? 'memory' : `round ${round}`}, ${contestant.name}\n`);
      await freshFolder(outDir);
      const cost = await (round === 0 ? measureMemory : measureTime)(contestant.command(outDir));
      result.failure = cost.failure ?? (await shortfall(outDir, contestant.files)) ?? escaped(cost);
      if (round === 0) {
        result.peakBytes = cost.peakBytes;
        result.writtenBytes = (await sizesIn(outDir)).reduce((sum, bytes) => sum + bytes, 0);
      } else {
        result.cpu.push(cost.cpuSeconds);
        result.wall.push(cost.wallSeconds);
      }
    }
  }
  await rm(outDir, { recursive: true, force: true });
  return results;
}

/** @param {string} folder */
async function freshFolder(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** Says so when fewer files than asked for were written, or empty ones. */
async function shortfall(outDir, files) {
  const written = (await sizesIn(outDir)).filter((size) => size > 0).length;
  return written === files ? undefined : `wrote ${written} of ${files} files`;
}

/** Of images, not of what a program remembers beside them. @param {string} folder */
async function sizesIn(folder) {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  return Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
}

/** Says so when children ended unseen by their parents, whose time bash cannot know. */
function escaped({ cpuSeconds, seenCpuSeconds = 0 }) {
  return seenCpuSeconds > cpuSeconds * 1.03 + 0.2 ? `children used ${seenCpuSeconds} s that no parent waited for` : undefined;
}

/** @param {import('./questions.mjs').Settings} settings @param {number} rounds */
function heading({ workers, quality, photos }, rounds) {
  const present = rivals.filter((rival) => rival.available());
  const absent = rivals.filter((rival) => !rival.available());
  const lines = [
    '# Results',
    '',
    `Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; [README.md](README.md) says how it measures.`,
    '',
    `* Machine: ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.version}`,
    `* Settings: ${workers} workers, quality ${quality}, median of ${rounds} rounds (smallest–largest), ${photos ? `photographs of ${photos.join(', ')}` : 'photographs made of samples/'}`,
    ...present.map((rival) => `* ${rival.name}: ${rival.version()}; ${rival.does}`),
    ...absent.map((rival) => `* ${rival.name}: not installed here`),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param {import('./questions.mjs').Question} question */
function table({ title, input, contestants }, results) {
  const first = results[0].failure ? { cpu: [], wall: [], peakBytes: undefined } : results[0];
  const rows = contestants.map(({ name }, i) => {
    const { cpu, wall, peakBytes, writtenBytes, failure } = results[i];
    if (failure) return [name, `failed: ${failure}`, '', '', '', '', '', ''];
    return [
      name,
      seconds(cpu),
      ratio(median(cpu), median(first.cpu)),
      seconds(wall),
      ratio(median(wall), median(first.wall)),
      peakBytes === undefined ? '–' : `${Math.round(peakBytes / 1e6)}`,
      ratio(peakBytes, first.peakBytes),
      (writtenBytes / 1e6).toFixed(1),
    ];
  });
  const header = ['', 'CPU s', 'ratio', 'wall s', 'ratio', 'peak MB', 'ratio', 'files MB'];
  const lines = [header, ['---', ...header.slice(1).map(() => '---:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `## ${title}\n\n${input}\n\n${lines.join('\n')}\n`;
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values */
function seconds(values) {
  const [digits, all] = [median(values) < 1 ? 3 : 2, values.length > 1];
  const range = all ? ` (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})` : '';
  return `${median(values).toFixed(digits)}${range}`;
}

/** @param {number | undefined} value @param {number | undefined} reference */
function ratio(value, reference) {
  return value === undefined || !reference ? '–' : (value / reference).toFixed(2);
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text);
}
