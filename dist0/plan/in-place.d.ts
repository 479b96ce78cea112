import { type GatherOptions, type OnFound } from './gather.js';
import { type Plan } from './plan.js';
export interface InPlaceOptions extends GatherOptions {
    readonly sources: readonly string[];
    /** The folder that keeps the originals; false if none does. */
    readonly backupDir: string | false;
    /** The manifest, if the user named one: then paths start from its folder. */
    readonly manifest: string | undefined;
}
/**
 * Lists the files of the sources, each of which is its own result.
 *
 * @throws {ImgparError} `usage`, if a source is wrong, nothing is found, or two originals would have one name in the backup
 */
export declare function planInPlace(given: InPlaceOptions, onFound?: OnFound): Promise<Plan>;
