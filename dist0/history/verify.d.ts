/** How a result stands to what the manifest says of it. */
export interface Verified {
    readonly destination: string;
    readonly state: 'intact' | 'missing' | 'changed' | 'unreadable';
}
export interface VerifyOptions {
    /** Default: `.imgpar.jsonl` in the destination. */
    readonly manifest?: string | URL;
}
/**
 * Reads every result that the manifest of a destination knows, and compares its content with what was written. Files that the manifest
 * does not know are none of its business.
 *
 * @throws {ImgparError} `usage`, if there is no manifest
 */
export declare function verify(destination: string | URL, options?: VerifyOptions): Generator<Verified>;
