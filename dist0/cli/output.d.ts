import type { Writable } from 'node:stream';
/** A stream for data that knows whether everything written to it has arrived. */
export declare class Output {
    #private;
    readonly stream: Writable;
    /** @param name what messages call it */
    constructor(stream: Writable, name: string);
    /**
     * Writes a text and waits for it, so that nothing piles up for a slow reader. A reader that has left, as `head` does, has seen
     * enough: that is no fault.
     *
     * @returns whether somebody still reads
     * @throws {ImgparError} `unwritable`, if the text cannot be written
     */
    write(text: string): Promise<boolean>;
    /**
     * The same for texts of which none may be lost: a reader that has left is a fault, too. Waits for all that was written to the stream.
     *
     * @throws {ImgparError} `unwritable`, if something did not arrive
     */
    requireDelivery(): Promise<void>;
}
