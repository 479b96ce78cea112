/**
 * Writes a file by which workers tell whether a content is that of a result: the first 8 bytes of each SHA-256, sorted. In memory they
 * would take as much in every worker.
 *
 * @param digests SHA-256 in hexadecimal
 */
export declare function writeKnownResults(path: string, digests: Iterable<string>): void;
/** Whether such a file names a content. It may do so wrongly once in 10^12 questions; who holds the manifest knows better. */
export declare class KnownResults {
    #private;
    constructor(path: string, count: number);
    has(sha256: string): boolean;
    close(): void;
}
