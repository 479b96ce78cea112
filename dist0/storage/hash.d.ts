import { type SourceFile } from './file.js';
/** The SHA-256 of bytes, in hexadecimal. */
export declare function sha256(bytes: Uint8Array | string): string;
/** The same of bytes in parts. */
export declare function sha256OfParts(parts: readonly Uint8Array[]): string;
/** The SHA-256 of the content of a regular file, read piece by piece. @throws {ImgparError} `unreadable` */
export declare function sha256OfFile(path: string): string;
/** The same of a file that is open. */
export declare function sha256OfSource(file: SourceFile): string;
/** The SHA-256 of a file in any store. @throws {ImgparError} `unreadable` */
export declare function sha256In(location: string): Promise<string>;
/** Hands parts on, and tells their length and SHA-256 when all have passed. */
export declare function stamped(parts: AsyncIterable<Uint8Array>, onEnd: (stamp: {
    readonly size: number;
    readonly sha256: string;
}) => void): AsyncGenerator<Uint8Array>;
