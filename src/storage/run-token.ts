import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../errors.js';

/** Tokens of runs of this very process that have not ended. */
const living = new Set<string>();

/**
 * Names a run in what it leaves on disk while it works: `<place>.<process>.<random>`, so that a later run can tell whether it still
 * lives. To be given to `retireToken` when the run has ended.
 */
export function newToken(): string {
  const token = `${place()}.${process.pid}.${randomBytes(4).toString('hex')}`;
  living.add(token);
  return token;
}

export function retireToken(token: string): void {
  living.delete(token);
}

/** Whether a run is known to live still; undefined if it was started elsewhere, so that nobody here can tell. */
export function isLivingRun(token: string): boolean | undefined {
  const [where, pid] = token.split('.');
  if (where !== place() || !/^\d{1,9}$/.test(pid ?? '')) return undefined;
  if (Number(pid) === process.pid) return living.has(token);
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // A process of another user may not be asked, but it is there.
    return codeOf(error) === 'EPERM';
  }
}

let known: string | undefined;

/** The machine, or the container, in which a process number means something. */
function place(): string {
  known ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);
  return known;
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
