import type { Runtime } from '../protocol.js';

/** What a task may know of where it runs. */
export interface WorkerInfo {
  /** 1 or more; no two workers of a pool that are alive have the same. */
  readonly id: number;
  readonly runtime: Runtime;
  /** Yours to keep things in, from task to task of the same worker. */
  readonly state: Record<string, unknown>;
  /** Aborts when the task that runs is no longer wanted. */
  readonly signal: AbortSignal;
}

// A worker's program and the module that a task imports are two copies of this file.
const place = Symbol.for('imgpar.pool.worker');
const movedKey = Symbol.for('imgpar.pool.moved');

interface Shared {
  [place]?: WorkerInfo | undefined;
}

/** What a task may know of its worker; undefined outside of one. */
export function worker(): WorkerInfo | undefined {
  return (globalThis as Shared)[place];
}

/** To be called by the worker. */
export function setWorker(info: WorkerInfo | undefined): void {
  (globalThis as Shared)[place] = info;
}

/**
 * A result of a task of which parts are moved out of the worker and not copied, where the runtime can: `return moved(pixels, [pixels.buffer])`.
 *
 * @param transfer what is moved: buffers, ports
 */
export function moved<Value>(value: Value, transfer: readonly object[]): Value {
  // The pool takes it apart again, so that callers only ever see the value.
  return { [movedKey]: transfer, value } as Value;
}

/** What `moved` was given, if it made this. */
export function movedParts(result: object): { readonly value: unknown; readonly transfer: readonly object[] } | undefined {
  const { [movedKey]: transfer, value } = result as { [movedKey]?: readonly object[]; value?: unknown };
  return transfer && { value, transfer };
}
