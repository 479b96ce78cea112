/** The SHA-256 of the result that a line tells of. */
export declare function resultIn(line: Buffer): string | undefined;
export declare function hashOfDigest(sha256: string): number;
/** Where the destination ends in a line that begins with one, its closing quote included. */
export declare function endOfDestination(line: Buffer): number | undefined;
