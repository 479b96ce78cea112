import { workersOf } from './admission.js';
import { inTime } from './running-clock.js';
import { type Handler, tooLate, type Workers } from './workers.js';

/**
 * Runs jobs on the calling thread, one at a time. For tests, debugging, and machines where a thread costs more than it gives. Errors are
 * passed on as thrown. `kill` cannot stop a handler; it only stops listening.
 */
export function inlineWorkers<Job, Result>(handle: Handler<Job, Result>): Workers<Job, Result> {
  let held = 0;
  const counted = async (job: unknown) => {
    held += 1;
    try {
      // Only jobs of these workers come here.
      return await handle(job as Job);
    } finally {
      held -= 1;
    }
  };
  return workersOf({
    size: 1,
    get busy() {
      return held > 0;
    },
    run: (job, timeoutMs) => inTime(() => counted(job), timeoutMs, tooLate),
    end: async () => {},
  });
}
