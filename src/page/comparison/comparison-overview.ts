import { changesTable, fact, failures, figuresTable, mostListed } from '../overview.js';
import type { RecordedRun } from '../recorded-run.js';
import { clearHarm, harmOf, type Row, type RowStatus } from '../rows.js';
import { worst } from '../sample.js';
import { bytesText, durationText } from '../text.js';

/** The part of the page that needs no program: totals, figures of both, and the images that differ most. */
export function comparisonOverview(rows: readonly Row[], [a, b]: readonly [a: RecordedRun, b: RecordedRun]): string {
  const labels = { before: 'A', after: 'B' };
  const count = (status: RowStatus) => rows.filter((row) => row.status === status).length;
  const measured = rows.flatMap(({ status, figures }, index) => (status === 'done' && figures ? [index] : []));
  const harm = (index: number) => harmOf(rows[index]!);
  const gain = (index: number) => gainOf(rows[index]!);
  const clear = (of: (index: number) => number) => measured.filter((index) => of(index) >= clearHarm).length;
  const both = (of: (run: RecordedRun) => string) => `${of(a)} → ${of(b)}`;
  const sum = ({ rows }: RecordedRun, of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const most = (of: (index: number) => number) =>
    worst(
      measured.filter((index) => of(index) > 0),
      mostListed,
      of,
    ).map((index) => rows[index]!);
  return (
    '<section aria-labelledby="totals"><h2 id="totals">Totals</h2><dl class="totals">' +
    fact('In both', count('done')) +
    fact('Only in A', count('only-a')) +
    fact('Only in B', count('only-b')) +
    fact('Failed in A or B', count('failed')) +
    fact('Clearly worse in B', `${clear(harm)} of ${measured.length} measured`) +
    fact('Clearly worse in A', `${clear(gain)} of ${measured.length} measured`) +
    fact(
      'Written, A → B',
      both((run) => bytesText(sum(run, ({ outputBytes }) => outputBytes))),
    ) +
    fact(
      'Work of all workers, A → B',
      both((run) => durationText(sum(run, ({ milliseconds }) => milliseconds))),
    ) +
    `</dl>${figuresTable(
      measured.map((index) => rows[index]!),
      labels,
    )}</section>` +
    changesTable('worse', 'Worse in B', most(harm), harmOf) +
    changesTable('better', 'Worse in A', most(gain), gainOf) +
    failures(rows.filter(({ status }) => status === 'failed'))
  );
}

/** How much worse it is in A. */
function gainOf({ figures }: Row): number {
  return figures ? harmOf({ figures: { before: figures.after, after: figures.before } }) : 0;
}
