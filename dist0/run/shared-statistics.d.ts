import type { SharingOptions } from '../options/run-options.js';
import type { ListEntry } from '../plan/list.js';
import type { Task } from '../worker/task.js';
import type { WorkerGroup } from './worker-group.js';
/** Files of statistics, each for the images that share a table. */
export interface SharedStatistics {
    /** The file for an image. */
    fileFor(entry: ListEntry): string;
    /** Names the statistics of an image by their content. */
    hashFor(entry: ListEntry): string;
    /** Removes the files. */
    close(): void;
}
export interface MeasureOptions {
    readonly scope: SharingOptions['scope'];
    /** Where to write the statistics of the whole set as well. */
    readonly saveStats: string | undefined;
    readonly taskOf: (id: number, entry: ListEntry) => Task;
    /** Told how many images have been measured; measuring goes on once it has settled. */
    readonly onMeasured: (measured: number) => Promise<void> | undefined;
}
/**
 * The first pass of a run whose images share a table: every image is decoded and counted, and the counts of those that share are
 * added. Sums of counts are the same in any order, so the tables are, too. Images that cannot be measured are left out; the second
 * pass says why.
 *
 * @throws {ImgparError} `unwritable`, if the statistics cannot be saved
 */
export declare function measureTogether(workers: WorkerGroup, { scope, saveStats, taskOf, onMeasured }: MeasureOptions): Promise<SharedStatistics>;
