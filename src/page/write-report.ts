import { basename } from 'node:path';
import { pathFrom } from '../record/recorded-path.js';
import type { EarlyLooks } from './early-looks.js';
import { afterRun, type Notes } from './html.js';
import { lookAtAll, shownOf, sightOf, type Viewing } from './looks.js';
import { endingNotes } from './notes.js';
import { overview, stagesSection, workersSection } from './overview.js';
import { type RecordedRun, recordedRun } from './recorded-run.js';
import type { Row } from './rows.js';
import { type RunLog, stripsOf } from './run-log.js';
import { sampleOf } from './sample.js';
import { writePage } from './write-page.js';

export interface ReportRequest extends Viewing {
  /** Folder of results, or the manifest in it. */
  readonly destination: string;
  /** Default: the manifest in that folder. */
  readonly manifest?: string | undefined;
  /** Where to write the page. */
  readonly output: string;
  /** How many images are shown with pictures. */
  readonly samples: number;
  /** The events of the run, if it has just ended, and what was seen of its images. */
  readonly log?: RunLog | undefined;
  readonly early?: EarlyLooks | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes one page about the images in a folder of results.
 *
 * @throws {ImgparError} `usage`, if there is no manifest; `unwritable`
 */
export async function writeReport({ destination, manifest, output, samples, log, early, ...viewing }: ReportRequest): Promise<void> {
  const run = recordedRun(destination, manifest);
  const { rows, looks, notes } = await seen(run, samples, early, viewing);
  const strips = log ? stripsOf(log) : [];
  writePage(
    output,
    {
      title: `Report on ${basename(run.root)}`,
      labels: afterRun,
      notes: [...endingNotes(run, log), ...notes],
      sections: [overview(rows), workersSection(strips, log ? log.to - log.from : 0), stagesSection(run.stages)],
      rows,
      looks,
    },
    viewing.spool,
  );
}

/** Looks at a sample, and measures every image whose figures were not recorded. */
async function seen(run: RecordedRun, samples: number, early: EarlyLooks | undefined, viewing: Viewing & Pick<ReportRequest, 'signal'>) {
  const { root } = run;
  const sightsOf = (rows: readonly number[]) => rows.flatMap((row) => sightOf(run, row) ?? []);
  const lacking = run.rows.flatMap(({ status, figures }, index) => (status === 'done' && !figures ? [index] : []));
  const measured = await lookAtAll({ root, sights: sightsOf(lacking), how: 'figures', ...viewing });
  const rows: Row[] = run.rows.map((row, index) => {
    const look = measured.get(index);
    return look ? { ...row, figures: look.figures } : row;
  });
  const sample = sampleOf(rows, samples);
  const taken = (row: number) => early?.taken.get(pathFrom(root, rows[row]!.name));
  const unseen = sample.filter((row) => !taken(row));
  const looks = shownOf(await lookAtAll({ root, sights: sightsOf(unseen), how: 'whole', ...viewing }));
  for (const row of sample) {
    const shown = taken(row);
    if (shown) looks.set(row, shown);
  }
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
  const unrepeated = unseen.filter((row) => looks.has(row) && !run.repeats.has(row)).length;
  if (unrepeated > 0)
    notes.push({
      text: `Of ${unrepeated} images the results were read, as the manifest does not say all that made them; they have no curve.`,
    });
  return { rows, looks, notes };
}
