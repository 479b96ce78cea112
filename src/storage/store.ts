import type { Allocate, FileTraits, Found } from './file.js';
import type { WriteOptions, Written } from './write-atomic.js';

/** A value or a promise of one: a local disk answers at once, which is faster for small files; a remote store promises. */
type Soon<Value> = Value | Promise<Value>;

/**
 * Where images, masks and results are. `storeOf` chooses a store by the scheme of a location; `store.test.ts` checks all that each must do.
 * Faults are thrown as an `ImgparError`, with the system's error as cause if a retry may help.
 */
export interface Store {
  /** Opens a file for reading; close it afterwards. @throws {ImgparError} `unreadable` */
  open(location: string): Soon<StoredFile>;
  /** What exists there, following links; undefined if nothing does, or it may not be seen. */
  stat(location: string): Soon<Found | undefined>;
  /** The names in a folder, in any order; empty if it does not exist or cannot be listed. */
  list(folder: string): Soon<readonly string[]>;
  /** The whole content of a file. @throws {ImgparError} `unreadable` */
  read(location: string): Soon<Uint8Array>;
  /**
   * Makes a file appear whole or not at all, replacing an existing one. Makes missing folders.
   *
   * @param parts requested as they are written, and valid until the next one is requested; an error while making them is passed on, and
   * nothing appears
   * @throws {ImgparError} `unwritable`
   */
  write(location: string, parts: Parts, options: StoreWriteOptions): Soon<Written>;
  /** Whether anything exists there, readable or not. */
  exists(location: string): Soon<boolean>;
  /** Removes a file; a missing one is no error. @throws {ImgparError} `unwritable` */
  remove(location: string): Soon<void>;
}

/** Content in parts. */
export type Parts = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A file in a store, open for reading. */
export interface StoredFile extends Pick<FileTraits, 'mtimeMs'>, Partial<Pick<FileTraits, 'mode'>> {
  readonly size: number;
  /** Identify the file on its device, if the store has such. */
  readonly ino?: number;
  readonly dev?: number;
  /** The first `length` bytes, or fewer if the file is shorter. */
  head(length: number): Soon<Uint8Array>;
  /** Up to `length` bytes from an offset on. @param allocate may be asked for memory to put them into */
  piece(offset: number, length: number, allocate?: Allocate): Soon<Uint8Array>;
  /** The whole content. @param allocate where to put it; fresh memory by default */
  readAll(allocate?: Allocate): Soon<Uint8Array>;
  close(): Soon<void>;
}

/** A store ignores options that it cannot support, for instance without permissions or drafts. */
type StoreWriteOptions = Omit<WriteOptions, 'beforeAppearing'>;
