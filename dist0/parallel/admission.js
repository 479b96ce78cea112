import { ImgparError } from '../errors.js';
import { Queue } from './queue.js';
import { killed } from './workers.js';
/** Lets jobs into a runtime: the one place where they wait for their turn. */
export function workersOf(runtime) {
    const admission = new Admission(runtime.size);
    return {
        size: runtime.size,
        get busy() {
            return runtime.busy;
        },
        // The worker module's author promises the type of its results.
        run: (job, { timeoutMs } = {}) => admission.run(() => runtime.run(job, timeoutMs)),
        close: async () => {
            await admission.close();
            await runtime.end();
        },
        kill: async () => {
            admission.fail(killed());
            await runtime.end();
        },
    };
}
/** A size as it was given. @throws {ImgparError} `usage`, unless it is a whole number from 1 */
export function requireSize(size) {
    if (!Number.isInteger(size) || size < 1)
        throw new ImgparError('usage', `a pool needs a size of 1 or more, not ${size}`);
    return size;
}
/** At most `size` jobs run; the others wait in the order in which they came. */
export class Admission {
    #size;
    #waiting = new Queue();
    #running = new Set();
    #onEmpty = [];
    #ended;
    constructor(size) {
        this.#size = requireSize(size);
    }
    /** Calls `start` as soon as it is the job's turn, and settles as its promise does. */
    run(start) {
        if (this.#ended)
            return Promise.reject(this.#ended);
        return new Promise((resolve, reject) => {
            this.#waiting.push({ begin: async () => resolve(await start()), reject });
            this.#admit();
        });
    }
    /** Refuses further jobs; resolves when all that came before have ended, the waiting ones too. */
    close() {
        this.#ended ??= new ImgparError('usage', 'the pool is closed');
        return new Promise((resolve) => {
            this.#onEmpty.push(resolve);
            this.#tellWhenEmpty();
        });
    }
    /** Rejects every job, running or waiting, and all that come later. What was started is no longer listened to. */
    fail(error) {
        this.#ended = error;
        for (const job of this.#running)
            job.reject(error);
        for (let job = this.#waiting.shift(); job; job = this.#waiting.shift())
            job.reject(error);
        this.#running.clear();
        this.#tellWhenEmpty();
    }
    #admit() {
        while (this.#running.size < this.#size) {
            const job = this.#waiting.shift();
            if (!job)
                return;
            this.#running.add(job);
            void job
                .begin()
                .catch(job.reject)
                .finally(() => this.#leave(job));
        }
    }
    #leave(job) {
        this.#running.delete(job);
        this.#admit();
        this.#tellWhenEmpty();
    }
    #tellWhenEmpty() {
        if (this.#running.size > 0 || this.#waiting.length > 0)
            return;
        for (const tell of this.#onEmpty.splice(0))
            tell();
    }
}
