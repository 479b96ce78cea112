import { type FileTraits } from './file.js';
import type { Store, StoredFile } from './store.js';
/** All stores, by the scheme that a location begins with. A further one is a file that implements `Store`, and a line here. */
export declare const stores: Map<string, Store>;
/**
 * The store of a location: a path, or what begins with a scheme.
 *
 * @throws {ImgparError} `usage`, if there is no store for the scheme
 */
export declare function storeOf(location: string): Store;
/** Whether a location is a path of this machine, so that calls on files may be used for it. */
export declare function isLocal(location: string): boolean;
/** What the result has of its source, as far as the store of that knows it. */
export declare function traitsOf({ mode, mtimeMs }: Pick<StoredFile, 'mode' | 'mtimeMs'>): Partial<FileTraits>;
