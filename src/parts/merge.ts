import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ImgparError } from '../errors.js';
import { foldingOf } from '../plan/case-folding.js';
import { manifestIn } from '../record/manifest.js';
import { newToken, retireToken } from '../storage/run-token.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { version } from '../version.js';
import { type Job, type Part, readJob } from './job.js';
import { doneLater, OtherRuns, writeMergedManifest } from './merged-manifest.js';
import { jobFolder, jobsFolder, jobsIn, partsIn } from './part-file.js';
import { sharedDestinations } from './shared-destinations.js';
import { type Unfinished, writeUnfinished } from './unfinished.js';

export interface MergeOptions {
  /** Whether results of machines with other codecs are an error. Default: false, they are told. */
  readonly sameCodec?: boolean;
  /** Removes the parts once the manifest has what they say. Default: false. */
  readonly removeParts?: boolean;
}

/** What became of a job that several machines did. */
export interface Merged {
  /** Why it is not complete, or contradicts itself, one sentence each; empty if all is proven. */
  readonly problems: readonly string[];
  /** What else should be known. */
  readonly notes: readonly string[];
  readonly jobs: readonly MergedJob[];
  readonly done: number;
  readonly skipped: number;
  /** Images that failed, and were not done later. */
  readonly failed: number;
  readonly failedByCode: Readonly<Record<string, number>>;
  /** The list of what is missing or failed; undefined if nothing is. */
  readonly unfinished?: string;
  /** The manifest; undefined if it was not written, because something is missing or contradictory. */
  readonly manifest?: string;
  /** What of all this was written down. */
  readonly summary: string;
}

interface MergedJob {
  readonly job: string;
  /** The list; undefined for folders. */
  readonly list?: string;
  readonly lines: number;
  /** Attempts that are counted, and all that were found. */
  readonly parts: number;
  readonly attempts: number;
  readonly hosts: readonly string[];
  readonly codecs: readonly string[];
}

/**
 * Puts together what machines have recorded of their parts of a job, and proves that nothing is missing: the parts cover all of the job
 * once, every line has one outcome, no two have the same destination, and all were done in the same way. Then writes one manifest. In any
 * case writes a summary, and a list of what is missing or failed. Takes the same memory for any number of images.
 *
 * @throws {ImgparError} `usage`, if there is nothing to merge; `unwritable`
 */
export async function merge(destination: string, { sameCodec = false, removeParts = false }: MergeOptions = {}): Promise<Merged> {
  const root = resolve(destination);
  const [jobs, torn] = readJobs(root);
  if (jobs.length + torn.length === 0)
    throw new ImgparError('usage', `there is nothing to merge in ${destination}: no shard has recorded anything below ${jobsFolder(root)}`);
  jobs.sort((one, other) => firstBegun(one) - firstBegun(other));
  const codecs = mixedCodecs(jobs);
  const problems = [...torn, ...jobs.flatMap((job) => problemsOf(job, jobs)), ...mixedOptions(jobs)];
  if (problems.length === 0) problems.push(...(await collisionsIn(jobs, root)));
  if (sameCodec) problems.push(...codecs);
  const others = new OtherRuns(
    manifestIn(root),
    jobs.map(({ name }) => name),
  );
  const unfinished = await writeUnfinished(join(jobsFolder(root), 'unfinished'), root, jobs, doneLater(jobs, others));
  const manifest = problems.length === 0 ? manifestIn(root) : undefined;
  if (manifest !== undefined) await withToken((token) => writeMergedManifest(manifest, jobs, others, token));
  const merged = summaryOf(jobs, unfinished, {
    problems,
    notes: [...(sameCodec ? [] : codecs), ...unreadable(unfinished)],
    manifest,
    root,
  });
  writeAtomic(merged.summary, Buffer.from(`${JSON.stringify({ imgpar: version, at: Date.now(), ...merged }, null, 2)}\n`), {
    owner: { token: 'summary', id: process.pid },
  });
  if (removeParts && manifest !== undefined) for (const job of jobs) removeJob(root, job);
  return merged;
}

function readJobs(root: string): [jobs: Job[], torn: string[]] {
  const [jobs, torn]: [Job[], string[]] = [[], []];
  for (const name of jobsIn(root)) {
    const job = readJob(root, name);
    if (job) jobs.push(job);
    else
      for (const file of partsIn(jobFolder(root, name)))
        torn.push(`job ${name}: the part ${file} is torn in its first line, and there is no other`);
  }
  return [jobs, torn];
}

async function withToken(act: (token: string) => Promise<void>): Promise<void> {
  const token = newToken();
  try {
    await act(token);
  } finally {
    retireToken(token);
  }
}

function firstBegun({ parts }: Job): number {
  return Math.min(...parts.map(({ at }) => at));
}

