import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Reads a file as text; undefined if there is none. */
export type ReadText = (path: string) => string | undefined;

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not Linux, no cgroups, no such controller, or no permission: no limit is known.
    return undefined;
  }
}

/** A folder of a Linux control group, whose limits are files. */
export interface Cgroup {
  /** 2: one hierarchy for everything; 1: one per controller. The files differ in name and content. */
  readonly version: 1 | 2;
  readonly folder: string;
}

/**
 * The control groups that limit this process for a controller: its own and all above it, as a group may not have more than its parents. In
 * a container, /proc/self/cgroup may show names of the host; then only the root is found, which is the container's own group. (Linux,
 * Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/cgroups.rst.)
 *
 * @param controller `cpu` or `memory`
 */
export function cgroupsOf(controller: string, read: ReadText): Cgroup[] {
  const lines = (read('/proc/self/cgroup') ?? '').trim().split('\n');
  return lines.flatMap((line) => groupsIn(line, controller));
}

/** `0::/user.slice` is version 2, `4:cpu,cpuacct:/docker/1f` lists controllers of version 1. */
function groupsIn(line: string, controller: string): Cgroup[] {
  const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
  if (id === undefined || controllers === undefined || path === undefined) return [];
  if (id === '0' && controllers === '') return foldersFor('/sys/fs/cgroup', path).map((folder) => ({ version: 2, folder }));
  if (!controllers.split(',').includes(controller)) return [];
  return foldersFor(`/sys/fs/cgroup/${controller}`, path).map((folder) => ({ version: 1, folder }));
}

function foldersFor(hierarchy: string, path: string): string[] {
  return selfAndParents(posix.normalize(path)).map((group) => posix.join(hierarchy, group));
}

function selfAndParents(path: string): string[] {
  return path === '/' ? ['/'] : [path, ...selfAndParents(posix.dirname(path))];
}
