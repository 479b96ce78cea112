import { ImgparError } from '../errors.js';
/** Opens a manifest for reading; undefined if there is none. @throws {ImgparError} `usage`, if it is no regular file, or cannot be read */
export declare function openIfAny(path: string): number | undefined;
/**
 * Opens a manifest for appending; it and its folder are made if they are missing.
 *
 * @param durable whether the name of a new one outlives a failure of power
 */
export declare function openForAppending(path: string, durable: boolean): number;
/** Whether the file of a descriptor has no name any more. */
export declare function isGone(descriptor: number): boolean;
export declare function unwritableManifest(path: string, error: unknown): ImgparError;
/** Cuts a manifest off. @throws {ImgparError} `usage` */
export declare function truncate(path: string, length: number): void;
/** Why a file could not be closed; undefined if it was, or there is none. */
export declare function failureToClose(descriptor: number | undefined): unknown;
