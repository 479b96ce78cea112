import { pathFrom } from '../../record/recorded-path.js';
import type { Sight } from '../looks.js';
import type { RecordedRun } from '../recorded-run.js';
import type { Row } from '../rows.js';

/** Two runs, image by image. */
export interface Comparison {
  /** `before` of the figures is the result of A, `after` that of B. Named as in A, or in B if it is only there. */
  readonly rows: readonly Row[];
  /** The results of both, for rows that are done in both. */
  readonly sights: readonly Sight[];
}

/** Brings the images of two runs together: by the names of their results, or, as these may differ in format, by their sources. */
export function comparedRows(a: RecordedRun, b: RecordedRun): Comparison {
  const byName = new Map(b.rows.map(({ name }, index) => [name, index]));
  const bySource = new Map(b.rows.map(({ source }, index) => [pathFrom(b.root, source), index]));
  const inA = new Set(a.rows.map(({ name }) => name));
  const taken = new Set<number>();
  const rows: Row[] = [];
  const sights: Sight[] = [];
  for (const row of a.rows) {
    const sameSource = bySource.get(pathFrom(a.root, row.source));
    // A result that has a namesake in A belongs to that one.
    const index = byName.get(row.name) ?? (sameSource !== undefined && !inA.has(b.rows[sameSource]!.name) ? sameSource : undefined);
    const other = index === undefined || taken.has(index) ? undefined : b.rows[index]!;
    if (other) taken.add(index!);
    if (row.status === 'done' && other?.status === 'done')
      sights.push({ row: rows.length, before: pathFrom(a.root, row.name), after: pathFrom(b.root, other.name), repeat: undefined });
    rows.push(comparedRow(row, other));
  }
  for (const [index, row] of b.rows.entries()) if (!taken.has(index)) rows.push(comparedRow(undefined, row));
  return { rows, sights };
}

function comparedRow(a: Row | undefined, b: Row | undefined): Row {
  const { name, source } = (a ?? b)!;
  const row = { name, source, milliseconds: 0, inputBytes: 0, outputBytes: 0 };
  const failed = [a?.status === 'failed' && `A: ${a.code}: ${a.message}`, b?.status === 'failed' && `B: ${b.code}: ${b.message}`];
  const message = failed.filter(Boolean).join('; ');
  if (message !== '') return { ...row, status: 'failed', message };
  if (!a || !b) return { ...row, status: a ? 'only-a' : 'only-b' };
  return {
    ...row,
    status: 'done',
    ...(a.figures && b.figures && { figures: { before: a.figures.after, after: b.figures.after } }),
    ...(b.name !== a.name && { message: `${b.name} in B` }),
  };
}
