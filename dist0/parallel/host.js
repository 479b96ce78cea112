import { requireSize, workersOf } from './admission.js';
import { RespawningChild } from './respawning-child.js';
/**
 * Runs jobs in child processes, so that native code that crashes, hangs or devours memory takes neither the caller nor its screen and
 * records with it.
 *
 * - When a process dies, the jobs it held reject with `worker-crashed`, those that wait their turn do not notice, and a new process
 *   starts: at once if it held jobs, else with the next one.
 * - `kill` is bounded in time, whatever the processes are doing. None outlives its parent.
 * - What the workers print is not shown.
 * - Idle workers do not keep the program alive.
 */
export function hostWorkers(options) {
    requireSize(options.size);
    return startHost(options).pool(options);
}
/** The same in two steps: a process starts at once, its threads and all other processes when it is known what they are to do. */
export function startHost(options) {
    const host = new Host(options);
    return {
        pool: (hosted) => {
            host.startWorkers(hosted);
            return workersOf(host);
        },
        kill: () => host.end(),
    };
}
class Host {
    #options;
    #children;
    #size = 0;
    #cannotStart;
    constructor(options) {
        this.#options = options;
        this.#children = [new RespawningChild(options)];
    }
    get size() {
        return this.#size;
    }
    get busy() {
        return this.#children.some(({ busy }) => busy);
    }
    startWorkers(hosted) {
        this.#size = requireSize(hosted.size);
        const processes = this.#options.processEach ? this.#size : 1;
        while (this.#children.length < processes)
            this.#children.push(new RespawningChild(this.#options));
        const onCannotStart = (error) => this.#fail(error, hosted);
        for (const child of this.#children)
            child.startThreads({ ...hosted, size: this.#size / processes, onCannotStart });
    }
    async run(job, timeoutMs) {
        if (this.#cannotStart)
            throw this.#cannotStart;
        try {
            return await this.#freest().ask(job, timeoutMs);
        }
        catch (error) {
            throw this.#cannotStart ?? error;
        }
    }
    async end() {
        await Promise.all(this.#children.map((child) => child.kill()));
    }
    /** As no more jobs are admitted than there are workers, it has a worker with nothing to do. */
    #freest() {
        return this.#children.reduce((freest, child) => (child.asked < freest.asked ? child : freest));
    }
    /** Where one process cannot be started, others will be missed too, should they die. */
    #fail(error, { onCannotStart }) {
        if (this.#cannotStart)
            return;
        this.#cannotStart = error;
        onCannotStart?.(error);
        void this.end();
    }
}
