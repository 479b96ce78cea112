import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { ImgparError } from '../errors.js';
import { create, replace } from './create.js';
import { isMissing, reasonOf } from './reasons.js';
import { isLivingRun } from './run-token.js';

/** The holder of a lock, as the file says. */
interface LockHolder {
  /** Identifies the run. */
  readonly run: string;
  /** The machine, for people. */
  readonly host: string;
  readonly pid: number;
  /** When it was taken, ISO 8601. */
  readonly since: string;
}

export interface LockOptions {
  /** The token of the run that takes it. */
  readonly run: string;
  /** Whether to take a lock whose run cannot be checked from here. Default: false. */
  readonly breakForeign?: boolean;
}

/**
 * Takes a lock: a file that only one process can make. The lock of a run that has ended is taken over; a lock file exists at every moment
 * in between, and of several that try only one succeeds.
 *
 * @returns a function that gives it back
 * @throws {ImgparError} `usage`, if a living run holds it, or one of another machine; `unwritable`
 */
export function takeLock(path: string, { run, breakForeign = false }: LockOptions): () => void {
  const holder: LockHolder = { run, host: hostname(), pid: process.pid, since: new Date().toISOString() };
  try {
    take(path, holder, breakForeign);
  } catch (error) {
    if (error instanceof ImgparError) throw error;
    throw new ImgparError('unwritable', `cannot create the lock ${path}: ${reasonOf(error)}`, { cause: error });
  }
  return () => giveBack(path, holder);
}

function take(path: string, holder: LockHolder, breakForeign: boolean): void {
  while (!create(path, textOf(holder), { token: holder.run })) {
    const text = contentOf(path);
    // Given back meanwhile.
    if (text === undefined) continue;
    const present = holderIn(text);
    requireDead(path, present, breakForeign);
    takeOver(path, text, holder, breakForeign);
    if (holderIn(contentOf(path) ?? '')?.run === holder.run) return;
  }
}

/**
 * Only the holder of the lock on a dead lock may replace it, and only while it is still the same. That lock is named after the dead run, so
 * a slow process finds another holder and starts again.
 */
function takeOver(path: string, deadText: string, holder: LockHolder, breakForeign: boolean): void {
  const above = `${path}.${holderIn(deadText)?.run ?? 'unreadable'}`;
  take(above, holder, breakForeign);
  try {
    if (contentOf(path) !== deadText) return;
    replace(path, textOf(holder), { token: holder.run });
  } finally {
    giveBack(above, holder);
  }
}

function requireDead(path: string, present: LockHolder | undefined, breakForeign: boolean): void {
  const lives = present && isLivingRun(present.run);
  if (lives === false || (lives === undefined && breakForeign)) return;
  const who = present ? `process ${present.pid} on ${present.host}, since ${present.since}` : 'unknown, because the lock cannot be read';
  const what = lives ? 'wait until it ends' : 'if it has ended, add breakLock';
  throw new ImgparError('usage', `another run is equalising in place with the same manifest (${who}); ${what}; the lock is ${path}`);
}

function giveBack(path: string, { run }: LockHolder): void {
  try {
    // Somebody who was told to break it may hold it now.
    if (holderIn(contentOf(path) ?? '')?.run === run) rmSync(path, { force: true });
  } catch {
    // It stays, and the next run sees that its holder has ended.
  }
}

function contentOf(path: string): string | undefined {
  try {
    // Reading a pipe would block, and a link may lead anywhere.
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const textOf = (holder: LockHolder) => `${JSON.stringify(holder)}\n`;

function holderIn(text: string): LockHolder | undefined {
  try {
    const { run, host, pid, since } = JSON.parse(text);
    if (![run, host, since].every((field) => typeof field === 'string') || !Number.isInteger(pid)) return undefined;
    if (run.length <= 100 && /^[\w.]+$/.test(run)) return { run, host, pid, since };
  } catch {
    // Torn, or not a lock at all.
  }
  return undefined;
}
