import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
export function readText(path) {
    try {
        return readFileSync(path, 'utf8');
    }
    catch {
        // Not Linux, no cgroups, no such controller, or not ours to read: no limit is known.
        return undefined;
    }
}
/**
 * The control groups that limit this process in what a controller controls: its own and all above it, as a group may not have more than
 * its parents. In a container the names in /proc/self/cgroup may be those of the host; then only the root is found, which there is the
 * container's own group. (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/cgroups.rst.)
 *
 * @param controller `cpu` or `memory`
 */
export function cgroupsOf(controller, read) {
    const lines = (read('/proc/self/cgroup') ?? '').trim().split('\n');
    return lines.flatMap((line) => groupsIn(line, controller));
}
/** `0::/user.slice` is version 2, `4:cpu,cpuacct:/docker/1f` controllers of version 1. */
function groupsIn(line, controller) {
    const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (id === undefined || controllers === undefined || path === undefined)
        return [];
    if (id === '0' && controllers === '')
        return foldersFor('/sys/fs/cgroup', path).map((folder) => ({ version: 2, folder }));
    if (!controllers.split(',').includes(controller))
        return [];
    return foldersFor(`/sys/fs/cgroup/${controller}`, path).map((folder) => ({ version: 1, folder }));
}
function foldersFor(hierarchy, path) {
    return selfAndParents(posix.normalize(path)).map((group) => posix.join(hierarchy, group));
}
function selfAndParents(path) {
    return path === '/' ? ['/'] : [path, ...selfAndParents(posix.dirname(path))];
}
