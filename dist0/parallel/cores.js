import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import { cgroupsOf, readText } from './cgroup.js';
/** Cores that this process may really use, at least 1: those of its affinity mask, or fewer when a cgroup's CPU quota allows fewer. */
export function usableCores() {
    return Math.max(1, Math.min(availableParallelism(), cgroupCores(readText)));
}
/**
 * Cores that the CPU quotas of Linux' control groups allow, `Infinity` without a quota.
 *
 * A quota of 1.5 cores counts as 2: with 1 worker a third of it would lie idle, with 2 the kernel only makes them wait a little.
 * (Linux, Documentation/admin-guide/cgroup-v2.rst, "cpu.max"; cgroup-v1: cpu.cfs_quota_us, cpu.cfs_period_us.)
 */
export function cgroupCores(read) {
    const quotas = cgroupsOf('cpu', read).map((group) => quotaOf(group, read));
    return Math.ceil(Math.min(Number.POSITIVE_INFINITY, ...quotas));
}
/** In version 2 `max 100000` or `150000 100000`: microseconds of CPU in each period of so many microseconds. In version 1, -1 means no quota. */
function quotaOf({ version, folder }, read) {
    const textOf = (file) => (read(posix.join(folder, file)) ?? '').trim();
    const [quota, period] = version === 2 ? textOf('cpu.max').split(/\s+/) : [textOf('cpu.cfs_quota_us'), textOf('cpu.cfs_period_us')];
    return cores(Number(quota), Number(period));
}
/** What is no number, missing or `max` is no limit. */
function cores(quotaMicroseconds, periodMicroseconds) {
    return quotaMicroseconds > 0 && periodMicroseconds > 0 ? quotaMicroseconds / periodMicroseconds : Number.POSITIVE_INFINITY;
}
