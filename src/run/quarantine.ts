import { basename, dirname, join, relative } from 'node:path';
import { type ErrorCode, failureOf } from '../errors.js';
import { copyAnew, writeAnew } from '../storage/create.js';
import { makeFolder } from '../storage/folders.js';
import { version } from '../version.js';
import type { TaskResult } from '../worker/task.js';

/** Failures with a cause other than the content of the image. */
const notItsFault: ReadonlySet<ErrorCode> = new Set(['unreadable', 'unwritable', 'environment', 'usage']);

/** A folder with copies of the images that failed because of their content, for inspection; the sources stay where they are. */
export class Quarantine {
  readonly #folder: string;
  readonly #destinationRoot: string;

  /** @param destinationRoot folder of the results, whose layout the copies mirror below `folder` */
  constructor(folder: string, destinationRoot: string) {
    this.#folder = folder;
    this.#destinationRoot = destinationRoot;
  }

  /**
   * Copies the source of a failure, and writes the reason next to it. Never throws: a failed copy is added to the message of the failure.
   */
  admit(delivered: TaskResult): TaskResult {
    const { task, outcome, attempts } = delivered;
    if (outcome.status !== 'failed' || notItsFault.has(outcome.failure.code)) return delivered;
    const { source, destination } = task;
    const copy = join(this.#folder, relative(this.#destinationRoot, dirname(destination)), basename(source));
    const reason = { imgpar: version, source, ...outcome.failure, attempts, at: new Date().toISOString() };
    try {
      makeFolder(dirname(copy));
      copyAnew(source, copy);
      const text = `${JSON.stringify(reason, undefined, 2)}\n`;
      writeAnew(`${copy}.reason.json`, text);
      return delivered;
    } catch (error) {
      const message = `${outcome.failure.message}; and it could not be copied to the quarantine folder: ${failureOf(error).message}`;
      return { ...delivered, outcome: { status: 'failed', failure: { code: outcome.failure.code, message } } };
    }
  }
}
