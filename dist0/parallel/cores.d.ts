import { type ReadText } from './cgroup.js';
/** Cores that this process may really use, at least 1: those of its affinity mask, or fewer when a cgroup's CPU quota allows fewer. */
export declare function usableCores(): number;
/**
 * Cores that the CPU quotas of Linux' control groups allow, `Infinity` without a quota.
 *
 * A quota of 1.5 cores counts as 2: with 1 worker a third of it would lie idle, with 2 the kernel only makes them wait a little.
 * (Linux, Documentation/admin-guide/cgroup-v2.rst, "cpu.max"; cgroup-v1: cpu.cfs_quota_us, cpu.cfs_period_us.)
 */
export declare function cgroupCores(read: ReadText): number;
