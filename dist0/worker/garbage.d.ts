import type { Outcome } from './task.js';
/**
 * The files and pixels of past images, to which nobody refers any more. Node frees them when its own small heap fills up, which may be
 * hundreds of megabytes later; a budget of memory counts on them being gone. What codecs keep for the next image is no garbage.
 */
export declare class Garbage {
    #private;
    /** Tells of an image that is done, after which there may be enough to collect. @param grantedBytes memory that the next may take */
    expect(outcome: Outcome, grantedBytes: number): Promise<void>;
}
