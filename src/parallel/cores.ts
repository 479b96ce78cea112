import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

/** Cores that this process may really use, at least 1: those of its affinity mask, or fewer when a cgroup's CPU quota allows fewer. */
export function usableCores(): number {
  return Math.max(1, Math.min(availableParallelism(), cgroupCores(readText)));
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
 * Cores that the CPU quotas of Linux' control groups allow, `Infinity` without a quota.
 *
 * A quota of 1.5 cores counts as 2: with 1 worker a third of it would lie idle, with 2 the kernel only makes them wait a little.
 * A group may not have more than its parents, so the smallest quota on the way up counts. In a container the names in
 * /proc/self/cgroup may be those of the host; then only the root is found, which there is the container's own group.
 * (Linux, Documentation/admin-guide/cgroup-v2.rst, "cpu.max"; cgroup-v1: cpu.cfs_quota_us, cpu.cfs_period_us.)
 */
export function cgroupCores(read: ReadText): number {
  const groups = (read('/proc/self/cgroup') ?? '').trim().split('\n').flatMap(parseGroup);
  const quotas = groups.flatMap((group) =>
    selfAndParents(group.path).map((path) => (group.version === 2 ? quotaV2(read, path) : quotaV1(read, path))),
  );
  return Math.ceil(Math.min(Number.POSITIVE_INFINITY, ...quotas));
}

interface Group {
  readonly version: 1 | 2;
  /** From the root of its hierarchy, with a leading slash. */
  readonly path: string;
}

/** `0::/user.slice` is version 2, `4:cpu,cpuacct:/docker/1f` the CPU controller of version 1; other controllers are of no interest. */
function parseGroup(line: string): Group[] {
  const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
  if (id === undefined || controllers === undefined || path === undefined) return [];
  if (id === '0' && controllers === '') return [{ version: 2, path }];
  return controllers.split(',').includes('cpu') ? [{ version: 1, path }] : [];
}

function selfAndParents(path: string): string[] {
  const normal = posix.normalize(path);
  return normal === '/' ? ['/'] : [normal, ...selfAndParents(posix.dirname(normal))];
}

/** `max 100000` or `150000 100000`: microseconds of CPU in each period of so many microseconds. */
function quotaV2(read: ReadText, path: string): number {
  const [quota, period] = (read(posix.join('/sys/fs/cgroup', path, 'cpu.max')) ?? '').trim().split(/\s+/);
  return cores(Number(quota), Number(period));
}

/** A quota of -1 means none. */
function quotaV1(read: ReadText, path: string): number {
  const folder = posix.join('/sys/fs/cgroup/cpu', path);
  return cores(Number(read(posix.join(folder, 'cpu.cfs_quota_us'))), Number(read(posix.join(folder, 'cpu.cfs_period_us'))));
}

/** What is no number, missing or `max` is no limit. */
function cores(quotaMicroseconds: number, periodMicroseconds: number): number {
  return quotaMicroseconds > 0 && periodMicroseconds > 0 ? quotaMicroseconds / periodMicroseconds : Number.POSITIVE_INFINITY;
}
