import type { TaskResult } from '../worker/task.js';
/** A folder with copies of the images that failed of themselves, for looking at; the sources stay where they are. */
export declare class Quarantine {
    #private;
    /** @param destinationRoot below which results have the names that the copies have below `folder` */
    constructor(folder: string, destinationRoot: string);
    /** Copies the source of what failed, with the reason beside it. Never throws: a copy that fails is told with the failure. */
    admit(delivered: TaskResult): TaskResult;
}
