import { constants, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type ErrorCode, failureOf } from '../errors.js';
import { makeFolder } from '../storage/folders.js';
import { version } from '../version.js';
import type { TaskResult } from '../worker/task.js';

/** Failures whose cause lies elsewhere than in the content of the image. */
const notItsFault: ReadonlySet<ErrorCode> = new Set(['unreadable', 'unwritable', 'environment', 'usage']);

/** A folder with copies of the images that failed of themselves, for looking at; the sources stay where they are. */
export class Quarantine {
  readonly #folder: string;
  readonly #destinationRoot: string;

  /** @param destinationRoot below which results have the names that the copies have below `folder` */
  constructor(folder: string, destinationRoot: string) {
    this.#folder = folder;
    this.#destinationRoot = destinationRoot;
  }

  /** Copies the source of what failed, with the reason beside it. Never throws: a copy that fails is told with the failure. */
  admit(delivered: TaskResult): TaskResult {
    const { task, outcome, attempts } = delivered;
    if (outcome.status !== 'failed' || notItsFault.has(outcome.failure.code)) return delivered;
    const { source, destination } = task;
    const copy = join(this.#folder, relative(this.#destinationRoot, dirname(destination)), basename(source));
    const reason = { imgpar: version, source, ...outcome.failure, attempts, at: new Date().toISOString() };
    try {
      makeFolder(dirname(copy));
      replace(copy, () => copyFileSync(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE));
      const text = `${JSON.stringify(reason, undefined, 2)}\n`;
      replace(`${copy}.reason.json`, (path) => writeFileSync(path, text, { flag: 'wx' }));
      return delivered;
    } catch (error) {
      const message = `${outcome.failure.message}; it could not be copied to the quarantine: ${failureOf(error).message}`;
      return { ...delivered, outcome: { status: 'failed', failure: { code: outcome.failure.code, message } } };
    }
  }
}

/** What stands there is from an earlier run; a link is removed, not written through. */
function replace(path: string, write: (path: string) => void): void {
  rmSync(path, { force: true });
  write(path);
}
