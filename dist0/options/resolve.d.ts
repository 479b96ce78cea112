import type { CheckedOptions, LimitOptions, OperationOptions, OutputOptions, RunOptions } from './run-options.js';
/**
 * Fills in the defaults and checks every value. Reads nothing but whether the files that options name are there.
 *
 * @throws {ImgparError} `usage`, naming the option, the value received and the values expected
 */
export declare function checkOptions(options: RunOptions): CheckedOptions;
/** @throws {ImgparError} `usage` */
export declare function checkOperation(given?: Partial<OperationOptions>): OperationOptions;
/** @throws {ImgparError} `usage` */
export declare function checkOutput(given?: Partial<OutputOptions>): OutputOptions;
/** @throws {ImgparError} `usage` */
export declare function checkLimits(given?: Partial<LimitOptions>): LimitOptions;
/**
 * Images can share a table only where the method has one, and each frame's own statistics are no part of it.
 *
 * @param kind of the method; unknown of a user's own before it is loaded
 */
export declare function requireOneTable({ operation, sharing }: CheckedOptions, kind?: "plane" | "table" | undefined): void;
