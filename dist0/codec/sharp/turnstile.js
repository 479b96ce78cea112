import { getEnvironmentData, setEnvironmentData, threadId } from 'node:worker_threads';
/** Two living threads would share a count once this many have been started, which takes as many threads that died. */
const threads = 1024;
// Where things stand in the memory that the threads share.
/** Goes up whenever somebody may go on. */
const changes = 0;
/** The thread whose call is alone, counted from 1; 0 while there is none. */
const holder = 1;
/** Calls that are alone or wait to be. Others are let in only while there are none. */
const wanting = 2;
/** The same by thread. */
const wantingBy = 3;
/** Calls beside others, by thread. */
const insideBy = wantingBy + threads;
const cellCount = insideBy + threads;
/**
 * Lets calls into a library whose state all threads of a process share: many beside each other, or one alone. Whoever wants to be alone
 * goes first, so that several of them wait for the others only once. Measured: 0.6 µs a call while nobody wants to be alone.
 */
export class Turnstile {
    #cells;
    #thread;
    #slot;
    /** @param memory of `newMemory`, the same for all threads of the process */
    constructor(memory, thread = threadId) {
        this.#cells = new Int32Array(memory);
        this.#thread = thread;
        this.#slot = thread % threads;
    }
    static newMemory() {
        return new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT);
    }
    /** Makes the call as soon as nobody is alone. */
    async beside(call) {
        while (!this.#entered())
            await this.#until(() => this.#read(wanting) <= 0);
        try {
            return await call();
        }
        finally {
            this.#leave();
        }
    }
    /** Makes the call once all others have returned, and keeps them out until it has returned itself. */
    async alone(call) {
        Atomics.add(this.#cells, wantingBy + this.#slot, 1);
        Atomics.add(this.#cells, wanting, 1);
        try {
            await this.#until(() => Atomics.compareExchange(this.#cells, holder, 0, this.#thread + 1) === 0);
            await this.#until(() => this.#isEmpty());
            return await call();
        }
        finally {
            Atomics.store(this.#cells, holder, 0);
            Atomics.sub(this.#cells, wanting, 1);
            Atomics.sub(this.#cells, wantingBy + this.#slot, 1);
            this.#tell();
        }
    }
    /** To be called when a thread has ended: it may have been in the middle of a call. */
    forget(thread) {
        const slot = thread % threads;
        Atomics.store(this.#cells, insideBy + slot, 0);
        Atomics.sub(this.#cells, wanting, Atomics.exchange(this.#cells, wantingBy + slot, 0));
        Atomics.compareExchange(this.#cells, holder, thread + 1, 0);
        this.#tell();
    }
    #entered() {
        Atomics.add(this.#cells, insideBy + this.#slot, 1);
        // Both sides first say what they want and then look at the other, so that one of them always gives way.
        if (this.#read(wanting) <= 0)
            return true;
        this.#leave();
        return false;
    }
    #leave() {
        Atomics.sub(this.#cells, insideBy + this.#slot, 1);
        if (this.#read(wanting) > 0)
            this.#tell();
    }
    #isEmpty() {
        for (let slot = 0; slot < threads; slot++)
            if (this.#read(insideBy + slot) > 0)
                return false;
        return true;
    }
    #read(cell) {
        return Atomics.load(this.#cells, cell);
    }
    #tell() {
        Atomics.add(this.#cells, changes, 1);
        Atomics.notify(this.#cells, changes);
    }
    async #until(reached) {
        for (;;) {
            const seen = this.#read(changes);
            if (reached())
                return;
            // A promise for a change of memory does not keep the event loop alive.
            const alive = setInterval(() => { }, 60_000);
            await Atomics.waitAsync(this.#cells, changes, seen).value;
            clearInterval(alive);
        }
    }
}
/** What a main thread hands to its threads. */
const environmentKey = 'imgpar-turnstile';
/** The turnstile of this process. A main thread has to ask for it before it starts threads: a thread that was given none has its own. */
export function processTurnstile() {
    // Nothing else is kept under this key.
    const given = getEnvironmentData(environmentKey);
    if (given)
        return new Turnstile(given);
    const memory = Turnstile.newMemory();
    setEnvironmentData(environmentKey, memory);
    const turnstile = new Turnstile(memory);
    process.on('worker', (worker) => {
        const thread = worker.threadId;
        worker.once('exit', () => turnstile.forget(thread));
    });
    return turnstile;
}
