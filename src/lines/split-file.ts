import { ImgparError } from '../errors.js';
import { lookAt, type Streamed } from './source.js';
import type { ByteRange } from './window.js';

/** A part of a file for one reader. */
export interface FileRange extends ByteRange {
  /** Why there is only this part: the file can only be read from beginning to end. */
  readonly streamed?: Streamed;
}

/** The number of parts, or their size in bytes. */
export type SplitOptions = { readonly parts: number } | { readonly chunkBytes: number };

/**
 * Splits a file into ranges of bytes, which together hold each of its lines once, as a line belongs to where it begins. Reads nothing. An
 * empty file has no ranges, a small one fewer than `parts`; a pipe, or a file compressed by gzip or zstd, has one.
 *
 * @throws {ImgparError} `unreadable`; `usage`, unless the number of parts is an integer above 0
 */
export async function splitFile(path: string | URL, options: SplitOptions): Promise<FileRange[]> {
  const [name, wanted] = 'parts' in options ? ['parts', options.parts] : ['chunkBytes', options.chunkBytes];
  if (!Number.isSafeInteger(wanted) || wanted < 1)
    throw new ImgparError('usage', `${name}: expected a whole number of at least 1, received ${wanted}`);
  const { sizeBytes, streamed } = await lookAt(path);
  if (streamed) return [{ start: 0, end: Number.POSITIVE_INFINITY, streamed }];
  const count = 'parts' in options ? Math.min(wanted, sizeBytes) : Math.ceil(sizeBytes / wanted);
  const edge = (index: number) => ('parts' in options ? Math.round((sizeBytes / count) * index) : Math.min(sizeBytes, wanted * index));
  return Array.from({ length: count }, (_, index) => ({ start: edge(index), end: edge(index + 1) }));
}
