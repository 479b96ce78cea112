import { basename, dirname, join } from 'node:path';
import { ImgparError } from '../errors.js';
import { canonicalPath, realPathIfAny, remembered } from './canonical.js';
import { fold, type NameFolding } from './case-folding.js';
import { DuplicateTexts, hashOf } from './duplicates.js';
import { blocksOf, entriesOf, type ListEntry, type TaskList } from './list.js';
import type { ResolvedSource } from './sources.js';

/** Where the results of a list go. */
export interface Results {
  /** Absolute folder that holds them all. */
  readonly root: string;
  /** Which names the disk of that folder considers the same. */
  readonly folding: NameFolding;
  /** Absolute path of the result of an entry. */
  readonly pathOf: (entry: ListEntry) => string;
  /** A path as the user would write it. Default: unchanged. */
  readonly shown?: (path: string) => string;
}

/**
 * Refuses a list in which two sources would become the same file.
 *
 * @returns the numbers of superfluous entries, where two arguments of the user lead to the same file by the same name
 * @throws {ImgparError} `usage`, naming both sources and their common destination
 */
export async function refuseCollisions(list: TaskList, results: Results, signal?: AbortSignal): Promise<NumberSet> {
  const superfluous = new NumberSet();
  const items = async function* () {
    for await (const [number, entry] of entriesOf(list, signal)) {
      if (!entry.kind) yield { key: fold(results.pathOf(entry), results.folding), number, entry };
    }
  };
  await forEachRepeat(items, list.length, (first, again) => {
    if (again.entry.source !== first.entry.source) throw collision(first.entry, again.entry, results);
    // Whether a file was named decides what is said if it is not an image.
    const [kept, dropped] = again.entry.named ? [again, first] : [first, again];
    superfluous.add(dropped.number);
    return kept;
  });
  return superfluous;
}

/**
 * Refuses a list in which a result would overwrite its own source or another one. Follows links on the way to either.
 *
 * @throws {ImgparError} `usage`, naming the source that would be lost
 */
export async function refuseOverwriting(
  list: TaskList,
  results: Results,
  sources: readonly ResolvedSource[],
  signal?: AbortSignal,
): Promise<void> {
  const resultKeyOf = resultKeys(results, sources);
  const sourceKeyOf = sourceKeys(results.folding, sources);
  if (!(await anyResultAmongSources(list, resultKeyOf, sourceKeyOf, results, signal))) return;
  const items = async function* () {
    for await (const [, entry] of entriesOf(list, signal)) {
      yield { key: await sourceKeyOf(entry), role: 'source', entry };
      const key = entry.kind ? undefined : await resultKeyOf(entry);
      if (key !== undefined) yield { key, role: 'result', entry };
    }
  };
  await forEachRepeat(items, list.length * 2, (first, again) => {
    if (first.role === again.role) return first;
    const [result, source] = first.role === 'result' ? [first, again] : [again, first];
    throw overwriting(result.entry, source.entry, results);
  });
}

/** A set of whole numbers, with one bit for each up to the largest. */
export class NumberSet {
  size = 0;
  #bits = new Uint8Array(0);

