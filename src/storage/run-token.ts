import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../errors.js';

/** Tokens of runs in this process that have not ended. */
const living = new Set<string>();

/**
 * A name for a run in what it leaves on disk while it works: `<place>.<process>.<random>.<start>`, so that a later run can tell whether it
 * still lives. Pass it to `retireToken` when the run has ended.
 */
export function newToken(): string {
  const token = `${place()}.${process.pid}.${randomBytes(4).toString('hex')}.${startOf(process.pid) ?? ''}`;
  living.add(token);
  return token;
}

export function retireToken(token: string): void {
  living.delete(token);
}

/** Whether a run still lives; undefined if it was started elsewhere, so that nobody here can tell. */
export function isLivingRun(token: string): boolean | undefined {
  const [where, pid, , start = ''] = token.split('.');
  if (where !== place() || !/^\d{1,9}$/.test(pid ?? '')) return undefined;
  if (Number(pid) === process.pid) return living.has(token);
  if (!isProcess(Number(pid))) return false;
  // Process ids are reused; tokens of version 0.1.0 do not say when theirs started.
  const startNow = startOf(Number(pid));
  return start === '' || startNow === undefined || start === startNow;
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled, but it exists.
    return codeOf(error) === 'EPERM';
  }
}

/** When a process started, in ticks since the machine did; undefined if the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name is in parentheses and may contain anything. The rest starts with the third field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

// One per thread: computed once, as it is the same throughout a process.
let known: string | undefined;

/** The machine, or container, in which a process id is meaningful. */
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
