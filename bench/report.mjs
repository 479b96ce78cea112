import { readFile, writeFile } from 'node:fs/promises';
import { chart } from './chart.mjs';
import { figure, median, spread } from './statistics.mjs';

/** @typedef {import('./run.mjs').Results} Results */
/** @typedef {import('./run.mjs').Answer} Answer */
/** @typedef {import('./ask.mjs').Row} Row */

/** Lines of docs/speed.md that enclose its figures. */
const [figuresStart, figuresEnd] = ['<!-- figures: written by `npm run bench` -->', '<!-- end of figures -->'];

/** Writes `results.md`, `chart.svg` and the figures in docs/speed.md. @param {Results} results */
export async function writeReports(results) {
  const page = new URL('../docs/speed.md', import.meta.url);
  await writeFile(new URL('results.md', import.meta.url), [heading(results), ...results.answers.map(section)].join('\n'));
  await writeFile(new URL('chart.svg', import.meta.url), chart(results));
  await writeFile(page, withFigures(await readFile(page, 'utf8'), results));
}

/** What ran, where and how. @param {Omit<Results, 'answers'>} results */
export function heading({ date, machine, settings, programs }) {
  const lines = [
    '# Results',
    '',
    `Made by \`npm run bench\` on ${date}; [README.md](README.md) says how it measures.`,
    '',
    `* Machine: ${machine}`,
    `* Settings: ${settings}`,
    '* Figures are medians [smallest–largest]; a ratio is of one run to the run of the first row just before it; more than 1 is more than the first row',
    ...programs.map(({ name, version, does }) => (version ? `* ${name} (${version}): ${does}` : `* ${name}: not installed here`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param {Answer} answer */
export function section({ title, input, note, sentence, rows }) {
  const header = ['', 'CPU s', 'CPU ratio', 'wall s', 'wall ratio', 'images/s', 'peak MB', 'ratio', 'files MB', 'rounds'];
  const text = [`${input}.`, ...(note ? [`${note}.`] : []), ...(sentence ? [sentence] : [])].join(' ');
  return `## ${title}\n\n${text}\n\n${markdownTable(
    header,
    rows.map((row) => cells(row, rows[0])),
  )}\n`;
}

/** @param {Row} row @param {Row} first */
function cells({ name, images, cpu, wall, cpuRatios, wallRatios, peakBytes, writtenBytes, failure }, first) {
  if (failure) return [name, `failed: ${failure}`, ...Array(8).fill('')];
  const digits = cpu.length > 0 && median(cpu) < 1 ? 3 : 2;
  return [
    name,
    spread(cpu, digits),
    spread(cpuRatios, 2),
    spread(wall, digits),
    spread(wallRatios, 2),
    wall.length > 0 ? figure(images / median(wall)) : '–',
    peakBytes ? `${Math.round(peakBytes / 1e6)}` : '–',
    peakBytes && first.peakBytes ? (peakBytes / first.peakBytes).toFixed(2) : '–',
    (writtenBytes / 1e6).toFixed(1),
    `${cpu.length}`,
  ];
}

/** @param {string} page @param {Results} results */
export function withFigures(page, results) {
  const [start, end] = [page.indexOf(figuresStart), page.indexOf(figuresEnd)];
  if (start < 0 || end < start) throw new Error(`docs/speed.md has no lines "${figuresStart}" and "${figuresEnd}"`);
  return `${page.slice(0, start)}${figuresStart}\n\n${figures(results)}\n\n${page.slice(end)}`;
}

/** @param {Results} results */
function figures({ date, machine, settings, programs, answers }) {
  const compared = answers.filter(({ per }) => per);
  const names = programs.filter(({ version }) => version).map(({ name }) => name);
  const absent = programs.filter(({ version }) => !version).map(({ name }) => name);
  const table = markdownTable(
    ['', 'imgpar', ...names.slice(1)],
    compared.map(({ title, per, rows }) => [title, costOfFirst(rows, per), ...names.slice(1).map((name) => timesOfFirst(rows, name))]),
  );
  const sentences = answers.flatMap(({ sentence }) => sentence ?? []);
  return [
    'CPU time of imgpar, and how many times as much the others take, on the same files in the same run:',
    table,
    `![CPU time of imgpar and of other programs as bars, one panel a question; the table above has the same figures](../bench/chart.svg)`,
    [...sentences, ...(absent.length > 0 ? [`Not installed there: ${absent.join(', ')}.`] : [])].join(' '),
    `Measured on ${date}: ${machine}; ${settings}. Wall time, memory, sizes, spreads, versions and what each program does: [\`bench/results.md\`](../bench/results.md).`,
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** CPU time of imgpar, which comes first. @param {Row[]} rows @param {Answer['per']} per */
function costOfFirst([first], per) {
  if (first.failure) return 'failed';
  return `${figure((median(first.cpu) * 1000) / (per === 'image' ? first.images : first.megapixels))} ms ${per === 'image' ? 'an image' : 'a megapixel'}`;
}

/** @param {Row[]} rows @param {string} name */
function timesOfFirst(rows, name) {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) return '–';
  return row.failure ? 'failed' : `${median(row.cpuRatios).toFixed(2)}×`;
}

/** @param {string[]} header @param {string[][]} rows */
function markdownTable(header, rows) {
  return [header, ['---', ...header.slice(1).map(() => '---:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
