import { usage } from '../../errors.js';
import { emptySummary, type RunEvent, summarize } from '../../events.js';
import { asGiven } from '../../given-paths.js';
import { type Inspected, type InspectOptions, inspect } from '../../inspect/inspect.js';
import type { Figures } from '../../pixels/figures.js';
import { hasBlocks } from '../../report/terminal.js';
import { visible } from '../../report/visible.js';
import { counted } from '../../values/wording.js';
import { EXIT, signalled } from '../exit.js';
import { withFlagNames } from '../flag-names.js';
import { interruption } from '../interruption.js';
import type { Output } from '../output.js';
import { histogramLines } from './histogram-text.js';

/** What `imgpar stats` is asked for. */
export interface StatsRequest {
  readonly options: InspectOptions;
  readonly json: boolean;
  /** Whether to draw the histogram of each image. */
  readonly histograms: boolean;
  readonly quiet: boolean;
}

/** Prints the figures of each image as soon as they are known. @returns the exit code */
export async function performStats(request: StatsRequest, stdout: Output): Promise<number> {
  const { json, quiet } = request;
  const ending = interruption({ tell: () => {} });
  const isReaderGone = new AbortController();
  const table = new Table(request);
  let [summary, shown] = [emptySummary, (text: string) => text];
  const counts = { measured: 0, failed: 0, skipped: 0 };
  const write = async (text: string) => {
    if (text !== '' && !(await stdout.write(text))) isReaderGone.abort();
  };
  try {
    await inspect(
      request.options,
      async (inspected) => {
        counts[inspected.status] += 1;
        const name = shown(inspected.source);
        const trouble = troubleOf(inspected);
        if (trouble && (inspected.status === 'failed' || !quiet)) process.stderr.write(`${visible(`${name}: ${trouble}`)}\n`);
        await write(json ? jsonLine(name, inspected) : table.add(name, inspected));
      },
      {
        signal: AbortSignal.any([ending.signals.signal, isReaderGone.signal]),
        killSignal: ending.signals.killSignal,
        report(event: RunEvent) {
          summary = summarize(summary, event);
          if (event.type === 'planned') shown = asGiven(summary.given);
          if (event.type === 'warning' && !quiet) process.stderr.write(`warning: ${visible(withFlagNames(event.warning.message))}\n`);
        },
      },
    );
  } finally {
    ending.close();
  }
  const { measured, failed } = counts;
  if (!json) await write(table.end());
  if (ending.signal) return signalled(ending.signal);
  if (isReaderGone.signal.aborted) return EXIT.ok;
  if (measured + failed === 0 && summary.found > 0)
    throw usage(`no image found: none of the ${counted(summary.found, 'file')} contains an image`);
  if (!quiet) process.stderr.write(`${counted(measured, 'image')} measured${failed > 0 ? `, ${failed} not` : ''}; nothing was written\n`);
  return failed > 0 ? EXIT.imagesFailed : EXIT.ok;
}

/** Why a file has no figures, if that is not as it should be. */
function troubleOf(inspected: Inspected): string | undefined {
  if (inspected.status === 'failed') return inspected.failure.message;
  return inspected.status === 'skipped' && inspected.reason === 'misnamed' ? `skipped, it looks like ${inspected.looksLike}` : undefined;
}

function jsonLine(source: string, inspected: Inspected): string {
  if (inspected.status === 'skipped') return '';
  if (inspected.status === 'failed') return `${JSON.stringify({ source, failure: inspected.failure })}\n`;
  const { width, height, levels, figures, histogram } = inspected;
  return `${JSON.stringify({ source, width, height, levels, ...figures, histogram })}\n`;
}

const columns: ReadonlyArray<readonly [title: string, figure: keyof Figures, digits: number]> = [
  ['entropy', 'entropyBits', 3],
  ['contrast', 'rmsContrast', 4],
  ['mean', 'mean', 4],
  ['clipped', 'clippedShare', 4],
];
const columnWidth = 9;

/** Rows of figures, with the names last, as nobody knows how long the longest will be. */
class Table {
  readonly #drawsEach: boolean;
  readonly #rows: Figures[] = [];
  /** Of all images, each with the same weight. */
  readonly #histogram = new Array<number>(256).fill(0);

  constructor({ histograms }: StatsRequest) {
    this.#drawsEach = histograms;
  }

  add(name: string, inspected: Inspected): string {
    if (inspected.status !== 'measured') return '';
    const { figures, histogram } = inspected;
    const pixels = histogram.reduce((sum, count) => sum + count, 0);
    for (const [part, count] of histogram.entries()) this.#histogram[part]! += pixels === 0 ? 0 : count / pixels;
    const heading = this.#rows.length === 0 ? `${columns.map(([title]) => title.padStart(columnWidth)).join('')}  image\n` : '';
    this.#rows.push(figures);
    return `${heading}${row(figures, visible(name))}${this.#drawsEach ? drawn(histogram) : ''}`;
  }

  /** What all images have in common. */
  end(): string {
    const rows = this.#rows;
    if (rows.length < 2) return rows.length === 1 && !this.#drawsEach ? drawn(this.#histogram) : '';
    const over = (fold: (values: readonly number[]) => number): Figures => {
      const folded = (figure: keyof Figures) => fold(rows.map((each) => each[figure]));
      const [entropyBits, rmsContrast] = [folded('entropyBits'), folded('rmsContrast')];
      return { entropyBits, rmsContrast, mean: folded('mean'), clippedShare: folded('clippedShare') };
    };
    return [
      `${'-'.repeat(columns.length * columnWidth)}\n`,
      row(over(least), 'lowest'),
      row(over(average), `average of ${rows.length}`),
      row(over(greatest), 'highest'),
      drawn(this.#histogram),
    ].join('');
  }
}

const least = (values: readonly number[]) => values.reduce((one, other) => Math.min(one, other));
const greatest = (values: readonly number[]) => values.reduce((one, other) => Math.max(one, other));
const average = (values: readonly number[]) => values.reduce((one, other) => one + other, 0) / values.length;

function row(figures: Figures, name: string): string {
  return `${columns.map(([, figure, digits]) => figures[figure].toFixed(digits).padStart(columnWidth)).join('')}  ${name}\n`;
}

function drawn(histogram: readonly number[]): string {
  const lines = histogramLines(histogram, { columns: process.stdout.columns ?? 80, rows: 6, ascii: !hasBlocks() });
  return lines.map((line) => `${line}\n`).join('');
}
