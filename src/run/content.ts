import { sha256OfFile } from '../storage/hash.js';
import type { Task } from '../worker/task.js';

/** The SHA-256 of a file; undefined if it cannot be read. */
export function contentOf(path: string): string | undefined {
  try {
    return sha256OfFile(path);
  } catch {
    return undefined;
  }
}

/** Whether source and result have the same content as when the image was done. */
export function isContentAsRecorded({ source, destination, upToDateIf }: Task): boolean {
  return contentOf(source) === upToDateIf?.source && contentOf(destination) === upToDateIf?.result;
}
