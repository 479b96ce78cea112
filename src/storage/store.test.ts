import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import type { Parts, Store } from './store.js';
import { storeOf, stores } from './stores.js';

// A line here tests another store in the same way.
stores.set('mem', memoryStore());

/** A folder of its own in each store, which does not exist yet. */
const folders: Record<string, () => string> = {
  'files of this machine': () => join(throwAwayFolder(), 'new'),
  'files in memory': () => `mem:${Math.random()}`,
};

const options = { owner: { token: 't', id: 1 } };
const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
const textOf = (content: Uint8Array) => Buffer.from(content).toString();

async function* late(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await new Promise(setImmediate);
    yield bytes(text);
  }
}

describe.each(Object.entries(folders))('%s', (_, newFolder) => {
  /** A store, a location in it, and a function that writes there. */
  function place(): { store: Store; folder: string; at: string; write: (parts: Parts) => Promise<unknown> } {
    const folder = newFolder();
    const at = `${folder}/deep/a.png`;
    const store = storeOf(at);
    return { store, folder, at, write: async (parts) => store.write(at, parts, options) };
  }

  test('return what was written, whole and in pieces', async () => {
    const { store, at, write } = place();
    await write([bytes('one '), bytes('two')]);
    expect(textOf(await store.read(at))).toBe('one two');
    const file = await store.open(at);
    expect(file.size).toBe(7);
    expect(textOf(await file.head(3))).toBe('one');
    expect(textOf(await file.head(100))).toBe('one two');
    expect(textOf(await file.piece(4, 100))).toBe('two');
    expect(textOf(await file.readAll())).toBe('one two');
    const room = new Uint8Array(100);
    expect(textOf(await file.readAll((length) => room.subarray(0, length)))).toBe('one two');
    expect(textOf(room.subarray(0, 7))).toBe('one two');
    await file.close();
  });

  test('take parts that are made as they are written', async () => {
    const { store, at, write } = place();
    await write(late('one ', 'two'));
    expect(textOf(await store.read(at))).toBe('one two');
  });

  test('report the size and time that writing did', async () => {
    const { store, at } = place();
    const { mtimeMs } = await store.write(at, [bytes('abc')], { ...options, traits: { mtimeMs: 1_500_000_000_000 } });
    expect(await store.stat(at)).toEqual({ isFile: true, size: 3, mtimeMs });
    const file = await store.open(at);
    expect(file.mtimeMs).toBe(mtimeMs);
    await file.close();
  });

  test('replace an existing file', async () => {
    const { store, at, write } = place();
    await write([bytes('old and long')]);
    await write([bytes('new')]);
    expect(textOf(await store.read(at))).toBe('new');
  });

  test('keep the existing file, and nothing else, when the parts cannot be made', async () => {
    const { store, folder, at, write } = place();
    const failing = async function* () {
      yield* late('half');
      throw new RangeError('no more');
    };
    await expect(write(failing())).rejects.toThrow('no more');
    expect(await store.exists(at)).toBe(false);
    await write([bytes('old')]);
    await expect(write(failing())).rejects.toThrow('no more');
    expect(textOf(await store.read(at))).toBe('old');
    expect(await store.list(`${folder}/deep`)).toEqual(['a.png']);
  });

  test('show one of two files written at the same time, whole', async () => {
    const { store, folder, at } = place();
    const write = async (id: number, text: string) => store.write(at, late(text, text), { owner: { token: 't', id } });
    await Promise.all([write(1, 'a'), write(2, 'b')]);
    expect(['aa', 'bb']).toContain(textOf(await store.read(at)));
    expect(await store.list(`${folder}/deep`)).toEqual(['a.png']);
  });

  test('report what does not exist', async () => {
    const { store, folder, at } = place();
    expect(await store.exists(at)).toBe(false);
    expect(await store.stat(at)).toBeUndefined();
    expect(await store.list(folder)).toEqual([]);
    await expect((async () => store.open(at))()).rejects.toMatchObject({ code: 'unreadable' });
    await expect((async () => store.read(at))()).rejects.toMatchObject({ code: 'unreadable' });
  });

  test('list the names in a folder', async () => {
    const { store, folder } = place();
    for (const name of ['b.png', 'a.png', 'deep/c.png']) await store.write(`${folder}/${name}`, [bytes(name)], options);
    expect([...(await store.list(folder))].sort()).toEqual(['a.png', 'b.png', 'deep']);
  });

  test('remove a file, and accept one that is gone', async () => {
    const { store, at, write } = place();
    await write([bytes('abc')]);
    await store.remove(at);
    expect(await store.exists(at)).toBe(false);
    await store.remove(at);
  });
});

test('a scheme without a store is refused by name', () => {
  expect(() => storeOf('ftp:host/a.png')).toThrow('imgpar has no store for ftp:, expected one of: file, mem');
});

test.runIf(process.platform === 'win32')('a drive letter is not a scheme', () => {
  expect(storeOf('C:\\a.png')).toBe(storeOf('/a.png'));
});
