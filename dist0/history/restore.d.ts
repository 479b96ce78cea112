/** What became of an image that was equalised in place. */
export interface Restored {
    readonly source: string;
    /**
     * `restored`: the original is back, or would be in a dry run; `original`: it was there already; `changed`: somebody has changed the image
     * since, so it is left; `not-kept`: the backup does not hold the original; `failed`: it could not be written.
     */
    readonly state: 'restored' | 'original' | 'changed' | 'not-kept' | 'failed';
    /** Why it failed. */
    readonly reason?: string;
}
export interface RestoreOptions {
    /** Default: `.imgpar.jsonl` in the backup. */
    readonly manifest?: string | URL;
    /** Whether images are replaced, too, that were changed since. Default: false. */
    readonly force?: boolean;
    /** Whether nothing is written. Default: false. */
    readonly dryRun?: boolean;
}
/**
 * Brings the originals of images back that were equalised in place, each checked by its SHA-256, with owner, permissions, times and
 * attributes. The backup stays. When all are back, the images' folders are free for other runs.
 *
 * @param backup the folder that keeps the originals
 * @throws {ImgparError} `usage`, if there is no manifest, or a run is at work with it
 */
export declare function restore(backup: string | URL, options?: RestoreOptions): Generator<Restored>;
