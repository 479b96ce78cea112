import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../storage/hash.js';
import { isMissing } from '../storage/reasons.js';
import { Statistics } from '../worker/statistics.js';

/** The most statistics held in memory; those of 16 bits take half a megabyte each. Others wait in their files. */
const maxHeld = 128;

/** Statistics by the name of the images that share them, in files of a folder. */
export class StatisticsStore {
  readonly #folder: string;
  readonly #write: <Value>(act: () => Value) => Value;
  /** Most recently used last. */
  readonly #held = new Map<string, Statistics>();
  /** With the hash of the file's content. */
  readonly #written = new Map<string, string>();

  /**
   * @param folder which is made if it is missing, and whose files are not looked at
   * @param write does what writes to it, and puts errors into words
   */
  constructor(folder: string, write: <Value>(act: () => Value) => Value) {
    this.#folder = folder;
    this.#write = write;
    write(() => mkdirSync(folder, { recursive: true }));
  }

  of(name: string): Statistics {
    const statistics = this.#held.get(name) ?? (this.#written.has(name) ? Statistics.read(this.fileOf(name)) : new Statistics());
    this.#held.delete(name);
    this.#held.set(name, statistics);
    if (this.#held.size > maxHeld) this.#release(this.#held.keys().next().value!);
    return statistics;
  }

  fileOf(name: string): string {
    return statisticsFile(this.#folder, name);
  }

  /** '' if nothing was counted. */
  hashOf(name: string): string {
    return this.#written.get(name) ?? '';
  }

  /** Writes all that is held, and gives the names. */
  writeAll(): string[] {
    for (const name of [...this.#held.keys()]) this.#release(name);
    return [...this.#written.keys()];
  }

  #release(name: string): void {
    const text = this.#held.get(name)!.toText();
    this.#write(() => writeFileSync(this.fileOf(name), text));
    this.#written.set(name, hashOfStatistics(text));
    this.#held.delete(name);
  }
}

/** Where a folder of statistics has those of a name. */
export function statisticsFile(folder: string, name: string): string {
  return join(folder, `${sha256(name).slice(0, 32)}.json`);
}

/** Identifies the statistics in a file; '' if there are none, as nothing was counted. */
export function hashOfFile(path: string): string {
  try {
    return hashOfStatistics(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

/** Identifies statistics by their content. */
function hashOfStatistics(text: string): string {
  return sha256(text).slice(0, 32);
}
