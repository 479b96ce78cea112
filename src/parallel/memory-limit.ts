import { totalmem } from 'node:os';
import { posix } from 'node:path';
import { type Cgroup, cgroupsOf, type ReadText, readText } from './cgroup.js';

/** The bytes of memory this process and its children may use: the machine's, or fewer if a cgroup allows fewer. */
export function usableMemoryBytes(): number {
  return Math.min(totalmem(), cgroupMemoryBytes(readText));
}

// `process.constrainedMemory()` would not do: it looks at the group of the process alone, and a limit may be set on any group above it.

/**
 * The bytes that Linux control groups allow; `Infinity` without a limit. (Linux, Documentation/admin-guide/cgroup-v2.rst, "memory.max";
 * cgroup-v1/memory.rst, "memory.limit_in_bytes".)
 */
export function cgroupMemoryBytes(read: ReadText): number {
  return Math.min(Number.POSITIVE_INFINITY, ...cgroupsOf('memory', read).map((group) => limitOf(group, read)));
}

/** `max`, a missing file, or anything else than a number of bytes is no limit; version 1 writes a number beyond all memory for none. */
function limitOf({ version, folder }: Cgroup, read: ReadText): number {
  const text = read(posix.join(folder, version === 2 ? 'memory.max' : 'memory.limit_in_bytes'))?.trim();
  const bytes = Number(text || Number.NaN);
  return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}
