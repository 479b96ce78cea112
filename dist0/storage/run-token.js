import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../errors.js';
/** Tokens of runs of this very process that have not ended. */
const living = new Set();
/**
 * Names a run in what it leaves on disk while it works: `<place>.<process>.<random>.<start>`, so that a later run can tell whether it
 * still lives. To be given to `retireToken` when the run has ended.
 */
export function newToken() {
    const token = `${place()}.${process.pid}.${randomBytes(4).toString('hex')}.${startOf(process.pid) ?? ''}`;
    living.add(token);
    return token;
}
export function retireToken(token) {
    living.delete(token);
}
/** Whether a run is known to live still; undefined if it was started elsewhere, so that nobody here can tell. */
export function isLivingRun(token) {
    const [where, pid, , start = ''] = token.split('.');
    if (where !== place() || !/^\d{1,9}$/.test(pid ?? ''))
        return undefined;
    if (Number(pid) === process.pid)
        return living.has(token);
    if (!isProcess(Number(pid)))
        return false;
    // Numbers of processes are given again; tokens of version 0.1.0 do not tell when theirs began.
    const startNow = startOf(Number(pid));
    return start === '' || startNow === undefined || start === startNow;
}
function isProcess(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        // A process of another user may not be asked, but it is there.
        return codeOf(error) === 'EPERM';
    }
}
/** When a process began, in ticks since the machine did; undefined where the system does not tell. */
function startOf(pid) {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        // The name of the program, which stands in parentheses, may hold anything. What follows begins with the third field.
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    }
    catch {
        return undefined;
    }
}
let known;
/** The machine, or the container, in which a process number means something. */
function place() {
    known ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);
    return known;
}
function processNamespace() {
    try {
        return readlinkSync('/proc/self/ns/pid');
    }
    catch {
        return '';
    }
}
