import { failureOf, ImgparError, usage } from '../errors.js';
import { heapBytes, intolerableMemoryBytes } from '../options/memory-shares.js';
import { isModulePath } from '../options/method-path.js';
import { checkLimits, checkOperation, requireOneTable } from '../options/resolve.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { Trial, TrialResult } from '../worker/prepare.js';
import { prepare } from '../worker/prepare.js';
import { startTimeoutMs, startWorkers } from './start-workers.js';

/** What ends a trial: either signal of a run, as nothing is in flight yet. */
interface TrialContext {
  readonly signal?: AbortSignal;
  readonly killSignal?: AbortSignal;
}

/**
 * Loads everything that an operation names, once, before the work begins, so that an error is reported once and before anything is written.
 * Parts of imgpar are loaded here. A user's own method may do anything while loading (wait for ever, end its process, keep it alive), so a
 * separate process tries it, for as long as an image may take; that costs 0.2 s. Returns early on a stop.
 *
 * @throws {ImgparError} `usage`, if something that is named is unusable; `internal`, if the process cannot be started
 */
export async function requireUsable(options: CheckedOptions, context: TrialContext = {}): Promise<void> {
  if (!isModulePath(options.operation.method)) await prepare(options.operation);
  else {
    const result = await tryModule(options, context);
    if (result) requireOneTable(options, result.kind);
  }
}

/** What a user's own method says about itself. @throws {ImgparError} like `requireUsable` */
export async function describeModule(method: string): Promise<Pick<TrialResult, 'name' | 'parameters'>> {
  const result = await tryModule({ operation: checkOperation({ method }), limits: checkLimits(), workers: 1, timeoutMs: helpTimeoutMs });
  return result ?? { name: method, parameters: [] };
}

/** A request for help does not wait as long as an image may take. */
const helpTimeoutMs = 10_000;

type Tried = Pick<CheckedOptions, 'operation' | 'limits' | 'workers' | 'timeoutMs'>;

/** @returns undefined if it was stopped */
async function tryModule(options: Tried, { signal, killSignal }: TrialContext = {}): Promise<TrialResult | undefined> {
  const { operation, limits, workers, timeoutMs } = options;
  const stopped = AbortSignal.any([signal, killSignal].filter((given) => given !== undefined));
  if (stopped.aborted) return undefined;
  const pool = startWorkers().pool<Trial, TrialResult>({
    size: 1,
    maxMemoryBytes: intolerableMemoryBytes(limits),
    maxHeapBytes: heapBytes(limits, workers),
    startTimeoutMs: startTimeoutMs(timeoutMs),
  });
  const stop = () => void pool.kill();
  stopped.addEventListener('abort', stop);
  try {
    return await pool.run({ operation }, { timeoutMs });
  } catch (error) {
    if (stopped.aborted) return undefined;
    throw unusable(options, error);
  } finally {
    stopped.removeEventListener('abort', stop);
    await pool.kill();
  }
}

/** Explains why a module is unusable. Whatever it does to its process is for the user to fix; a process that does not start is not. */
function unusable({ operation: { method }, timeoutMs }: Tried, error: unknown): ImgparError {
  const { code, message } = failureOf(error);
  switch (code) {
    case 'timeout':
      return usage(`${method} did not load within ${timeoutMs / 1000} s; find out what it waits for, or raise timeoutMs`, error);
    case 'worker-crashed':
      return usage(`${method} cannot be loaded: ${message}`, error);
    case 'internal':
      return new ImgparError(code, message, { cause: error });
    default:
      return usage(message, error);
  }
}
