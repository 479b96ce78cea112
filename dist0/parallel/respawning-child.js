import { setTimeout as sleep } from 'node:timers/promises';
import { ImgparError } from '../errors.js';
import { builtFile } from '../installed.js';
import { Child, tellingLine } from './child.js';
import { usableCores } from './cores.js';
import { obstacleIn } from './obstacle.js';
import { within } from './running-clock.js';
import { killed } from './workers.js';
/** How long the end of a killed child is waited for. It is gone at once, unless the kernel holds it, in a dead network drive for instance. */
const killWaitMs = 1_000;
/** Children that may die one after the other before they take jobs; then the fault is not chance. */
const maxFailedStarts = 3;
/** Children that may take too long to start. A third that hangs is no more likely to help, and the user waits for each. */
const maxHungStarts = 2;
/**
 * Children that somebody else, such as the system that runs out of memory, may kill before they take jobs: that may pass, so each is
 * waited for twice as long as the one before.
 */
const maxKilledStarts = 6;
const firstPauseMs = 50;
/** A start takes 0.15 s; this is for cold disks, network drives and machines with far too much to do. */
const longestStartMs = 30_000;
/** Threads of libuv's pool beyond one a core, for reading and writing files meanwhile. Its own default is 4 in all. */
const spareThreads = 2;
/** A child process, and when it dies another: at once if it held jobs, else with the next one. */
export class RespawningChild {
    // From src/ (in the tests) and from dist/ alike this leads to the built program.
    #program = builtFile('../../dist/parallel/host-process.cjs', import.meta.url);
    #options;
    /** Of each child; unknown at first. */
    #threads;
    /** The newest child, dead or alive. */
    #newest;
    /** A child that takes jobs; rejects when none can be started; undefined when the next job is to start one. */
    #child;
    #cannotStart;
    #ending = false;
    #asked = 0;
    constructor(options) {
        this.#options = options;
        this.#respawn();
    }
    /** Jobs that it was asked to do and has not done, those included that wait for a child to start. */
    get asked() {
        return this.#asked;
    }
    /** Whether a child holds a job at this moment. */
    get busy() {
        return this.#newest?.busy === true;
    }
    /** To be called once. Jobs wait until then. */
    startThreads(threads) {
        this.#threads = threads;
        if (this.#cannotStart)
            threads.onCannotStart?.(this.#cannotStart);
        else if (this.#newest)
            startThreadsOf(this.#newest, threads);
    }
    async ask(job, timeoutMs) {
        this.#asked += 1;
        try {
            const child = await this.#reachable();
            return await child.ask(job, timeoutMs);
        }
        finally {
            this.#asked -= 1;
        }
    }
    async kill() {
        this.#ending = true;
        this.#newest?.kill();
        await within(killWaitMs, this.#newest?.death);
    }
    async #reachable() {
        for (;;) {
            const child = await (this.#child ?? this.#respawn());
            if (child.reachable)
                return child;
            // Its death is about to be known, and then another takes its place.
            await child.death;
        }
    }
    #respawn() {
        this.#child = this.#start();
        // Those who ask hear of it; an unasked one is no reason to end the program.
        this.#child.catch(() => { });
        return this.#child;
    }
    async #start() {
        let hung = 0;
        let last;
        let killedStarts = 0;
        let tries = 0;
        for (; tries - killedStarts < maxFailedStarts && hung < maxHungStarts && killedStarts < maxKilledStarts && !this.#ending; tries += 1) {
            const child = new Child(this.#program, hostArguments(this.#options), environment(this.#options));
            this.#newest = child;
            if (this.#threads)
                startThreadsOf(child, this.#threads);
            const start = await child.started;
            if (start === 'ready') {
                // The first to hear of it, so that whoever waited for the death finds another child or none.
                void child.death.then((death) => this.#lost(child, death));
                this.#options.onReady?.();
                return child;
            }
            if (start === 'hung')
                hung += 1;
            await within(killWaitMs, child.death.then((death) => (last = death)));
            // One that ends itself says why.
            if (last?.cause !== 'killed' || last.stderr !== '')
                continue;
            killedStarts += 1;
            await sleep(firstPauseMs * 2 ** killedStarts);
        }
        if (this.#ending)
            throw killed();
        this.#cannotStart = cannotStart(tries, last);
        this.#threads?.onCannotStart?.(this.#cannotStart);
        throw this.#cannotStart;
    }
    #lost(child, death) {
        this.#child = undefined;
        if (this.#ending)
            return;
        // One that died with nothing to do is not replaced before there is something to do, lest it die again and again.
        if (child.busy)
            this.#respawn();
        this.#threads?.onLost?.(death, child.jobs);
    }
}
function hostArguments({ workerUrl, preloadUrl }) {
    return { workerUrl: workerUrl.href, ...(preloadUrl && { preloadUrl: preloadUrl.href }) };
}
function startThreadsOf(child, threads) {
    child.startThreads(asked(threads), threads.startTimeoutMs ?? longestStartMs);
}
/** Without anything else, which could not be sent or would mean something else there. */
function asked({ size, maxMemoryBytes, maxHeapBytes, v8Flags }) {
    return {
        size,
        ...(maxMemoryBytes !== undefined && { maxMemoryBytes }),
        ...(maxHeapBytes !== undefined && { maxHeapBytes }),
        ...(v8Flags !== undefined && { v8Flags }),
    };
}
function environment({ env }) {
    // libuv reads it once, before any code of ours runs, so it can only be set from outside.
    return { ...process.env, UV_THREADPOOL_SIZE: String(Math.max(4, usableCores() + spareThreads)), ...env };
}
function cannotStart(tries, { exit, stderr } = { exit: 'it cannot be ended', stderr: '', cause: 'crash' }) {
    const obstacle = obstacleIn(exit, stderr);
    if (obstacle !== undefined)
        return new ImgparError('environment', `the worker process cannot be started: ${obstacle}`);
    const reason = tellingLine(stderr);
    return new ImgparError('internal', `the worker process cannot be started, ${tries} tries failed (${exit})${reason ? `: ${reason}` : ''}; ` +
        'see whether the system allows enough processes and threads (ulimit -u)');
}
