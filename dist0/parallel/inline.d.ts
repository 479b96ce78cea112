import { type Handler, type Workers } from './workers.js';
/**
 * Runs jobs on the calling thread, one at a time. For tests, debugging, and machines where a thread costs more than it gives.
 * Errors are passed on as they were thrown. `kill` cannot stop a handler; it only stops listening to it.
 */
export declare function inlineWorkers<Job, Result>(handle: Handler<Job, Result>): Workers<Job, Result>;
