import { basename } from 'node:path';
import type { Notes } from '../html.js';
import { lookAtAll, shownOf, type Viewing } from '../looks.js';
import { endingNotes } from '../notes.js';
import { recordedRun } from '../recorded-run.js';
import type { Row } from '../rows.js';
import { sampleOf } from '../sample.js';
import { writePage } from '../write-page.js';
import { comparedRows } from './compared-rows.js';
import { comparisonOverview } from './comparison-overview.js';

export interface ComparisonRequest extends Viewing {
  /** Two folders of results, or the manifests in them. */
  readonly destinations: readonly [a: string, b: string];
  /** Where to write the page. */
  readonly output: string;
  /** How many images are shown with pictures. */
  readonly samples: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes one page that compares the results of two runs.
 *
 * @throws {ImgparError} `usage`, if there is no manifest; `unwritable`
 */
export async function writeComparison({ destinations, output, samples, ...viewing }: ComparisonRequest): Promise<void> {
  const runs = [recordedRun(destinations[0]), recordedRun(destinations[1])] as const;
  const [{ root }] = runs;
  const { rows: compared, sights } = comparedRows(...runs);
  const lacking = sights.filter(({ row }) => !compared[row]!.figures);
  const measured = await lookAtAll({ root, sights: lacking, how: 'figures', ...viewing });
  const rows: Row[] = compared.map((row, index) => {
    const look = measured.get(index);
    return look ? { ...row, figures: look.figures } : row;
  });
  const sample = new Set(sampleOf(rows, samples));
  const looks = shownOf(await lookAtAll({ root, sights: sights.filter(({ row }) => sample.has(row)), how: 'whole', ...viewing }));
  const notes: Notes = runs.flatMap((run, index) =>
    endingNotes(run).map(({ text, ...how }) => ({ text: `${index === 0 ? 'A' : 'B'}: ${text}`, ...how })),
  );
  if (lacking.length > 0)
    notes.push({ text: `One of the runs did not record figures (--figures), so the results of ${lacking.length} images were decoded.` });
  if (sample.size < sights.length)
    notes.push({ text: `${sample.size} of ${sights.length} images have pictures: those worst in B by each figure, and others.` });
  if (looks.size < sample.size)
    notes.push({ text: `${sample.size - looks.size} images could not be shown: a result is gone, or cannot be read.` });
  writePage(
    output,
    {
      title: `${basename(runs[0].root)} and ${basename(runs[1].root)} compared`,
      labels: { before: 'A', after: 'B' },
      notes,
      sections: [comparisonOverview(rows, runs)],
      rows,
      looks,
    },
    viewing.spool,
  );
}