  add(number: number): void {
    if (this.has(number)) return;
    const byte = Math.floor(number / 8);
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(1024, byte * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[byte]! |= 1 << (number % 8);
    this.size += 1;
  }

  has(number: number): boolean {
    return ((this.#bits[Math.floor(number / 8)] ?? 0) & (1 << (number % 8))) !== 0;
  }
}

/**
 * Calls `onRepeat` for every item whose key an earlier item had, together with that item. It returns the one of the two to compare further
 * items with. Reads all items once for their hashes, and again if some may be equal.
 */
async function forEachRepeat<Item extends { readonly key: string }>(
  items: () => AsyncIterable<Item>,
  expected: number,
  onRepeat: (first: Item, again: Item) => Item,
): Promise<void> {
  const keys = new DuplicateTexts(expected);
  try {
    for await (const { key } of items()) await keys.add(key);
    for await (const hashes of keys.repeated()) {
      const seen = new Map<string, Item>();
      for await (const item of items()) {
        if (!hashes.has(hashOf(item.key))) continue;
        const first = seen.get(item.key);
        seen.set(item.key, first ? onRepeat(first, item) : item);
      }
    }
  } finally {
    await keys.close();
  }
}

/** What two entries have in common if they mean the same place; at once, if it is known. */
type KeyOf<Key> = (entry: ListEntry) => Key | Promise<Key>;

/** Gives the place of an entry's source, with links resolved. A link that was named is followed; one that was found is not. */
function sourceKeys(folding: NameFolding, sources: readonly ResolvedSource[]): KeyOf<string> {
  const named = new Map(sources.filter(({ type }) => type === 'file').map(({ path, canonical }) => [path, canonical]));
  const folderOf = remembered(canonicalPath);
  return async ({ source }) => fold(named.get(source) ?? join(await folderOf(dirname(source)), basename(source)), folding);
}

/** Gives the place of an entry's result, with links resolved; undefined if no source can be there. */
function resultKeys({ pathOf, folding }: Results, sources: readonly ResolvedSource[]): KeyOf<string | undefined> {
  const mayHoldSources = territoryOf(sources);
  const folderOf = remembered(async (folder) => {
    // In a folder that does not exist yet, there is nothing to overwrite.
    const real = await realPathIfAny(folder);
    return { real: real !== undefined && mayHoldSources(real) ? real : undefined };
  });
  return (entry) => {
    const path = pathOf(entry);
    const keyIn = ({ real }: { readonly real: string | undefined }) =>
      real === undefined ? undefined : fold(join(real, basename(path)), folding);
    const folder = folderOf(dirname(path));
    return 'then' in folder ? folder.then(keyIn) : keyIn(folder);
  };
}

/** Whether a folder may hold a source: it lies in a given folder or holds a given file. A list may name files anywhere. */
function territoryOf(sources: readonly ResolvedSource[]): (folder: string) => boolean {
  if (sources.some(({ type }) => type === 'list')) return () => true;
  const withAllBelow = new Set(sources.filter(({ type }) => type !== 'file').map(({ canonical }) => canonical));
  const ofFiles = new Set(sources.filter(({ type }) => type === 'file').map(({ canonical }) => dirname(canonical)));
  const isBelow = (folder: string): boolean => withAllBelow.has(folder) || (dirname(folder) !== folder && isBelow(dirname(folder)));
  return (folder) => ofFiles.has(folder) || isBelow(folder);
}

/** Usually there is none, and one pass over the list is enough. */
async function anyResultAmongSources(
  list: TaskList,
  resultKeyOf: KeyOf<string | undefined>,
  sourceKeyOf: KeyOf<string>,
  results: Results,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let any = false;
  for await (const block of blocksOf(list, signal))
    for (const entry of block) {
      if (entry.kind) continue;
      const asked = resultKeyOf(entry);
      const key = typeof asked === 'object' ? await asked : asked;
      if (key === undefined) continue;
      if (key === (await sourceKeyOf(entry))) throw overwriting(entry, entry, results);
      any = true;
    }
  return any;
}

function collision(first: ListEntry, again: ListEntry, { pathOf, shown = (path) => path }: Results): ImgparError {
  const [path, otherPath] = [pathOf(first), pathOf(again)];
  const what = `${shown(first.source)} and ${shown(again.source)} would both be written to ${shown(path)}`;
  if (path !== otherPath)
    return new ImgparError('usage', `${what}, because this disk treats ${basename(otherPath)} as the same name; rename one of them`);
  if (first.relative !== again.relative)
    return new ImgparError('usage', `${what}; keep their formats, or write them to different output folders`);
  return new ImgparError('usage', `${what}; write them to different output folders`);
}

function overwriting(result: ListEntry, source: ListEntry, { shown = (path) => path }: Results): ImgparError {
  const whose = result.source === source.source ? 'its own result' : `the result of ${shown(result.source)}`;
  return new ImgparError('usage', `the source ${shown(source.source)} would be overwritten by ${whose}; choose another output folder`);
}
