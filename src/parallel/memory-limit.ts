import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { posix } from 'node:path';

/** Bytes of memory that this process and its children may use: those of the machine, or fewer when a cgroup allows fewer. */
export function usableMemoryBytes(): number {
  return Math.min(totalmem(), cgroupMemoryBytes(readText));
}

/** The text of a file, or undefined where there is none. */
type ReadText = (path: string) => string | undefined;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not Linux, no cgroups, no such controller, or not ours to read: no limit is known.
    return undefined;
  }
}

/**
 * Bytes that Linux' control groups allow, `Infinity` without a limit.
 *
 * A group may not have more than its parents, so the smallest limit on the way up counts. In a container the names in
 * /proc/self/cgroup may be those of the host; then only the root is found, which there is the container's own group.
 * (Linux, Documentation/admin-guide/cgroup-v2.rst, "memory.max"; cgroup-v1/memory.rst, "memory.limit_in_bytes".)
 */
export function cgroupMemoryBytes(read: ReadText): number {
  const files = (read('/proc/self/cgroup') ?? '').trim().split('\n').flatMap(limitFiles);
  return Math.min(Number.POSITIVE_INFINITY, ...files.map((file) => bytesIn(read(file))));
}

/** `0::/user.slice` is version 2, `4:memory:/docker/1f` the memory controller of version 1; other controllers are of no interest. */
function limitFiles(line: string): string[] {
  const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
  if (id === undefined || controllers === undefined || path === undefined) return [];
  if (id === '0' && controllers === '') return selfAndParents(path).map((group) => posix.join('/sys/fs/cgroup', group, 'memory.max'));
  if (!controllers.split(',').includes('memory')) return [];
  return selfAndParents(path).map((group) => posix.join('/sys/fs/cgroup/memory', group, 'memory.limit_in_bytes'));
}

function selfAndParents(path: string): string[] {
  const normal = posix.normalize(path);
  return normal === '/' ? ['/'] : [normal, ...selfAndParents(posix.dirname(normal))];
}

/** `max`, a missing file, and what is no number of bytes are no limit; version 1 says "none" by a number beyond all memory. */
function bytesIn(text: string | undefined): number {
  const bytes = Number(text?.trim() || Number.NaN);
  return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}
