/** Runs jobs somewhere else, `size` of them at a time. What crosses is plain data of a few hundred bytes. */
export interface WorkerPool<Job, Result> {
  readonly size: number;
  /** Rejects with an ImgparError of code `worker-crashed` when the process that held the job died. */
  run(job: Job): Promise<Result>;
  /** Waits for running jobs, then releases every thread and process. */
  close(): Promise<void>;
  /** Releases every thread and process at once; running jobs reject. */
  kill(): Promise<void>;
}

/** Runs jobs on the calling thread. For tests, debugging, and machines where a thread costs more than it gives. */
export function inlinePool<Job, Result>(handle: (job: Job) => Promise<Result>): WorkerPool<Job, Result> {
  return { size: 1, run: handle, close: async () => {}, kill: async () => {} };
}
