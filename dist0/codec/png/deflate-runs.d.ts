/**
 * A zlib stream (RFC 1950 and 1951) that is written piece by piece. A piece of runs has a Huffman code of its own, and only runs of equal
 * bytes are shortened in it: what zlib's run-length strategy does, in a fraction of the time.
 */
export interface ZlibWriter {
    /** @param code of this very piece: its `runCode` */
    addRuns(piece: Uint8Array, code: RunCode): Uint8Array[];
    /** @param deflated the piece as blocks of DEFLATE that end at a whole byte, none of them the last one */
    addDeflated(piece: Uint8Array, deflated: Uint8Array): Uint8Array[];
    /** The end of the stream. */
    end(): Uint8Array[];
}
/** How a piece is coded as bytes and runs of equal bytes. */
export interface RunCode {
    /** Bits of the code of each symbol. */
    readonly lengths: Uint8Array;
    /** Of the whole piece, without what tells the code. */
    readonly bits: number;
}
/** The code in which a piece of 1 byte or more is shortest. */
export declare function runCode(piece: Uint8Array): RunCode;
/** Parts that are handed out belong to whoever asked for them. */
export declare function zlibWriter(): ZlibWriter;
