import type { FileTraits, Found, RoomFor } from './file.js';
import type { WriteOptions, Written } from './write-atomic.js';
/** A value, or the promise of one: a disk at hand answers at once, which is faster for small files; what is far away promises. */
type Soon<Value> = Value | Promise<Value>;
/**
 * Where images, masks and results are. `storeOf` chooses one by how a location begins; `store.test.ts` tells all that any of them has to
 * hold. Whatever cannot be done is thrown as an `ImgparError`, with the error of the system as its cause where trying again may help.
 */
export interface Store {
    /** Opens a file for reading; to be closed. @throws {ImgparError} `unreadable` */
    open(location: string): Soon<StoredFile>;
    /** What is found there, links followed; undefined if nothing is, or it may not be seen. */
    stat(location: string): Soon<Found | undefined>;
    /** The names in a folder, in any order; none if there is no such folder, or it cannot be listed. */
    list(folder: string): Soon<readonly string[]>;
    /** The whole content of a file. @throws {ImgparError} `unreadable` */
    read(location: string): Soon<Uint8Array>;
    /**
     * Makes a file appear whole or not at all, in the place of what stood there. Folders that are missing are made.
     *
     * @param parts are asked for as they are written; what making them throws is thrown, and nothing appears
     * @throws {ImgparError} `unwritable`
     */
    write(location: string, parts: Parts, options: StoreWriteOptions): Soon<Written>;
    /** Whether anything stands there, readable or not. */
    exists(location: string): Soon<boolean>;
    /** Removes a file; that there is none is no fault. @throws {ImgparError} `unwritable` */
    remove(location: string): Soon<void>;
}
/** Content in parts. */
export type Parts = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
/** A file in a store, open for reading. */
export interface StoredFile extends Pick<FileTraits, 'mtimeMs'>, Partial<Pick<FileTraits, 'mode'>> {
    readonly size: number;
    /** Name the file on its device, where the store has such. */
    readonly ino?: number;
    readonly dev?: number;
    /** The first `length` bytes, or fewer where the file ends. */
    head(length: number): Soon<Uint8Array>;
    /** Up to `length` bytes from an offset on. */
    piece(offset: number, length: number): Soon<Uint8Array>;
    /** The whole content. @param roomFor where to put it; by default memory is fresh */
    readAll(roomFor?: RoomFor): Soon<Uint8Array>;
    close(): Soon<void>;
}
/** Those that a store cannot heed, as it has no permissions or drafts, it leaves aside. */
type StoreWriteOptions = Omit<WriteOptions, 'beforeAppearing'>;
export {};
