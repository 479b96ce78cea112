import type { RestoreOptions } from '../history/restore.js';
import type { Output } from './output.js';
/** Brings originals back, and says so line by line on stdout. @returns the exit code */
export declare function restoreOriginals(backup: string, options: RestoreOptions, quiet: boolean, stdout: Output): Promise<number>;
