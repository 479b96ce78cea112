import type { MemoryNeed } from '../codec/memory.js';
import type { ResolvedOperation } from '../pixels/equalize.js';
import type { ImageShape } from '../pixels/raster.js';
/** What is done to an image besides what its operation says. */
export interface Extras {
    readonly autoOrient: boolean;
    readonly masked: boolean;
}
/** Memory that one image takes at its peak: its file, its samples, and the largest of what reading, changing and writing take. */
export declare function peakBytesOf(fileBytes: number, need: MemoryNeed, operation: ResolvedOperation, { autoOrient, masked }: Extras): number;
/** What changing the samples takes besides them. */
export declare function changeBytesOf(shape: ImageShape, operation: ResolvedOperation, hasMask: boolean): number;
/** Unwinds to whoever was granted memory: at its peak, an image takes more. */
export declare class NeedsMemory extends Error {
    readonly peakBytes: number;
    readonly isLeast: boolean;
    /** @param isLeast whether it is known only that it takes so much or more */
    constructor(peakBytes: number, isLeast: boolean);
}
/** @throws {NeedsMemory} */
export declare function requireGrant(peakBytes: number, grantedBytes: number, isLeast?: boolean): void;
