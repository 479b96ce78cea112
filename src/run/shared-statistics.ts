import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requireReplaceable } from '../history/replaceable.js';
import { hashOfFile, StatisticsStore, statisticsFile } from '../history/statistics-store.js';
import type { SharingOptions } from '../options/run-options.js';
import type { ListEntry } from '../plan/list.js';
import { recordedPath } from '../record/recorded-path.js';
import { temporarily } from '../storage/temporary.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { dense, type Statistics } from '../worker/statistics.js';
import type { Task } from '../worker/task.js';
import type { WorkerGroup } from './worker-group.js';

/** Files of statistics, one for each group of images that share a table. */
export interface SharedStatistics {
  /** The file for an image. */
  fileFor(entry: ListEntry): string;
  /** Identifies the statistics of an image by their content. */
  hashFor(entry: ListEntry): string;
  /** Removes the files. */
  close(): void;
}

export interface MeasureOptions {
  readonly scope: SharingOptions['scope'];
  readonly taskOf: (id: number, entry: ListEntry) => Task;
  /** Receives the number of images measured so far; measuring goes on once it settles. */
  readonly onMeasured: (measured: number) => Promise<void> | undefined;
}

/**
 * The first pass of a run whose images share tables: decodes and counts every image, and adds up the counts of images that share. Sums do
 * not depend on the order, so neither do the tables. Images that cannot be measured are left out; the second pass reports why.
 *
 * @param saveStats where to also write the statistics of the whole set
 * @throws {ImgparError} `unwritable`, if the statistics cannot be saved
 */
export async function measureTogether(
  workers: WorkerGroup,
  options: MeasureOptions,
  saveStats: string | undefined,
): Promise<SharedStatistics> {
  const { scope } = options;
  const [store, close] = temporaryStore();
  try {
    await measureInto(store, workers, options);
    if (saveStats !== undefined) save(store.of(''), saveStats);
    store.writeAll();
  } catch (error) {
    close();
    throw error;
  }
  return {
    fileFor: (entry) => store.fileOf(sharersOf(entry, scope)),
    hashFor: (entry) => store.hashOf(sharersOf(entry, scope)),
    close,
  };
}

/** The same for a part of a job: gives its sums to `use` as a text for each group of images, named by its folder as records name it. */
export async function measurePart(
  workers: WorkerGroup,
  options: MeasureOptions,
  root: string,
  use: (groups: Iterable<readonly [name: string, text: string]>) => void,
): Promise<void> {
  const [store, close] = temporaryStore();
  try {
    await measureInto(store, workers, options);
    use(groupsIn(store, (name) => groupOf(name, root)));
  } finally {
    close();
  }
}

function* groupsIn(store: StatisticsStore, named: (name: string) => string): Generator<[name: string, text: string]> {
  for (const name of store.writeAll()) yield [named(name), store.of(name).toText()];
}

/** The sums of all parts of a job, which `merge --statistics` has added up. */
export function mergedStatistics(folder: string, scope: SharingOptions['scope'], root: string): SharedStatistics {
  const hashes = new Map<string, string>();
  const fileFor = (entry: ListEntry) => statisticsFile(folder, groupOf(sharersOf(entry, scope), root));
  const hashFor = (entry: ListEntry) => {
    const path = fileFor(entry);
    const known = hashes.get(path) ?? hashOfFile(path);
    if (hashes.size >= mostHashes) hashes.clear();
    hashes.set(path, known);
    return known;
  };
  return { fileFor, hashFor, close() {} };
}

const mostHashes = 10_000;

/** A group as all machines name it. */
function groupOf(sharers: string, root: string): string {
  return sharers === '' ? '' : recordedPath(root, sharers);
}

function temporaryStore(): [store: StatisticsStore, close: () => void] {
  const folder = counted(() => mkdtempSync(join(tmpdir(), 'imgpar-statistics-')));
  return [new StatisticsStore(folder, counted), () => rmSync(folder, { recursive: true, force: true })];
}

function counted<Value>(act: () => Value): Value {
  return temporarily('the statistics of the images', act);
}

async function measureInto(store: StatisticsStore, workers: WorkerGroup, { scope, taskOf, onMeasured }: MeasureOptions): Promise<void> {
  let measured = 0;
  await workers.inLanes('measure', {
    select: async (_lane, first, entries) => {
      const tasks = entries.flatMap((entry, index) => (entry.kind ? [] : [taskOf(first + index, entry)]));
      measured += entries.length - tasks.length;
      return tasks;
    },
    settle: async (_lane, results) => {
      for (const { task, outcome } of results) {
        if (outcome.status !== 'measured') continue;
        const statistics = store.of(sharersOf(task, scope));
        for (const planes of outcome.pictures) statistics.add(planes.map(dense));
      }
      measured += results.length;
      await onMeasured(measured);
    },
  });
}

/** Identifies the images that share a table: all in a folder, or all. */
function sharersOf({ source }: Pick<ListEntry, 'source'>, scope: SharingOptions['scope']): string {
  return scope === 'folder' ? dirname(source) : '';
}

function save(statistics: Statistics, path: string): void {
  requireReplaceable('saveStats', path);
  writeAtomic(path, Buffer.from(statistics.toText()), { owner: { token: 'statistics', id: process.pid } });
}
