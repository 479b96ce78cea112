import { mergeStatistics } from '../../history/statistics-parts.js';
import { type Merged, type MergeOptions, merge } from '../../parts/merge.js';
import { visible } from '../../report/visible.js';
import { EXIT } from '../exit.js';
import type { Output } from '../output.js';

/** What `imgpar merge` is asked for. */
export interface MergeRequest {
  readonly destination: string;
  readonly quiet: boolean;
  /** Whether to add up statistics only. */
  readonly statistics: boolean;
  readonly options: MergeOptions;
}

/** Names what is missing or wrong on stdout, one line each, and the totals on stderr. @returns the exit code */
export async function performMerge({ destination, quiet, statistics, options }: MergeRequest, stdout: Output): Promise<number> {
  if (statistics) return addStatistics(destination, quiet, stdout);
  const merged = await merge(destination, options);
  for (const problem of merged.problems) await stdout.write(`${visible(problem)}\n`);
  if (!quiet)
    for (const line of [...merged.notes.map((note) => `warning: ${note}`), ...totals(merged)]) process.stderr.write(`${visible(line)}\n`);
  if (merged.problems.length > 0) return EXIT.stale;
  return merged.failed > 0 ? EXIT.imagesFailed : EXIT.ok;
}

async function addStatistics(destination: string, quiet: boolean, stdout: Output): Promise<number> {
  const { problems, images, groups } = mergeStatistics(destination);
  for (const problem of problems) await stdout.write(`${visible(problem)}\n`);
  if (problems.length > 0) return EXIT.stale;
  if (!quiet) process.stderr.write(`${images} images counted, which share ${groups === 1 ? '1 table' : `${groups} tables`}\n`);
  return EXIT.ok;
}

function totals({ jobs, problems, done, skipped, failed, failedByCode, manifest, unfinished, summary }: Merged): string[] {
  const lines = jobs.reduce((sum, job) => sum + job.lines, 0);
  const [parts, attempts] = [jobs.reduce((sum, job) => sum + job.parts, 0), jobs.reduce((sum, job) => sum + job.attempts, 0)];
  const codes = Object.entries(failedByCode).map(([code, count]) => `${count} ${code}`);
  const counts = `${done} done, ${skipped} skipped, ${failed} failed${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`;
  const found =
    problems.length === 0
      ? `${parts === 1 ? '1 part' : `${parts} parts`} from ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}: ${lines} lines, ${counts}`
      : `not complete: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in ${attempts} attempts; no manifest was written`;
  return [
    found,
    ...(manifest === undefined ? [] : [`wrote ${manifest}`]),
    ...(unfinished === undefined ? [] : [`what is missing or failed: ${unfinished}`]),
    `summary: ${summary}`,
  ];
}
