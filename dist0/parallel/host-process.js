/**
 * The child process of child.ts: it hosts the threads and passes jobs to them and replies back.
 *
 * It never outlives its parent. Signals of the terminal or the service manager reach it too, and it leaves them to its
 * parent; when the parent is gone, however that came, it kills itself at once, whatever native code its threads are in.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { load } from './load.js';
/** How often the memory is looked at: a job that does nothing but take some can take half a gigabyte meanwhile. */
const watchIntervalMs = 100;
// Before anything heavy is loaded. Windows knows SIGBREAK, the others ignore the name.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'])
    process.on(signal, () => { });
process.on('disconnect', dieAtOnce);
if (!process.connected)
    dieAtOnce();
void serve();
async function serve() {
    // child.ts started this program with HostArguments, as nobody else does.
    const { workerUrl, preloadUrl } = JSON.parse(process.argv[2] ?? '');
    const asked = untilThreadsAreAskedFor();
    if (preloadUrl !== undefined)
        await load(preloadUrl);
    const [{ Threads }, { failureOf }] = await Promise.all([import('./threads.js'), import('../errors.js')]);
    const { maxMemoryBytes, v8Flags = [], ...options } = await asked;
    if (maxMemoryBytes !== undefined)
        watchMemory(maxMemoryBytes);
    // The parent sends no more jobs than there are threads.
    const threads = new Threads({ workerUrl: new URL(workerUrl), ...options });
    const flagsToSet = [...v8Flags];
    process.on('message', ({ id, job }) => {
        threads
            .run(job)
            // With flags other than those it was built for, Node compiles its own modules when a thread loads them: 6 ms of CPU time each.
            .finally(() => flagsToSet.splice(0).forEach(setFlagsFromString))
            .then((result) => send({ id, result }))
            .catch((error) => send({ id, failure: failureOf(error) }));
    });
    try {
        // Before, it is unknown whether the system allows any threads; jobs that wait for them would run out of time.
        await threads.started;
        send('ready');
    }
    catch (error) {
        // The parent reads why.
        writeSync(2, `${failureOf(error).message}\n`);
        dieAtOnce();
    }
}
async function untilThreadsAreAskedFor() {
    // It is always the first message.
    const [{ threads }] = (await once(process, 'message'));
    return threads;
}
/** Heaps of JavaScript have limits of their own; what lies outside of them, as in buffers, has none. */
function watchMemory(maxMemoryBytes) {
    const look = () => {
        const heldBytes = residentBytes();
        if (heldBytes <= maxMemoryBytes)
            return;
        const mebibytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
        // The parent reads why.
        writeSync(2, `out of memory: the workers hold ${mebibytes(heldBytes)}, more than ${mebibytes(maxMemoryBytes)}\n`);
        dieAtOnce();
    };
    setInterval(look, watchIntervalMs).unref();
}
/** 0 where the system does not say, as while too many files are open. */
function residentBytes() {
    try {
        return process.memoryUsage.rss();
    }
    catch {
        return 0;
    }
}
function send(message) {
    // Without a channel there is no parent, and 'disconnect' has its say.
    if (process.connected)
        process.send?.(message, undefined, undefined, () => { });
}
function dieAtOnce() {
    process.kill(process.pid, 'SIGKILL');
}
