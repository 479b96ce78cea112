import type { OpenOptions } from '../codec/open.js';
import type { OutputOptions } from '../options/run-options.js';
import type { ResolvedOperation } from '../pixels/equalize.js';
/** How an image is opened on which this is to be done. */
export declare function openOptions(operation: ResolvedOperation, autoOrient: boolean, { codec, format, effort, compression }: OutputOptions): OpenOptions;
