import { workersOf } from './admission.js';
import { inTime } from './running-clock.js';
import { tooLate } from './workers.js';
/**
 * Runs jobs on the calling thread, one at a time. For tests, debugging, and machines where a thread costs more than it gives.
 * Errors are passed on as they were thrown. `kill` cannot stop a handler; it only stops listening to it.
 */
export function inlineWorkers(handle) {
    let held = 0;
    const counted = async (job) => {
        held += 1;
        try {
            // Only jobs of these workers come here.
            return await handle(job);
        }
        finally {
            held -= 1;
        }
    };
    return workersOf({
        size: 1,
        get busy() {
            return held > 0;
        },
        run: (job, timeoutMs) => inTime(() => counted(job), timeoutMs, tooLate),
        end: async () => { },
    });
}
