import type { Clock } from '../clock.js';
import type { Runtime } from '../protocol.js';
import type { FunctionReference } from '../references.js';

/** The options of a pool or an executor, checked, with their defaults. */
export interface CoreOptions {
  readonly workers: number;
  readonly runtime: Runtime;
  readonly initializer: FunctionReference | undefined;
  readonly initArgs: readonly unknown[];
  readonly workerExit: FunctionReference | undefined;
  readonly maxTasksPerWorker: number;
  readonly taskTimeoutMs: number | undefined;
  readonly maxHeapBytes: number | undefined;
  readonly onCrash: 'replace' | 'break';
  readonly idleMs: number | undefined;
  readonly graceMs: number;
  readonly orderTasks: boolean;
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly clock: Clock;
  /** As it calls itself in messages. */
  readonly noun: 'Pool' | 'Executor';
}
