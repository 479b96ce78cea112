import type { CheckedOptions } from '../options/run-options.js';
import type { Versions } from '../record/run-header.js';
/**
 * Everything that decides the bytes of results, besides the images: versions, operation, encoding. Files that options name stand for
 * their content, not for their place, so it is the same on every machine. What is said counts as much as what is left to a default.
 *
 * Which codec `auto` comes to is not part of it: a run that goes on where there is no libjpeg-turbo does what is left, and nothing
 * anew. Each record says who made the result.
 */
export declare function decisionsOf({ operation, sharing, output }: CheckedOptions): Decisions;
export interface Decisions {
    readonly versions: Versions;
    readonly operation: object;
    readonly sharing: object;
    readonly encoding: object;
}
/**
 * Names the decisions: the same fingerprint and source give the same file, where the same versions and the same codec are at hand. Versions
 * are left out, as a new one is no reason to do everything again; headers of the manifest tell them. An option that comes with a later
 * version is left out while it has its default, or results of earlier versions would not be recognised.
 */
export declare function fingerprintOf({ versions: _, ...decisions }: Decisions): string;
/** What results of a format are to be made with; so another quality of JPEG says nothing of PNG. */
export interface Fingerprints {
    /** @param statisticsHash names the statistics that the image shares with others, if it does */
    of(format: string, statisticsHash?: string): string;
    /** Whether a fingerprint names the same; version 0.1.0 named the versions as well. */
    isCurrent(fingerprint: string, format: string, statisticsHash?: string): boolean;
}
/** @param formerVersions those that have made results with fingerprints of version 0.1.0 */
export declare function fingerprintsOf({ versions: _, ...decisions }: Decisions, formerVersions?: readonly Versions[]): Fingerprints;
