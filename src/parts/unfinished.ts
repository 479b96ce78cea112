import { rmSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { ByteList } from '../lists/byte-list.js';
import { type ListForm, type ListLine, lineOf } from '../lists/list-line.js';
import { recordFrom } from '../record/image-record.js';
import { writePartsAtomic } from '../storage/write-atomic.js';
import type { Job } from './job.js';
import { keyOf } from './merged-manifest.js';
import { type PartLine, PartReader } from './part-lines.js';

/** What is not done of some jobs. */
export interface Unfinished {
  /** The list of it; undefined if there is nothing. */
  readonly path?: string;
  readonly lines: number;
  readonly failed: number;
  /** Failures by their codes. */
  readonly codes: Readonly<Record<string, number>>;
  /** Lists that could not be read, so that what is missing of them has no names. */
  readonly unreadable: readonly string[];
}

/**
 * Writes a list of what failed or is missing, in the form of the lists that the jobs had.
 *
 * @param settled hashes of destinations that were done later
 * @throws {ImgparError} `unwritable`
 */
export async function writeUnfinished(stem: string, root: string, jobs: readonly Job[], settled: ReadonlySet<number>): Promise<Unfinished> {
  const form = formFor(jobs);
  const found = { lines: 0, failed: 0, codes: {} as Record<string, number>, unreadable: [] as string[] };
  const path = `${stem}${extensions[form === 'ndjson' ? 1 : 0]}`;
  const parts = async function* () {
    for (const job of jobs) {
      for (const line of failedIn(job, root, settled, found.codes)) {
        found.failed += 1;
        found.lines += 1;
        yield lineOf(form === 'ndjson' ? line : { source: line.source }, form);
      }
      for await (const line of missingFrom(job, found.unreadable)) {
        found.lines += 1;
        yield lineOf(line, form);
      }
    }
  };
  for (const extension of extensions) rmSync(`${stem}${extension}`, { force: true });
  await writePartsAtomic(path, parts(), { owner: { token: 'unfinished', id: process.pid } });
  if (found.lines === 0) rmSync(path, { force: true });
  return { ...found, ...(found.lines > 0 && { path }) };
}

const extensions = ['.txt', '.ndjson'] as const;

function formFor(jobs: readonly Job[]): ListForm {
  const forms = new Set(jobs.map(({ of }) => of.list?.form ?? 'ndjson'));
  return forms.has('ndjson') ? 'ndjson' : forms.has('nul') ? 'nul' : 'lines';
}

function* failedIn({ of, coverage, parts }: Job, root: string, settled: ReadonlySet<number>, codes: Record<string, number>) {
  const reader = new PartReader();
  const told = coverage.chosen.length > 0 ? coverage.chosen : parts;
  for (const part of told) {
    for (const line of reader.linesOf(part)) {
      const record = line.status === 'failed' && !settled.has(keyOf(line)) ? recordIn(line) : undefined;
      if (record?.status !== 'failed') continue;
      codes[record.code] = (codes[record.code] ?? 0) + 1;
      yield { source: nameOf(resolve(root, record.source), of.list?.base), destination: record.destination };
    }
  }
}

function recordIn({ bytes, start, end }: PartLine) {
  return recordFrom(bytes.toString('utf8', start, end));
}

/** As a list has it: from the folder where its names start, if it is below that. */
function nameOf(source: string, base = '/'): string {
  const inside = base.endsWith(sep) ? base : base + sep;
  return source.startsWith(inside) && base !== '/' ? relative(base, source) : source;
}

async function* missingFrom({ of, coverage }: Job, unreadable: string[]): AsyncGenerator<ListLine> {
  const { list: from, identity } = of;
  if (!from || coverage.missing.length === 0) return;
  let list: ByteList | undefined;
  try {
    list = await ByteList.open(from.path);
    if (!identity.startsWith(list.identity)) throw new Error('it has changed');
    for (const range of coverage.missing) for await (const lines of list.linesIn(range)) yield* lines;
  } catch {
    unreadable.push(from.path);
  } finally {
    list?.close();
  }
}
