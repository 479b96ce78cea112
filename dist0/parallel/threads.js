import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { ImgparError, isError } from '../errors.js';
import { builtFile } from '../installed.js';
import { requireSize, workersOf } from './admission.js';
import { obstacleIn } from './obstacle.js';
import { inTime, within } from './running-clock.js';
import { tooLate } from './workers.js';
/** How long threads that are still loading their modules are waited for before they are released. */
const loadWaitMs = 5_000;
/**
 * Runs jobs in threads of this process, through piscina.
 * A crash of native code ends the whole process, and `kill` waits for native code to return: processes hold against both.
 */
export function threadWorkers(options) {
    return workersOf(new Threads(options));
}
/** The threads of piscina, which is never given more jobs than it has threads: its own queue is not used. */
export class Threads {
    size;
    /** Resolves when the first thread has loaded its modules; rejects if all end before. */
    started;
    #piscina;
    #loaded = new WeakMap();
    #held = 0;
    #ending = false;
    /** Why no thread can be started. */
    #cannotStart;
    #tellStarted = () => { };
    #tellCannotStart = () => { };
    #lastError;
    constructor({ workerUrl, size, maxHeapBytes }) {
        this.size = requireSize(size);
        const workerData = { workerUrl: workerUrl.href };
        this.started = new Promise((resolve, reject) => {
            this.#tellStarted = resolve;
            this.#tellCannotStart = reject;
        });
        // Nobody needs to ask.
        this.started.catch(() => { });
        this.#piscina = new Piscina({
            // From src/ (in the tests) and from dist/ alike this leads to the built module.
            filename: fileURLToPath(builtFile('../../dist/parallel/thread-entry.cjs', import.meta.url)),
            workerData,
            minThreads: size,
            maxThreads: size,
            idleTimeout: Number.POSITIVE_INFINITY,
            // With atomics an idle thread's event loop stands still, and with it whatever a job left behind or reads ahead.
            // Measured, 2 cores: 27 to 30 µs a job without atomics, 29 to 34 with, so nothing is lost.
            atomics: 'disabled',
            recordTiming: false,
            ...(maxHeapBytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxHeapBytes / 2 ** 20 } }),
        });
        // A thread that died without a job is replaced; without a listener the event would end the process.
        this.#piscina.on('error', (error) => {
            this.#lastError = error;
        });
        this.#piscina.on('workerDestroy', () => queueMicrotask(() => this.#afterLoss()));
        this.#watch();
    }
    get busy() {
        return this.#held > 0;
    }
    run(job, timeoutMs) {
        return inTime(() => this.#ask(job), timeoutMs, tooLate);
    }
    async end() {
        this.#ending = true;
        // Node aborts the whole process when a thread is terminated at the wrong moment of loading an ES module.
        // Measured, Node 20.20: about 1 of 600 kills during the start; none of 4,000 once loading is waited for.
        await within(loadWaitMs, Promise.all(this.#piscina.threads.map((thread) => this.#loaded.get(thread))));
        await this.#piscina.destroy();
    }
    async #ask(job) {
        if (this.#cannotStart)
            throw this.#cannotStart;
        this.#held += 1;
        try {
            return resultOf(await this.#piscina.run(job).catch((error) => this.#explain(error)));
        }
        finally {
            this.#held -= 1;
        }
    }
    #explain(error) {
        throw this.#cannotStart ?? threadDied(error);
    }
    #watch() {
        for (const thread of this.#piscina.threads) {
            if (this.#loaded.has(thread))
                continue;
            this.#loaded.set(thread, untilLoaded(thread));
            thread.once('message', this.#tellStarted);
        }
    }
    #afterLoss() {
        this.#watch();
        if (this.#ending || this.#piscina.threads.length > 0)
            return;
        // piscina gives up on threads that die while they start, and would leave their jobs waiting for ever.
        this.#cannotStart = cannotStart(this.#lastError);
        this.#tellCannotStart(this.#cannotStart);
        void this.#piscina.destroy();
    }
}
/** A thread's first word is piscina's, that it has loaded its modules. */
function untilLoaded(thread) {
    return Promise.race([once(thread, 'message'), once(thread, 'exit')]).catch(() => { });
}
/** The handler's own errors arrive as data, so what piscina itself rejects with is a job that cannot be copied or a thread that ended. */
function threadDied(error) {
    if (error.name === 'DataCloneError')
        return new ImgparError('internal', `a job must be plain data: ${error.message}`, { cause: error });
    const [, code] = /^worker exited with code: (\d+)$/.exec(error.message) ?? [];
    if (code !== undefined)
        return new ImgparError('worker-crashed', `the worker thread ended itself with exit code ${code}, as process.exit() does`, {
            cause: error,
        });
    // A thread that cannot copy its result ends with an error that cannot be copied either, and arrives without a word.
    const reason = error.message || 'perhaps of a result that is no plain data';
    return new ImgparError('worker-crashed', `the worker thread died: ${reason}`, { cause: error });
}
function cannotStart(error) {
    const words = isError(error) ? error.message : '';
    const obstacle = obstacleIn(words);
    const message = `the worker threads end while they start: ${obstacle ?? (words || 'nobody says why')}`;
    return new ImgparError(obstacle === undefined ? 'internal' : 'environment', message, { cause: error });
}
function resultOf(reply) {
    if ('failure' in reply)
        throw new ImgparError(reply.failure.code, reply.failure.message);
    return reply.result;
}
