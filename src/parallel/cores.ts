import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import { type Cgroup, cgroupsOf, type ReadText, readText } from './cgroup.js';

/** The number of cores this process may really use, at least 1: those of its affinity mask, or fewer if a cgroup's CPU quota is lower. */
export function usableCores(): number {
  return Math.max(1, Math.min(availableParallelism(), cgroupCores(readText)));
}

/**
 * The number of cores that the CPU quotas of Linux control groups allow; `Infinity` without a quota.
 *
 * A quota of 1.5 cores counts as 2: with 1 worker a third of it would be idle, with 2 the kernel only makes them wait a little. (Linux,
 * Documentation/admin-guide/cgroup-v2.rst, "cpu.max"; cgroup-v1: cpu.cfs_quota_us, cpu.cfs_period_us.)
 */
export function cgroupCores(read: ReadText): number {
  const quotas = cgroupsOf('cpu', read).map((group) => quotaOf(group, read));
  return Math.ceil(Math.min(Number.POSITIVE_INFINITY, ...quotas));
}

/** Version 2 has `max 100000` or `150000 100000`: microseconds of CPU per period of microseconds. In version 1, -1 means no quota. */
function quotaOf({ version, folder }: Cgroup, read: ReadText): number {
  const textOf = (file: string) => (read(posix.join(folder, file)) ?? '').trim();
  const [quota, period] = version === 2 ? textOf('cpu.max').split(/\s+/) : [textOf('cpu.cfs_quota_us'), textOf('cpu.cfs_period_us')];
  return cores(Number(quota), Number(period));
}

/** Anything missing, `max` or otherwise not a number is no limit. */
function cores(quotaMicroseconds: number, periodMicroseconds: number): number {
  return quotaMicroseconds > 0 && periodMicroseconds > 0 ? quotaMicroseconds / periodMicroseconds : Number.POSITIVE_INFINITY;
}
