import { closeSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ImgparError, messageOf } from '../errors.js';
import type { CheckedOptions } from '../options/run-options.js';
import { coverFolder, coverList } from '../parts/coverage.js';
import { jobName } from '../parts/job-name.js';
import { endPart, jobFolder, jobsIn, openPart, partFooter, partHeader, partName, partsIn } from '../parts/part-file.js';
import type { Plan } from '../plan/plan.js';
import { terminalSafeJson } from '../record/image-record.js';
import { sha256 } from '../storage/hash.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { Statistics } from '../worker/statistics.js';
import { fingerprintOf } from './fingerprint.js';
import { decisionsFor, headerOf } from './manifest-of.js';
import { StatisticsStore } from './statistics-store.js';

/** Where the sums of all parts of a job are, once they have been added up. */
function mergedFolder(root: string, job: string): string {
  return join(jobFolder(root, job), 'statistics');
}

/** Written last: all sums are there. */
const completeName = 'complete.json';

function jobOf(planned: Plan, options: CheckedOptions): string {
  if (!planned.part) throw new ImgparError('internal', 'the plan is not one of a part');
  return jobName(fingerprintOf(decisionsFor(planned, options)), planned.part.job);
}

/** The folder of the sums over all parts of a job. @throws {ImgparError} `usage`, saying how to make them, if they are not there */
export function requireStatistics(planned: Plan, options: CheckedOptions): string {
  const folder = mergedFolder(planned.destinationRoot, jobOf(planned, options));
  if (existsSync(join(folder, completeName))) return folder;
  throw new ImgparError(
    'usage',
    `scope ${options.sharing.scope} shares tables between shards, and nothing has added up their statistics yet; ` +
      'run every shard with --statistics-only, then imgpar merge --statistics, then every shard again without',
  );
}

/**
 * Records the sums of one part, for each group of images that share a table.
 *
 * @throws {ImgparError} `unwritable`
 */
export function writeStatisticsPart(
  planned: Plan,
  options: CheckedOptions,
  token: string,
  groups: Iterable<readonly [name: string, text: string]>,
): void {
  const job = jobOf(planned, options);
  const { job: of, ...part } = planned.part!; // jobOf requires it
  const folder = jobFolder(planned.destinationRoot, job);
  const path = join(folder, partName(part, 'statistics'));
  const header = { ...headerOf(token, decisionsFor(planned, options)), part: { job, of, ...part } };
  const lines = function* () {
    yield `${terminalSafeJson(header)}\n`;
    for (const [group, statistics] of groups) yield `${terminalSafeJson({ group, statistics })}\n`;
  };
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, '');
    for (const line of lines()) writeFileSync(path, line, { flag: 'a' });
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write the statistics ${path}: ${messageOf(error)}`, { cause: error });
  }
  endPart(path, header, { until: part.end, lines: part.lines, done: 0, failed: 0, skipped: 0 }, options.output.durable);
}

/** What the statistics of all parts add up to. */
export interface MergedStatistics {
  /** Why they are not complete; empty if they are. */
  readonly problems: readonly string[];
  readonly images: number;
  /** Groups of images that share a table. */
  readonly groups: number;
}

/**
 * Adds up what the shards of a job have counted, once all have.
 *
 * @throws {ImgparError} `usage`, if no shard has counted anything; `unwritable`
 */
export function mergeStatistics(destination: string): MergedStatistics {
  const root = resolve(destination);
  const jobs = jobsIn(root).filter((job) => partsIn(jobFolder(root, job), 'statistics').length > 0);
  if (jobs.length === 0)
    throw new ImgparError('usage', `there are no statistics to merge in ${destination}: run every shard with --statistics-only first`);
  const merged = jobs.map((job) => mergeJob(root, job));
  return {
    problems: merged.flatMap(({ problems }) => problems),
    images: merged.reduce((sum, { images }) => sum + images, 0),
    groups: merged.reduce((sum, { groups }) => sum + groups, 0),
  };
}

function mergeJob(root: string, job: string): MergedStatistics {
  const parts = partsIn(jobFolder(root, job), 'statistics').map((name) => readPart(join(jobFolder(root, job), name)));
  // What no footer proves may say anything of the job.
  const of = (parts.find(({ until }) => until !== undefined) ?? parts.find(({ of: found }) => found))?.of;
  if (!of) return { problems: [`job ${job}: all of its parts are torn in their first lines`], images: 0, groups: 0 };
  const { chosen, missing, contradictions } = of.list ? coverList(parts, of.list.bytes) : coverFolder(parts);
  const gaps = missing.map(({ start, end }) =>
    of.list ? `bytes ${start} to ${end} of the list have not been counted` : `shard ${start} has not been counted`,
  );
  const problems = [...gaps, ...contradictions].map((words) => `job ${job}: ${words}`);
  if (problems.length > 0) return { problems, images: 0, groups: 0 };
  return addUp(
    mergedFolder(root, job),
    chosen.map(({ path }) => path),
  );
}

function readPart(path: string) {
  const descriptor = openPart(path);
  try {
    const header = partHeader(descriptor, 'statistics');
    const footer = partFooter(descriptor)?.footer;
    const { start = 0, end = 0, shard, of } = header?.part ?? {};
    const isWhole = footer !== undefined && sha256(readFileSync(path).subarray(0, footer.bytes)) === footer.sha256;
    const common = { path, start, end, at: header?.at ?? 0, failed: 0, until: isWhole ? footer.until : undefined, of };
    return { ...common, ...(shard && { shard }), ...(of?.listed && { listed: of.listed }) };
  } finally {
    closeSync(descriptor);
  }
}

function addUp(folder: string, paths: readonly string[]): MergedStatistics {
  const store = new StatisticsStore(folder, written);
  for (const path of paths) {
    for (const line of readFileSync(path, 'utf8').split('\n').slice(1, -2)) {
      const { group, statistics } = JSON.parse(line);
      store.of(group).addAll(Statistics.fromText(statistics, path));
    }
  }
  const names = store.writeAll();
  const images = names.reduce((sum, name) => sum + store.of(name).images, 0);
  const complete = { images, groups: names.length, parts: paths.length };
  writeAtomic(join(folder, completeName), Buffer.from(`${JSON.stringify(complete)}\n`), {
    owner: { token: 'statistics', id: process.pid },
  });
  return { problems: [], images, groups: names.length };
}

function written<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write the statistics: ${messageOf(error)}`, { cause: error });
  }
}
