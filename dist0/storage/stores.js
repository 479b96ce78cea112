import { readdirSync, rmSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { exists, look, openSource } from './file.js';
import { unwritable, writeAtomic, writePartsAtomic } from './write-atomic.js';
/** Files of this machine, and what is mounted on it. Answers at once. */
const fileStore = {
    open: (path) => openSource(path),
    stat: (path) => look(path, { throughLinks: true }),
    list(folder) {
        try {
            return readdirSync(folder);
        }
        catch {
            return [];
        }
    },
    read(path) {
        const file = openSource(path);
        try {
            return file.readAll();
        }
        finally {
            file.close();
        }
    },
    write: (path, parts, options) => Symbol.asyncIterator in parts ? writePartsAtomic(path, parts, options) : writeAtomic(path, parts, options),
    exists,
    remove(path) {
        try {
            rmSync(path, { force: true });
        }
        catch (error) {
            throw unwritable(path, error);
        }
    },
};
/** All stores, by the scheme that a location begins with. A further one is a file that implements `Store`, and a line here. */
export const stores = new Map([['file', fileStore]]);
/**
 * The store of a location: a path, or what begins with a scheme.
 *
 * @throws {ImgparError} `usage`, if there is no store for the scheme
 */
export function storeOf(location) {
    // One letter is a drive of Windows.
    const scheme = /^([a-z][a-z0-9+.-]+):/.exec(location)?.[1] ?? 'file';
    const store = stores.get(scheme);
    if (store)
        return store;
    throw new ImgparError('usage', `cannot reach ${location}: there is no store for ${scheme}:, expected one of: ${[...stores.keys()].join(', ')}`);
}
/** Whether a location is a path of this machine, so that calls on files may be used for it. */
export function isLocal(location) {
    return storeOf(location) === fileStore;
}
/** What the result has of its source, as far as the store of that knows it. */
export function traitsOf({ mode, mtimeMs }) {
    return { mtimeMs, ...(mode !== undefined && { mode: mode & 0o777 }) };
}
