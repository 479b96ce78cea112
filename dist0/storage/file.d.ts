/** Gives memory of so many bytes. */
export type RoomFor = (bytes: number) => Uint8Array;
/** What a file has besides its content and name. */
export interface FileTraits {
    /** Permissions, 0..0o7777. */
    readonly mode: number;
    /** When the content last changed, in milliseconds since the epoch, with a fraction. */
    readonly mtimeMs: number;
    /** User and group that own it; 0 on Windows. */
    readonly uid: number;
    readonly gid: number;
}
/** A regular file, open for reading. */
export interface SourceFile extends FileTraits {
    readonly descriptor: number;
    readonly size: number;
    /** Names the file on its device, whatever it is called. */
    readonly ino: number;
    readonly dev: number;
    /** Names that it has. */
    readonly links: number;
    /** The first `length` bytes, or fewer where the file ends. */
    head(length: number): Uint8Array;
    /** Up to `length` bytes from an offset on. */
    piece(offset: number, length: number): Uint8Array;
    /**
     * The whole content.
     *
     * @param roomFor gives memory of so many bytes; by default it is fresh
     * @throws {ImgparError} `too-large`, if it is 2 GiB or more; `unreadable`
     */
    readAll(roomFor?: RoomFor): Uint8Array;
    close(): void;
}
/**
 * Opens a regular file. Pipes, devices and folders are refused, not waited for.
 *
 * @param throughLink whether a link is followed. Default: true
 * @throws {ImgparError} `unreadable`
 */
export declare function openSource(path: string, { throughLink }?: {
    throughLink?: boolean | undefined;
}): SourceFile;
/** Whether anything stands at a path: a file, a folder, or a link, dangling or not. */
export declare function exists(path: string): boolean;
export interface Found {
    /** Whether it is a regular file. */
    readonly isFile: boolean;
    readonly size: number;
    readonly mtimeMs: number;
}
/** What is found at a path, by default of a link the link itself; undefined if nothing is, or it may not be seen. */
export declare function look(path: string, { throughLinks }?: {
    throughLinks?: boolean | undefined;
}): Found | undefined;
/** Whether two paths lead to one file. Of a link, the link itself counts. */
export declare function isSameFile(path: string, other: string): boolean;
/** Removes a file. @throws what the system says, also if there is none */
export declare function removeFile(path: string): void;
