import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { readDescriptor } from './reading.js';

/** What tells a state of a file from others without reading it whole: its size, its time, and the hash of blocks spread over it. */
export interface FileState {
  readonly bytes: number;
  /** In whole milliseconds, as not every file system keeps the fraction. */
  readonly mtimeMs: number;
  readonly sample: string;
}

/** @param descriptor of a regular file */
export function stateOf(descriptor: number, given: string): FileState {
  const { size, mtimeMs } = fstatSync(descriptor);
  const read = readDescriptor(descriptor, given);
  const hash = createHash('sha256');
  const block = Buffer.alloc(blockBytes);
  for (let at = 0; at < blocks; at++) {
    const position = Math.floor((Math.max(0, size - blockBytes) * at) / (blocks - 1));
    hash.update(block.subarray(0, read(block, 0, blockBytes, position)));
  }
  return { bytes: size, mtimeMs: Math.floor(mtimeMs), sample: hash.digest('hex') };
}

/** The identity of a list whose SHA-256 is known. */
export function identityOfText(sha256: string): string {
  return `sha256:${sha256}`;
}

/** The identity of a list of which nothing else is known. */
export function identityOfState({ bytes, mtimeMs, sample }: FileState): string {
  return `sampled:${createHash('sha256').update(`${bytes} ${mtimeMs} ${sample}`).digest('hex')}`;
}

/** Enough to notice what editors and tools change, in a few milliseconds on a network drive. */
const blocks = 16;
const blockBytes = 4096;
