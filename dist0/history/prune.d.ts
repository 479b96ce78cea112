import type { RunEvent, Withheld } from '../events.js';
import type { Plan } from '../plan/plan.js';
import type { DoneRecord } from '../record/image-record.js';
import { Manifest } from '../record/manifest.js';
/** What pruning comes to: results that go, and those that stay although their sources were not found. */
export interface Pruning {
    readonly orphans: readonly DoneRecord[];
    readonly withheld: readonly Withheld[];
}
/**
 * Finds the results that a manifest knows whose sources are gone: those below the sources of a plan, and that still hold what imgpar
 * wrote. A source is gone when a folder that was read shows it; where nothing can be seen, the results stay.
 *
 * @param any whether it matters how many there are
 */
export declare function pruningOf(manifest: Manifest, { destinationRoot, sourceRoots }: Plan, any: boolean): Pruning;
/** Removes the orphans of a plan, and says so in the manifest. @returns what happens, as it does */
export declare function prune(path: string, planned: Plan, any: boolean): Generator<RunEvent>;
