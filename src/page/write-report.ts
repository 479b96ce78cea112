import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { builtFile } from '../installed.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { pageOf } from './html.js';
import { lookAtRows } from './looks.js';
import { overview, stagesSection, workersSection } from './overview.js';
import { type RecordedRun, recordedRun } from './recorded-run.js';
import type { Row } from './rows.js';
import { type RunLog, stripsOf } from './run-log.js';
import { sampleOf } from './sample.js';

export interface ReportRequest {
  /** Folder of results. */
  readonly destination: string;
  /** Default: the manifest in that folder. */
  readonly manifest?: string | undefined;
  /** Where to write the page. */
  readonly output: string;
  /** How many images are shown with pictures. */
  readonly samples: number;
  /** The events of the run, if it has just ended. */
  readonly log?: RunLog | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes one page about the images in a folder of results.
 *
 * @throws {ImgparError} `usage`, if there is no manifest; `unwritable`
 */
export async function writeReport({ destination, manifest, output, samples, log, signal }: ReportRequest): Promise<void> {
  const run = recordedRun(destination, manifest);
  const { rows, looks, notes } = await seen(run, samples, signal);
  const strips = log ? stripsOf(log) : [];
  const content = {
    title: `Report on ${basename(run.root)}`,
    notes: [...endingNotes(run, log), ...notes],
    sections: [overview(rows), workersSection(strips, log ? log.to - log.from : 0), stagesSection(run.stages)],
    rows,
    looks,
  };
  const program = readFileSync(builtFile('../../dist/page/client.js', import.meta.url), 'utf8').trim();
  const parts = (function* () {
    for (const part of pageOf(content, program)) yield Buffer.from(part);
  })();
  writeAtomic(output, parts, { owner: { token: 'report', id: process.pid } });
}

type Notes = Array<{ readonly text: string; readonly isWarning?: boolean }>;

/** Looks at a sample, and measures every image whose figures were not recorded. */
async function seen(run: RecordedRun, samples: number, signal: AbortSignal | undefined) {
  const lacking = run.rows.flatMap(({ status, figures }, index) => (status === 'done' && !figures ? [index] : []));
  const measured = await lookAtRows({ run, rows: new Map(lacking.map((row) => [row, 'figures'])), signal });
  const rows: Row[] = run.rows.map((row, index) => {
    const look = measured.get(index);
    return look ? { ...row, figures: look.figures } : row;
  });
  const sample = sampleOf(rows, samples);
  const looks = await lookAtRows({ run, rows: new Map(sample.map((row) => [row, 'whole'])), signal });
  const notes: Notes = [];
  if (lacking.length > 0)
    notes.push({
      text:
        `The run did not record figures (--figures), so ${lacking.length} images were decoded again` +
        (measured.size < lacking.length ? `; ${lacking.length - measured.size} could not be.` : '.'),
    });
  const done = rows.filter(({ status }) => status === 'done').length;
  if (sample.length < done) notes.push({ text: `${sample.length} of ${done} images have pictures: the worst by each figure, and others.` });
  if (looks.size < sample.length)
    notes.push({ text: `${sample.length - looks.size} images could not be shown: source or result is gone, or has changed.` });
  const unrepeated = sample.filter((row) => looks.has(row) && !run.repeats.has(row)).length;
  if (unrepeated > 0)
    notes.push({
      text: `Of ${unrepeated} images the results were read, as the manifest does not say all that made them; they have no curve.`,
    });
  return { rows, looks, notes };
}

function endingNotes({ given, rows, last, ending }: RecordedRun, log: RunLog | undefined): Notes {
  const notes: Notes = [
    { text: `${rows.length} images in ${given}${last ? `, by imgpar ${last.versions?.imgpar ?? 'of an unknown version'}` : ''}.` },
  ];
  const summary = log?.summary ?? (typeof ending === 'object' ? ending : undefined);
  if (last) notes.push({ text: `Last run: ${new Date(last.at).toISOString().slice(0, 19).replace('T', ' ')} UTC.` });
  if (summary?.interrupted) notes.push({ text: 'The run was interrupted; this is what was done by then.', isWarning: true });
  if (summary?.gaveUp) notes.push({ text: 'The run gave up, as too many images failed; this is what was done by then.', isWarning: true });
  if (!summary && ending === 'killed')
    notes.push({ text: 'The run was killed before its end; this is what was done by then.', isWarning: true });
  if (!summary && ending === 'running') notes.push({ text: 'A run is still at work; this is what it has done so far.', isWarning: true });
  return notes;
}
