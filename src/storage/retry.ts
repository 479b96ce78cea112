import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, ImgparError } from '../errors.js';

/** Faults that may pass: a device or a network drive that stumbles, files that others hold, limits that others have used up. */
const passing = new Set(
  'EIO EBUSY EAGAIN EINTR EMFILE ENFILE ENOMEM ETIMEDOUT ESTALE ENOLCK ECONNRESET ECONNABORTED ENETDOWN ENETUNREACH ENETRESET EHOSTDOWN EHOSTUNREACH EREMOTEIO'.split(
    ' ',
  ),
);

/** On Windows, a virus scanner or an indexer that holds a file causes these. */
const passingOnWindows = new Set(['EPERM', 'EACCES']);

/** The first wait; each later one is four times as long, up to the longest. */
const firstWaitMs = 50;
const longestWaitMs = 5_000;

/** Reads or writes, and retries after a fault that may pass, at most `retries` times. */
export async function withRetries<Result>(retries: number, act: () => Result | Promise<Result>): Promise<Result> {
  for (let failed = 0; ; failed++) {
    try {
      return await act();
    } catch (error) {
      if (failed >= retries || !mayPass(error)) throw failed === 0 ? error : afterTries(error, failed + 1);
      await sleep(Math.min(firstWaitMs * 4 ** failed, longestWaitMs));
    }
  }
}

function mayPass(error: unknown): boolean {
  const code = error instanceof ImgparError ? codeOf(error.cause) : undefined;
  if (code === undefined) return false;
  return passing.has(code) || (process.platform === 'win32' && passingOnWindows.has(code));
}

function afterTries(error: unknown, tries: number): unknown {
  return error instanceof ImgparError ? new ImgparError(error.code, `${error.message} (tried ${tries} times)`, { cause: error }) : error;
}
