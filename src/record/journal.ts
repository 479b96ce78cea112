import { closeSync, fdatasyncSync, writeSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { type ImageRecord, recordLine } from './image-record.js';
import { isGone, openForAppending, unwritableManifest } from './manifest-file.js';

/** Lets a worker write ahead what it is about to do. The manifest must exist: the run has started it. */
export class Journal {
  readonly #path: string;
  readonly #durable: boolean;
  readonly #descriptor: number;

  /** @throws {ImgparError} `unwritable` */
  constructor(path: string, durable: boolean) {
    this.#path = path;
    this.#durable = durable;
    try {
      this.#descriptor = openForAppending(path, durable);
    } catch (error) {
      throw unwritableManifest(path, error);
    }
  }

  /**
   * Appends a record, whole or torn, as on a full disk; what follows a torn one is still found.
   *
   * @throws {ImgparError} `unwritable`, if it is not wholly recorded or, with `durable`, not on the disk
   */
  append(record: ImageRecord): void {
    try {
      if (isGone(this.#descriptor)) throw new ImgparError('unwritable', 'it was removed during the run; run again');
      this.#write(recordLine(record));
      if (this.#durable) fdatasyncSync(this.#descriptor);
    } catch (error) {
      throw unwritableManifest(this.#path, error);
    }
  }

  /**
   * Writes in one piece, as other workers write too: a torn line is written again in full, after a line end that terminates the fragment.
   */
  #write(line: string): void {
    for (let text = line, tries = 0; tries < maxTries; text = `\n${line}`, tries++) {
      const bytes = Buffer.from(text);
      if (writeSync(this.#descriptor, bytes) === bytes.length) return;
    }
    throw new ImgparError('unwritable', 'a line could not be written completely; is the disk full?');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** A disk that accepts only part of a line this often is full. */
const maxTries = 20;

// One per thread: a worker writes to one manifest at a time, which stays open.
let last: { readonly key: string; readonly journal: Journal } | undefined;

/** The journal of this thread, which writes to one manifest at a time. @throws {ImgparError} `unwritable` */
export function journalOf(path: string, durable: boolean): Journal {
  const key = `${durable} ${path}`;
  if (last?.key === key) return last.journal;
  last?.journal.close();
  last = undefined;
  last = { key, journal: new Journal(path, durable) };
  return last.journal;
}
