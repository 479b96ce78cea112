/**
 * Why something failed. The list is closed, so that failures can be counted and acted upon:
 *
 * - `unreadable`: the source is missing, not a regular file, or may not be read
 * - `not-an-image`: its content is no raster image
 * - `unsupported-format`: an image, but of a kind that imgpar cannot read or cannot write without loss
 * - `corrupt`: an image whose content is broken or cut off
 * - `too-large`: more pixels or more memory than allowed
 * - `timeout`: did not end within the time allowed
 * - `worker-crashed`: the process that worked on it died
 * - `unwritable`: the destination cannot be written
 * - `plugin`: a user's own operation failed
 * - `environment`: the machine or the installation does not let imgpar work, as with too few open files or without sharp; no image is at
 *   fault, and the run ends
 * - `usage`: an option or argument is wrong; nothing was started
 * - `internal`: a fault of imgpar itself
 */
export declare const errorCodes: readonly ['unreadable', 'not-an-image', 'unsupported-format', 'corrupt', 'too-large', 'timeout', 'worker-crashed', 'unwritable', 'plugin', 'environment', 'usage', 'internal'];
export type ErrorCode = (typeof errorCodes)[number];
/**
 * The one error that imgpar throws. The message says what was received, what was expected and what to do.
 *
 * `instanceof` goes by name and code: what a user's method throws may have been made by another copy of this class, as the workers are
 * bundled for themselves, and the method may have an imgpar of its own.
 */
export declare class ImgparError extends Error {
    readonly code: ErrorCode;
    readonly name = "ImgparError";
    static [Symbol.hasInstance](thrown: unknown): boolean;
    constructor(code: ErrorCode, message: string, options?: ErrorOptions);
}
/** An error as plain data, for crossing threads, processes and files, where class and code would be lost. */
export interface Failure {
    readonly code: ErrorCode;
    readonly message: string;
    /** The system's own code of what caused it, such as `ENOSPC`, if the system did. */
    readonly system?: string;
}
/**
 * Something that is likely a mistake, and stops nothing:
 *
 * - `no-match`: a pattern has no effect
 * - `destination-in-source`: the destination lies in a source, and what is in it was left out
 * - `earlier-results`: a folder in a source holds results of another run
 */
export interface Warning {
    readonly code: 'no-match' | 'destination-in-source' | 'earlier-results';
    readonly message: string;
}
/** Anything thrown, as a failure. What is not an ImgparError is a fault of our own: `internal`. */
export declare function failureOf(error: unknown): Failure;
/**
 * Whether something is an error, whichever realm made it. Jest and Vitest's VM pools run their tests in a realm of their own, where what
 * Node throws is no `instanceof Error`.
 */
export declare function isError(thrown: unknown): thrown is Error;
/** What an error says; anything else that was thrown, as text. */
export declare function messageOf(thrown: unknown): string;
/** The code of an error of Node's, such as `ENOENT`. */
export declare function codeOf(thrown: unknown): string | undefined;
/** Whether nothing more can be written at a place: what is tried next will fail, too. */
export declare function isOutOfRoom({ system }: Failure): boolean;
