import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { ImgparError } from '../errors.js';
import { create, replace } from './create.js';
import { isMissing, reasonOf } from './reasons.js';
import { isLivingRun } from './run-token.js';
/**
 * Takes a lock: a file that only one process can make. That of a run which has ended is taken over; one is never without a lock file in
 * between, and of several that try only one succeeds.
 *
 * @returns how to give it back
 * @throws {ImgparError} `usage`, if a living run holds it, or one of another machine; `unwritable`
 */
export function takeLock(path, { run, breakForeign = false }) {
    const holder = { run, host: hostname(), pid: process.pid, since: new Date().toISOString() };
    try {
        take(path, holder, breakForeign);
    }
    catch (error) {
        if (error instanceof ImgparError)
            throw error;
        throw new ImgparError('unwritable', `cannot make the lock ${path}: ${reasonOf(error)}`, { cause: error });
    }
    return () => giveBack(path, holder);
}
function take(path, holder, breakForeign) {
    while (!create(path, textOf(holder), { token: holder.run })) {
        const text = contentOf(path);
        // Given back meanwhile.
        if (text === undefined)
            continue;
        const present = holderIn(text);
        requireDead(path, present, breakForeign);
        takeOver(path, text, holder, breakForeign);
        if (holderIn(contentOf(path) ?? '')?.run === holder.run)
            return;
    }
}
/**
 * Only who has the lock of a dead lock may replace it, and only while it is still that one. It is named after the dead, so a process
 * that was slow finds another holder and begins again.
 */
function takeOver(path, deadText, holder, breakForeign) {
    const above = `${path}.${holderIn(deadText)?.run ?? 'unreadable'}`;
    take(above, holder, breakForeign);
    try {
        if (contentOf(path) !== deadText)
            return;
        replace(path, textOf(holder), { token: holder.run });
    }
    finally {
        giveBack(above, holder);
    }
}
function requireDead(path, present, breakForeign) {
    const lives = present && isLivingRun(present.run);
    if (lives === false || (lives === undefined && breakForeign))
        return;
    const who = present
        ? `process ${present.pid} on ${present.host}, since ${present.since}`
        : 'somebody unknown, as the file cannot be read';
    const what = lives ? 'wait for its end' : 'if that run has ended, add breakLock';
    throw new ImgparError('usage', `another run is at work in place with the same manifest (${who}); ${what}; the lock is ${path}`);
}
function giveBack(path, { run }) {
    try {
        // Somebody who was told to break it may hold it now.
        if (holderIn(contentOf(path) ?? '')?.run === run)
            rmSync(path, { force: true });
    }
    catch {
        // It stays, and the next run sees that its holder has ended.
    }
}
function contentOf(path) {
    try {
        // A pipe would be waited for, and a link may lead anywhere.
        return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '';
    }
    catch (error) {
        if (isMissing(error))
            return undefined;
        throw error;
    }
}
const textOf = (holder) => `${JSON.stringify(holder)}\n`;
function holderIn(text) {
    try {
        const { run, host, pid, since } = JSON.parse(text);
        if (![run, host, since].every((field) => typeof field === 'string') || !Number.isInteger(pid))
            return undefined;
        if (run.length <= 100 && /^[\w.]+$/.test(run))
            return { run, host, pid, since };
    }
    catch {
        // Torn, or no lock at all.
    }
    return undefined;
}
