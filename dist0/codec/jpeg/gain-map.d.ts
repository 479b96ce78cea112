import { type Segment } from './markers.js';
/** What stands around the picture of a JPEG. */
interface Surroundings {
    readonly segments: readonly Segment[];
    /** What stands behind the picture. */
    readonly trailer: Buffer;
}
/** Whether there is an HDR gain map: of Android's Ultra HDR, of ISO 21496-1, or of Apple. */
export declare function hasGainMap({ segments, trailer }: Surroundings): boolean;
/** The same without gain map and without what points to it. A motion photo's video behind it stays. */
export declare function withoutGainMap({ segments, trailer }: Surroundings): Surroundings;
/** The same without the pictures behind the first and without the index of them. */
export declare function withoutFurtherPictures({ segments, trailer }: Surroundings): Surroundings;
export {};
