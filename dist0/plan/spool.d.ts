/**
 * Bytes that are appended, then read from anywhere: in memory while they are few, else in a temporary file that nobody else
 * sees and that is gone when the spool is closed, or the process dead (on Windows only when closed).
 */
export declare class Spool {
    #private;
    private readonly inMemory;
    /** Bytes appended so far. */
    size: number;
    constructor(inMemory?: number);
    /** The chunk is kept, not copied. Appends must not overlap. @throws {ImgparError} `unwritable` */
    append(chunk: Buffer): Promise<void>;
    /** `length` bytes from `offset` on, fewer at the end. */
    read(offset: number, length: number): Promise<Buffer>;
    close(): Promise<void>;
}
