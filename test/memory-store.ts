import { ImgparError } from '../src/errors.js';
import type { Store, StoredFile } from '../src/storage/store.js';

/** A store that keeps files in memory and answers late, as a remote one would. Its locations begin with `mem:`. */
export function memoryStore(): Store {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly mtimeMs: number }>();
  const turn = () => new Promise(setImmediate);
  const find = (location: string) => {
    const found = files.get(location);
    if (!found) throw new ImgparError('unreadable', `cannot read: there is no ${location}`);
    return found;
  };
  return {
    async open(location): Promise<StoredFile> {
      await turn();
      const { bytes, mtimeMs } = find(location);
      const piece = async (offset: number, length: number) => {
        await turn();
        return bytes.slice(offset, offset + length);
      };
      const readAll: StoredFile['readAll'] = async (allocate = (length) => new Uint8Array(length)) => {
        await turn();
        const room = allocate(bytes.length);
        room.set(bytes);
        return room;
      };
      return { size: bytes.length, mtimeMs, head: (length) => piece(0, length), piece, readAll, close: () => {} };
    },
    async stat(location) {
      await turn();
      const found = files.get(location);
      return found && { isFile: true, size: found.bytes.length, mtimeMs: found.mtimeMs };
    },
    async list(folder) {
      await turn();
      const below = [...files.keys()].filter((location) => location.startsWith(`${folder}/`));
      return [...new Set(below.map((location) => location.slice(folder.length + 1).split('/')[0]!))];
    },
    async read(location) {
      await turn();
      return find(location).bytes.slice();
    },
    async write(location, parts, { traits }) {
      const copies: Uint8Array[] = [];
      for await (const part of parts) copies.push(Uint8Array.from(part));
      const mtimeMs = traits?.mtimeMs ?? Date.now();
      files.set(location, { bytes: new Uint8Array(Buffer.concat(copies)), mtimeMs });
      return { mtimeMs };
    },
    async exists(location) {
      await turn();
      return files.has(location);
    },
    async remove(location) {
      await turn();
      files.delete(location);
    },
  };
}
