/** How often the clock looks at the limits, and so how much later than asked one may end. */
const tickMs = 200;
/** More between two ticks is not counted: then this process was stopped, the machine asleep, or the event loop busy with something else. */
const longestStepMs = 2 * tickMs;
/**
 * Time limits that count only while this process runs. What happens during Ctrl-Z, under a debugger or in a suspended laptop is nobody's
 * fault: those who are waited for may have stood still as well, or answered without being heard.
 *
 * One timer serves all limits. It ticks while there are any, and keeps the program alive as long.
 */
export class RunningClock {
    #nowMs;
    #limits = new Set();
    #ticking;
    /** Counted up to the last tick. */
    #ranMs = 0;
    #tickedAtMs = 0;
    /** @param nowMs a clock that goes on whether the process runs or not, in milliseconds */
    constructor(nowMs = () => performance.now()) {
        this.#nowMs = nowMs;
    }
    /** Calls `onOver` once the process has run for `limitMs`, unless the function that it returns is called before. */
    after(limitMs, onOver) {
        if (this.#ticking === undefined) {
            this.#tickedAtMs = this.#nowMs();
            this.#ticking = setInterval(() => this.#tick(), tickMs);
        }
        const limit = { endsAtMs: this.#ranMs + this.#stepMs() + limitMs, onOver };
        this.#limits.add(limit);
        return () => this.#drop(limit);
    }
    #tick() {
        this.#ranMs += this.#stepMs();
        this.#tickedAtMs = this.#nowMs();
        for (const limit of this.#limits) {
            if (limit.endsAtMs > this.#ranMs)
                continue;
            this.#drop(limit);
            limit.onOver();
        }
    }
    /** What counts of the time since the last tick. */
    #stepMs() {
        return Math.min(this.#nowMs() - this.#tickedAtMs, longestStepMs);
    }
    #drop(limit) {
        this.#limits.delete(limit);
        if (this.#limits.size > 0)
            return;
        clearInterval(this.#ticking);
        this.#ticking = undefined;
    }
}
/** The clock of this process. */
export const runningClock = new RunningClock();
/** Waits for something to happen, but no longer than `timeoutMs` of the time in which this process runs. */
export async function within(timeoutMs, happening) {
    let cancel = () => { };
    const over = new Promise((resolve) => {
        cancel = runningClock.after(timeoutMs, resolve);
    });
    await Promise.race([happening, over]).finally(() => cancel());
}
/** Settles as the work does, or rejects with what `late` says. The work is not stopped. @param timeoutMs default: no limit */
export async function inTime(work, timeoutMs, late) {
    if (timeoutMs === undefined)
        return work();
    let endLimit = () => { };
    const over = new Promise((_, reject) => {
        endLimit = runningClock.after(timeoutMs, () => reject(late(timeoutMs)));
    });
    return Promise.race([work(), over]).finally(() => endLimit());
}
