import { ImgparError } from '../errors.js';
/** A `usage` error: the name of what was given, the value received, and the values expected. */
export declare function unexpected(name: string, value: unknown, expected: string): ImgparError;
/** As many MiB as hold so many bytes. */
export declare function mebibytes(bytes: number): string;
