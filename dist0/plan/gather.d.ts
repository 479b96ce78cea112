import { type Warning } from '../errors.js';
import { type TaskList } from './list.js';
import { type SelectionOptions } from './selection.js';
import { type Source } from './sources.js';
import type { Target } from './target.js';
/** What of the sources is taken. */
export interface GatherOptions extends SelectionOptions {
    /** Whether a pattern that matches nothing, or sources without images, are told of instead of refused. Default: false. */
    readonly allowNoMatch?: boolean;
    /** Ends the planning: its reason is thrown. */
    readonly signal?: AbortSignal | undefined;
}
/** Told now and then how many files have been found. What it returns is awaited before the listing goes on. */
export type OnFound = (found: number) => unknown;
/**
 * Lists the files of the sources.
 *
 * @param shown a path as the user would write it
 */
export declare function gather(sources: readonly Source[], { root, fileName }: Target, options: GatherOptions, shown: (path: string) => string, onFound?: OnFound): Promise<{
    list: TaskList;
    warnings: Warning[];
}>;
