import type { Method } from './method.js';
/** Every method, in the order in which they are listed. */
export declare const methods: readonly Method[];
/** Throws an ImgparError of code `usage` when there is none of that name. */
export declare function methodNamed(name: string): Method;
/**
 * The method's defaults with what was given in their place. Throws an ImgparError of code `usage` for a parameter that the method
 * does not have, or a value that it cannot use. Text is read as the command line says it: `8x8`, `1,99`.
 */
export declare function methodParams(method: Method, given?: Readonly<Record<string, unknown>>): object;
/** What was given, each value checked by itself, and text read. @throws {ImgparError} `usage`, as `methodParams` */
export declare function readParams(method: Method, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
