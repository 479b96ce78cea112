import { ImgparError, isOursNamed } from '../errors.js';

// `instanceof` goes by name and code, as that of ImgparError: another copy of these classes may have made the error.

/** It did not end within the time allowed. Its code is `timeout`. */
export class TimeoutError extends ImgparError {
  override readonly name = 'TimeoutError';

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return isOursNamed(thrown, 'TimeoutError');
  }

  constructor(message: string, options?: ErrorOptions) {
    super('timeout', message, options);
  }
}

/** Somebody took it back, or ended the pool. Its code is `cancelled`. */
export class CancelledError extends ImgparError {
  override readonly name = 'CancelledError';

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return isOursNamed(thrown, 'CancelledError');
  }

  constructor(message: string, options?: ErrorOptions) {
    super('cancelled', message, options);
  }
}

/** The worker died that had the task. Its code is `worker-crashed`. */
export class WorkerCrashedError extends ImgparError {
  override readonly name = 'WorkerCrashedError';
  /** What the thread or process ended with; null if a signal ended it. */
  readonly exitCode: number | null;
  /** The signal that ended the process; null for threads, and where it ended itself. */
  readonly signal: string | null;

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return isOursNamed(thrown, 'WorkerCrashedError');
  }

  constructor(message: string, { exitCode = null, signal = null, ...options }: ErrorOptions & Partial<Ending> = {}) {
    super('worker-crashed', message, options);
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** How a worker ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** The pool cannot go on: its initializer fails, its workers cannot be started, or one died and it was not to be replaced. Its code is `worker-crashed`. */
export class BrokenPoolError extends ImgparError {
  override readonly name = 'BrokenPoolError';

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return isOursNamed(thrown, 'BrokenPoolError');
  }

  constructor(message: string, options?: ErrorOptions) {
    super('worker-crashed', message, options);
  }
}

/** A future was settled that is settled already. Its code is `usage`. */
export class InvalidStateError extends ImgparError {
  override readonly name = 'InvalidStateError';

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return isOursNamed(thrown, 'InvalidStateError');
  }

  constructor(message: string) {
    super('usage', message);
  }
}

export { usage } from '../errors.js';
