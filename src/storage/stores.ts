import { readdirSync, rmSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { exists, type FileTraits, look, openSource } from './file.js';
import type { Store, StoredFile } from './store.js';
import { unwritable, writeAtomic, writePartsAtomic } from './write-atomic.js';

/** Files of this machine and what is mounted on it. Answers at once. */
export const fileStore: Store = {
  open: (path) => openSource(path),
  stat: (path) => look(path, { throughLinks: true }),
  list(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
  read(path) {
    const file = openSource(path);
    try {
      return file.readAll();
    } finally {
      file.close();
    }
  },
  write: (path, parts, options) =>
    Symbol.asyncIterator in parts ? writePartsAtomic(path, parts, options) : writeAtomic(path, parts, options),
  exists,
  remove(path) {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      throw unwritable(path, error);
    }
  },
};

/** All stores, by the scheme that a location starts with. Another store is a file that implements `Store`, and a line here. */
export const stores = new Map<string, Store>([['file', fileStore]]);

/**
 * The store of a location, which is a path or starts with a scheme.
 *
 * @throws {ImgparError} `usage`, if there is no store for the scheme
 */
export function storeOf(location: string): Store {
  // Called three times per image, so the expression runs only if there is a colon. A single letter before it is a Windows drive.
  const scheme = (location.includes(':') && /^([a-z][a-z0-9+.-]+):/.exec(location)?.[1]) || 'file';
  const store = stores.get(scheme);
  if (store) return store;
  throw new ImgparError(
    'usage',
    `cannot open ${location}: imgpar has no store for ${scheme}:, expected one of: ${[...stores.keys()].join(', ')}`,
  );
}

/** The traits a result takes from its source, as far as the source's store knows them. */
export function traitsOf({ mode, mtimeMs }: Pick<StoredFile, 'mode' | 'mtimeMs'>): Partial<FileTraits> {
  return { mtimeMs, ...(mode !== undefined && { mode: mode & 0o777 }) };
}
