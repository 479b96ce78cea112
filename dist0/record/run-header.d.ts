/** What a run writes above its lines. */
export interface RunHeader {
    /** The version of imgpar. */
    readonly imgpar: string;
    readonly manifest: typeof manifestVersion;
    /** The token of the run. */
    readonly run: string;
    readonly at: number;
    readonly fingerprint: string;
    /** All that the fingerprint names, in clear, and the versions that did it. */
    readonly decides: object;
    /** Names the manifest, for the marks in the folders it is in charge of: there in place only, and the same in every header. */
    readonly id?: string;
}
/** The version of the lines: raised when a field changes its meaning or goes, not when one is added. */
export declare const manifestVersion = 1;
/** What of a header matters to later runs. */
export interface Header {
    readonly run: string;
    readonly fingerprint: string;
    readonly id: string | undefined;
    /** The versions of what made the results below it, if it tells. */
    readonly versions: Versions | undefined;
}
export type Versions = Readonly<Record<string, string>>;
/** What a header says; undefined if it is broken. @throws {ImgparError} `usage`, if a later version may have given the lines another meaning */
export declare function headerIn(line: Uint8Array, path: string): Header | undefined;
