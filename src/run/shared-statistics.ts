import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SharingOptions } from '../options/run-options.js';
import type { ListEntry } from '../plan/list.js';
import { sha256 } from '../storage/hash.js';
import { temporarily } from '../storage/temporary.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { dense, Statistics } from '../worker/statistics.js';
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
  /** Where to also write the statistics of the whole set. */
  readonly saveStats: string | undefined;
  readonly taskOf: (id: number, entry: ListEntry) => Task;
  /** Receives the number of images measured so far; measuring goes on once it settles. */
  readonly onMeasured: (measured: number) => Promise<void> | undefined;
}

/**
 * The first pass of a run whose images share tables: decodes and counts every image, and adds up the counts of images that share. Sums do
 * not depend on the order, so neither do the tables. Images that cannot be measured are left out; the second pass reports why.
 *
 * @throws {ImgparError} `unwritable`, if the statistics cannot be saved
 */
export async function measureTogether(
  workers: WorkerGroup,
  { scope, saveStats, taskOf, onMeasured }: MeasureOptions,
): Promise<SharedStatistics> {
  const store = new StatisticsStore();
  let measured = 0;
  try {
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
    if (saveStats !== undefined) save(store.of(''), saveStats);
    store.writeAll();
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    fileFor: (entry) => store.fileOf(sharersOf(entry, scope)),
    hashFor: (entry) => store.hashOf(sharersOf(entry, scope)),
    close: () => store.close(),
  };
}

/** Identifies the images that share a table: all in a folder, or all. */
function sharersOf({ source }: Pick<ListEntry, 'source'>, scope: SharingOptions['scope']): string {
  return scope === 'folder' ? dirname(source) : '';
}

function save(statistics: Statistics, path: string): void {
  writeAtomic(path, Buffer.from(statistics.toText()), { owner: { token: 'statistics', id: process.pid } });
}

/** The most statistics held in memory; those of 16 bits take half a megabyte each. Others wait in their files. */
const maxHeld = 128;

/** Statistics by name, in files in a temporary folder. */
class StatisticsStore {
  readonly #folder = counted(() => mkdtempSync(join(tmpdir(), 'imgpar-statistics-')));
  /** Most recently used last. */
  readonly #held = new Map<string, Statistics>();
  /** With the hash of the file's content. */
  readonly #written = new Map<string, string>();

  of(name: string): Statistics {
    const statistics = this.#held.get(name) ?? (this.#written.has(name) ? Statistics.read(this.fileOf(name)) : new Statistics());
    this.#held.delete(name);
    this.#held.set(name, statistics);
    if (this.#held.size > maxHeld) this.#release(this.#held.keys().next().value!);
    return statistics;
  }

  fileOf(name: string): string {
    return join(this.#folder, `${sha256(name).slice(0, 32)}.json`);
  }

  /** '' if nothing was counted. */
  hashOf(name: string): string {
    return this.#written.get(name) ?? '';
  }

  writeAll(): void {
    for (const name of [...this.#held.keys()]) this.#release(name);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #release(name: string): void {
    const text = this.#held.get(name)!.toText();
    counted(() => writeFileSync(this.fileOf(name), text));
    this.#written.set(name, sha256(text).slice(0, 32));
    this.#held.delete(name);
  }
}

function counted<Value>(act: () => Value): Value {
  return temporarily('the statistics of the images', act);
}
