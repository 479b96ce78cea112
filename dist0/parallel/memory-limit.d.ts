import { type ReadText } from './cgroup.js';
/** Bytes of memory that this process and its children may use: those of the machine, or fewer when a cgroup allows fewer. */
export declare function usableMemoryBytes(): number;
/**
 * Bytes that Linux' control groups allow, `Infinity` without a limit.
 * (Linux, Documentation/admin-guide/cgroup-v2.rst, "memory.max"; cgroup-v1/memory.rst, "memory.limit_in_bytes".)
 */
export declare function cgroupMemoryBytes(read: ReadText): number;
