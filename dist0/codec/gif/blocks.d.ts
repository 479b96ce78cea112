import { type Animation, type Header } from '../container.js';
import { type Metadata } from '../metadata.js';
/** A GIF file taken apart into its blocks. */
export interface GifFile extends Header {
    /** Shape of a pixel, as the header has it: 0 is unknown, n is (n + 15) / 64. */
    readonly aspect: number;
    /** How each frame is shown. */
    readonly frames: readonly GifFrame[];
    /** Comments and applications' blocks (profile, XMP, how often to play), whole, in their order. */
    readonly extensions: readonly Buffer[];
}
/** The block before a frame, if there is one: when the next frame comes, and what happens to this one then. */
export interface GifFrame {
    readonly control: {
        readonly flags: number;
        readonly delay: number;
    } | undefined;
}
/** Takes a GIF apart. One without its end, and one whose frames the decoder shows differently from others, is refused. */
export declare function parseGif(file: Buffer): GifFile;
/** How the frames follow each other; a GIF that does not say so is played once. */
export declare function gifAnimation({ frames, extensions }: GifFile): Animation;
/** What a GIF's blocks say, for writing another format. */
export declare function gifMetadata({ extensions }: GifFile): Metadata;
/** The file with its profile only, and how often it repeats. */
export declare function strippedGif(file: GifFile): GifFile;
