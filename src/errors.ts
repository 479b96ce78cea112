/**
 * Why something failed. The list is closed, so that failures can be counted and acted upon:
 *
 * - `unreadable`: the source is missing, not a regular file, or may not be read
 * - `not-an-image`: the content is not a raster image
 * - `unsupported-format`: an image, but of a kind that imgpar cannot read, or cannot write without loss
 * - `corrupt`: an image whose content is broken or cut off
 * - `too-large`: more pixels or more memory than allowed
 * - `timeout`: did not end within the time allowed
 * - `worker-crashed`: the process that worked on it died
 * - `machine-lost`: each machine that worked on it, and on nothing else, was lost
 * - `cancelled`: whoever asked for it took it back, or ended the pool that it was given to
 * - `unwritable`: the destination cannot be written
 * - `plugin`: a user's own operation failed
 * - `environment`: the machine or the installation keeps imgpar from working, such as too few open files or no sharp; no image is at fault,
 * and the run ends
 * - `usage`: an option or argument is wrong; nothing was started
 * - `internal`: a fault of imgpar itself
 */
export const errorCodes = [
  'unreadable',
  'not-an-image',
  'unsupported-format',
  'corrupt',
  'too-large',
  'timeout',
  'worker-crashed',
  'machine-lost',
  'cancelled',
  'unwritable',
  'plugin',
  'environment',
  'usage',
  'internal',
] as const;

/** Why something failed, in one word of a closed list. */
export type ErrorCode = (typeof errorCodes)[number];

/** Names of ImgparError's subclasses, which `imgpar/pool` throws; what each means is said where it is declared, in pool/errors.ts. */
const subclasses = ['TimeoutError', 'CancelledError', 'WorkerCrashedError', 'BrokenPoolError', 'InvalidStateError'] as const;

/**
 * The only error that imgpar throws. The message says what was received, what was expected and what to do.
 *
 * `instanceof` compares name and code: an error thrown by a user's method may come from another copy of this class, as the workers are
 * bundled separately and the method may bring its own imgpar.
 */
export class ImgparError extends Error {
  override readonly name: 'ImgparError' | (typeof subclasses)[number] = 'ImgparError';

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return isOurs(thrown) && (thrown.name === 'ImgparError' || subclasses.some((name) => name === thrown.name));
  }

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether something is an error with one of our codes, as no error of the system or of JavaScript has. */
function isOurs(thrown: unknown): thrown is Error {
  return isError(thrown) && 'code' in thrown && errorCodes.some((code) => code === thrown.code);
}

/** For `instanceof` of a subclass, which goes by name and code as that of ImgparError does. */
export function isOursNamed(thrown: unknown, name: (typeof subclasses)[number]): boolean {
  return isOurs(thrown) && thrown.name === name;
}

/** An error as plain data, to cross threads, processes and files, which would lose class and code. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** The system's own code of the cause, such as `ENOSPC`, if the system caused it. */
  readonly system?: string;
}

/**
 * A likely mistake that stops nothing:
 *
 * - `no-match`: a pattern has no effect
 * - `destination-in-source`: the output folder lies within a source, and its content was left out
 * - `earlier-results`: a folder in a source holds results of another run
 * - `list-copied`: each shard copies the whole list, as it cannot be read in ranges
 */
export interface Warning {
  readonly code: 'no-match' | 'destination-in-source' | 'earlier-results' | 'list-copied';
  readonly message: string;
}

/** Turns anything thrown into a failure. Anything but an ImgparError is a fault of imgpar itself: `internal`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ImgparError) {
    const system = systemCodeOf(error.cause);
    return { code: error.code, message: error.message, ...(system !== undefined && { system }) };
  }
  // V8's messages when memory is refused, by the machine or by a limit such as that of `ulimit -v`.
  if (isError(error) && error.name === 'RangeError' && /allocation failed|could not allocate/i.test(error.message))
    return { code: 'too-large', message: 'not enough memory is left for it; lower --workers, or give the process more memory' };
  return { code: 'internal', message: messageOf(error) };
}

/** A mistake of the caller, found before anything ran. */
export function usage(message: string, cause?: unknown): ImgparError {
  return new ImgparError('usage', message, cause === undefined ? undefined : { cause });
}

/**
 * Whether something is an error, whichever realm made it. The VM pools of Jest and Vitest run tests in a realm of their own, in which
 * errors thrown by Node are not `instanceof Error`.
 */
export function isError(thrown: unknown): thrown is Error {
  return isNativeError(thrown) || Object.prototype.toString.call(thrown) === '[object DOMException]';
}

/** Node's own test. It is not imported, as `imgpar/progress` also runs in pages, where text is all there is. */
const isNativeError: (thrown: unknown) => boolean =
  globalThis.process?.getBuiltinModule?.('node:util').types.isNativeError ??
  ((thrown) => Object.prototype.toString.call(thrown) === '[object Error]');

/** The message of an error; anything else that was thrown, as text. */
export function messageOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message : String(thrown);
}

/** The code of a Node error, such as `ENOENT`. */
export function codeOf(thrown: unknown): string | undefined {
  return isError(thrown) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** The system's code in an error or in its cause. A user's method may throw anything, including objects that throw when read. */
function systemCodeOf(error: unknown): string | undefined {
  try {
    if (error instanceof ImgparError) return systemCodeOf(error.cause);
    const code = codeOf(error);
    return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Whether nothing more can be written at a place, so that the next attempt will fail, too. */
export function isOutOfRoom({ system }: Failure): boolean {
  return system === 'ENOSPC' || system === 'EDQUOT' || system === 'EROFS';
}