function problemsOf({ name, of, parts, coverage }: Job, jobs: readonly Job[]): string[] {
  const which = jobs.length > 1 ? `job ${name}${of.list ? ` (${of.list.path})` : ''}: ` : '';
  const missing = coverage.missing.map((range) => `${which}${missingWords(range, of, parts)}`);
  return [...missing, ...coverage.contradictions.map((words) => which + words)];
}

function missingWords(range: { readonly start: number; readonly end: number }, { list }: Job['of'], parts: readonly Part[]): string {
  const what = list ? `bytes ${range.start} to ${range.end} of the list` : `shard ${range.start} of ${parts[0]?.shard?.count}`;
  const begun = parts.filter((part) => (list ? part.start < range.end && range.start < part.end : part.shard?.index === range.start));
  if (begun.length === 0) return `${what} ${list ? 'are' : 'is'} missing: nobody has begun ${list ? 'them' : 'it'}`;
  const attempts = begun.map(({ path, footer, until }) => {
    const how = footer === undefined ? 'did not end' : until === undefined ? 'is damaged' : 'was stopped early';
    return `${path.split(/[/\\]/).at(-1)} ${how}`;
  });
  return `${what} ${list ? 'are' : 'is'} missing: ${attempts.slice(0, 3).join(', ')}`;
}

/** Whoever did a job in two ways has overwritten results of the one with those of the other. */
function mixedOptions(jobs: readonly Job[]): string[] {
  const ways = new Set(jobs.map(({ header }) => header.fingerprint));
  if (ways.size < 2) return [];
  return [
    `the jobs ${jobs.map(({ name }) => name).join(' and ')} were done with different options; remove the folder of one below .imgpar`,
  ];
}

function mixedCodecs(jobs: readonly Job[]): string[] {
  const ways = new Map<string, Set<string>>();
  for (const { codecs, host, footer } of jobs.flatMap(({ coverage, parts }) => (coverage.chosen.length > 0 ? coverage.chosen : parts))) {
    if (footer) ways.set(codecs, (ways.get(codecs) ?? new Set()).add(host));
  }
  if (ways.size < 2) return [];
  const words = Array.from(ways, ([codecs, hosts]) => `${codecs} (${[...hosts].slice(0, 3).join(', ')}${hosts.size > 3 ? ' …' : ''})`);
  return [`the machines had different codecs, so results of the same image may differ slightly: ${words.join('; ')}`];
}

async function collisionsIn(jobs: readonly Job[], root: string): Promise<string[]> {
  const folding = await foldingOf(root);
  const problems: string[] = [];
  for (const { coverage } of jobs) {
    const lines = coverage.chosen.reduce((sum, { footer }) => sum + (footer?.lines.count ?? 0), 0);
    for (const { destination, parts } of await sharedDestinations(coverage.chosen, lines, folding)) {
      const [one, other] = parts.map(wordsFor);
      problems.push(`two lines have the destination ${destination}: in ${one}${one === other ? '' : `, and in ${other}`}`);
    }
  }
  return problems;
}

function wordsFor({ start, end, shard }: Part): string {
  return shard ? `shard ${shard.index} of ${shard.count}` : `bytes ${start} to ${end} of the list`;
}

function unreadable({ unreadable: lists }: Unfinished): string[] {
  return lists.map((list) => `the list ${list} cannot be read, or has changed, so the names of what is missing of it are not told`);
}

function summaryOf(
  jobs: readonly Job[],
  { failed, codes, path }: Unfinished,
  { root, manifest, ...told }: Pick<Merged, 'problems' | 'notes'> & { readonly root: string; readonly manifest: string | undefined },
): Merged {
  const footers = jobs.flatMap(({ coverage }) => coverage.chosen.flatMap(({ footer }) => footer ?? []));
  const sum = (status: 'done' | 'skipped') => footers.reduce((total, footer) => total + footer[status], 0);
  return {
    ...told,
    jobs: jobs.map(mergedJob),
    done: sum('done'),
    skipped: sum('skipped'),
    failed,
    failedByCode: codes,
    ...(path !== undefined && { unfinished: path }),
    ...(manifest !== undefined && { manifest }),
    summary: join(jobsFolder(root), 'summary.json'),
  };
}

function mergedJob({ name, of, parts, coverage: { chosen } }: Job): MergedJob {
  const counted = chosen.length > 0 ? chosen : parts;
  return {
    job: name,
    ...(of.list && { list: relative('.', of.list.path) || of.list.path }),
    lines: chosen.reduce((sum, { footer }) => sum + (footer?.lines.count ?? 0), 0),
    parts: chosen.length,
    attempts: parts.length,
    hosts: [...new Set(counted.map(({ host }) => host))].slice(0, 100),
    codecs: [...new Set(counted.map(({ codecs }) => codecs))],
  };
}

/** Everything in the folder of a job is about its parts. */
function removeJob(root: string, { name }: Job): void {
  rmSync(jobFolder(root, name), { recursive: true, force: true });
}
