import type { RunSummary } from '../../events.js';
import { counted, formatCount } from '../../values/wording.js';
import { formatBytes, formatDuration } from '../progress-text.js';
import { visible } from '../visible.js';
import type { CiReport, Item, Surroundings } from './item.js';

/** GitHub shows ten annotations of a step and drops the others without a word. */
const mostAnnotations = 10;

/** Failures that say most about the run come first, whatever their place in it. */
const worstFirst: readonly (string | undefined)[] = [
  'internal',
  'environment',
  'usage',
  'worker-crashed',
  'unwritable',
  'timeout',
  'too-large',
];

/** The most rows that the page of a step may have; it is cut further by its size. */
const mostRows = 5000;

/** Annotations beside the files of a pull request, and a page about the step. */
export function githubReport({ place }: Surroundings): CiReport {
  /** The worst ones, and the ones that came first among equals. */
  let worst: Item[] = [];
  const rows: Item[] = [];
  const summaries: RunSummary[] = [];
  const counts = { error: 0, warning: 0 };
  const levels = new LevelFigures();
  return {
    add(item) {
      levels.add(item);
      const level = levelOf(item);
      if (level === undefined) return '';
      counts[level] += 1;
      worst = [...worst, item].sort((one, other) => rankOf(one) - rankOf(other)).slice(0, mostAnnotations);
      if (rows.length < mostRows) rows.push(item);
      return '';
    },
    conclude: (summary) => void summaries.push(summary),
    frame() {
      const total = counts.error + counts.warning;
      const shown = total > mostAnnotations ? worst.slice(0, mostAnnotations - 1) : worst;
      const lines = shown.map((item) => annotation(levelOf(item)!, item, place));
      if (total > shown.length) lines.push(restAnnotation(counts, shown));
      return { before: '', after: lines.map((line) => `${line}\n`).join('') };
    },
    page: (maxBytes) => page([...figures(summaries), ...levels.lines()], rows, counts, place, maxBytes),
  };
}

type Level = 'error' | 'warning';

function levelOf({ state, message }: Item): Level | undefined {
  if (state === 'failed') return 'error';
  return message === undefined ? undefined : 'warning';
}

function rankOf(item: Item): number {
  if (levelOf(item) === 'warning') return worstFirst.length + 1;
  const at = worstFirst.indexOf(item.code);
  return at < 0 ? worstFirst.length : at;
}

function annotation(level: Level, { path, code, message = '' }: Item, place: Surroundings['place']): string {
  const file = path === undefined ? undefined : place(path);
  const title = `title=${property(`imgpar: ${code}`)}`;
  return `::${level} ${file === undefined ? '' : `file=${property(file)},`}${title}::${data(message)}`;
}

function restAnnotation(counts: Readonly<Record<Level, number>>, shown: readonly Item[]): string {
  const rest = (level: Level) => counts[level] - shown.filter((item) => levelOf(item) === level).length;
  const parts = [
    rest('error') > 0 ? `${formatCount(rest('error'))} more failed` : '',
    rest('warning') > 0 ? `${formatCount(rest('warning'))} more with warnings` : '',
  ];
  return `::${rest('error') > 0 ? 'error' : 'warning'} title=imgpar::${data(`${parts.filter(Boolean).join(', ')}; the summary of the step lists them`)}`;
}

/** Lines stay lines; whatever else controls a terminal is made visible. */
function data(text: string): string {
  return escaped(
    text
      .split(/\r\n|\n|\r/)
      .map(visible)
      .join('\n'),
  );
}

function property(text: string): string {
  return escaped(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function page(
  figureLines: readonly string[],
  rows: readonly Item[],
  counts: Readonly<Record<Level, number>>,
  place: Surroundings['place'],
  maxBytes: number,
): string {
  const total = counts.error + counts.warning;
  const head = ['### imgpar', '', ...figureLines, ''];
  const titles = total === 0 ? ['No problems.'] : ['| file | | why |', '|---|---|---|'];
  const lines = [...head, ...titles];
  // Room for the line about those that are left out.
  let bytes = lines.join('\n').length + 200;
  let listed = 0;
  for (const item of rows) {
    const line = row(item, place);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes) break;
    lines.push(line);
    listed += 1;
  }
  if (listed < total) lines.push('', `… and ${formatCount(total - listed)} more.`);
  const text = `${lines.join('\n')}\n`;
  return Buffer.byteLength(text) <= maxBytes ? text : '';
}

function figures(summaries: readonly RunSummary[]): string[] {
  const sum = (of: (summary: RunSummary) => number) => summaries.reduce((total, summary) => total + of(summary), 0);
  if (summaries.length === 0) return [];
  const [inputBytes, outputBytes] = [sum((each) => each.inputBytes), sum((each) => each.outputBytes)];
  const change =
    inputBytes === 0
      ? ''
      : ` (${outputBytes >= inputBytes ? '+' : '−'}${Math.round((Math.abs(outputBytes - inputBytes) / inputBytes) * 100)} %)`;
  return [
    '| found | equalised | skipped | failed | megapixels | before | after | time |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|',
    `| ${[
      formatCount(sum((each) => each.found)),
      formatCount(sum((each) => each.done)),
      formatCount(sum((each) => each.skipped)),
      formatCount(sum((each) => each.failed)),
      formatCount(sum((each) => each.pixels) / 1e6),
      formatBytes(inputBytes),
      `${formatBytes(outputBytes)}${change}`,
      formatDuration(sum((each) => each.elapsedMs)),
    ].join(' | ')} |`,
    ...summaries
      .filter(({ interrupted, gaveUp }) => interrupted || gaveUp)
      .map(({ found, done, skipped, failed }) => `\nStopped early: ${counted(found - done - skipped - failed, 'image')} not started.`),
  ];
}

/** What images had on average before and after, as far as the run was asked for figures. */
class LevelFigures {
  readonly #sums = { before: [0, 0, 0, 0], after: [0, 0, 0, 0] };
  #images = 0;

  add({ figures }: Item): void {
    if (!figures) return;
    this.#images += 1;
    for (const side of ['before', 'after'] as const) {
      const { entropyBits, rmsContrast, mean, clippedShare } = figures[side];
      [entropyBits, rmsContrast, mean, clippedShare].forEach((figure, index) => {
        this.#sums[side][index]! += figure;
      });
    }
  }

  lines(): string[] {
    if (this.#images === 0) return [];
    const rowOf = (side: 'before' | 'after') =>
      `| ${[side, ...this.#sums[side].map((sum) => (sum / this.#images).toFixed(3))].join(' | ')} |`;
    return ['', '| on average | entropy in bits | contrast | mean | clipped |', '|---|--:|--:|--:|--:|', rowOf('before'), rowOf('after')];
  }
}

function row({ path, code = '', message = '' }: Item, place: Surroundings['place']): string {
  return `| ${cell(path === undefined ? '' : (place(path) ?? path))} | ${cell(code)} | ${cell(message)} |`;
}

/** Text in a table of Markdown, in which nothing is a mark. */
function cell(text: string): string {
  return visible(text.replace(/[\r\n]+/g, ' ')).replace(/[^\w\s.,:;/-]|_/gu, (mark) =>
    mark.codePointAt(0)! < 0x80 ? `&#${mark.codePointAt(0)};` : mark,
  );
}
