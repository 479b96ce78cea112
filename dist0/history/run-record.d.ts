import type { SkipReason } from '../events.js';
import type { ImageRecord } from '../record/image-record.js';
import type { FoundResult, InPlaceWork, Reviewed, Task, TaskResult } from '../worker/task.js';
import type { StaleReason } from './up-to-date.js';
/** Whether an image is to be done. */
export type Verdict = {
    readonly action: 'skip';
    readonly reason: SkipReason;
} | {
    readonly action: 'do';
    readonly task: Task;
};
/** What a run knows of earlier ones, and what later ones will know of it. */
export interface RunRecord {
    /** Whether something is recorded, so that workers have to tell what identifies the files. */
    readonly isKept: boolean;
    /** Lines of the manifest that say nothing, as they are broken; the images they told of are done again. */
    readonly damagedLines: number;
    /** What workers need where results take the place of their sources. */
    readonly inPlace?: InPlaceWork | undefined;
    /** Whether an image is to be done, by what is known of it. */
    judge(task: Task): Verdict;
    /** What is to be done with an image of which more has become known: its worker was lost, or it was found to be a result. */
    review(task: Task, found?: FoundResult): Reviewed;
    /** Why an image would be done; undefined if it is up to date. */
    whyStale(task: Task): StaleReason | undefined;
    recordOf(task: Task): ImageRecord | undefined;
    /** To be called before the first image is done. @throws {ImgparError} `usage`, if a run with other options is at work; `unwritable` */
    begin(): void;
    /** Adds what became of images. @throws {ImgparError} `unwritable` */
    note(results: readonly TaskResult[]): void;
    /** @throws {ImgparError} `unwritable`, if something could not be recorded */
    close(): void;
}
