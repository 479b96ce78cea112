import { totalmem } from 'node:os';
import { posix } from 'node:path';
import { cgroupsOf, readText } from './cgroup.js';
/** Bytes of memory that this process and its children may use: those of the machine, or fewer when a cgroup allows fewer. */
export function usableMemoryBytes() {
    return Math.min(totalmem(), cgroupMemoryBytes(readText));
}
/**
 * Bytes that Linux' control groups allow, `Infinity` without a limit.
 * (Linux, Documentation/admin-guide/cgroup-v2.rst, "memory.max"; cgroup-v1/memory.rst, "memory.limit_in_bytes".)
 */
export function cgroupMemoryBytes(read) {
    return Math.min(Number.POSITIVE_INFINITY, ...cgroupsOf('memory', read).map((group) => limitOf(group, read)));
}
/** `max`, a missing file, and what is no number of bytes are no limit; version 1 says "none" by a number beyond all memory. */
function limitOf({ version, folder }, read) {
    const text = read(posix.join(folder, version === 2 ? 'memory.max' : 'memory.limit_in_bytes'))?.trim();
    const bytes = Number(text || Number.NaN);
    return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}
