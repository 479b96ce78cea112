/** The text of a file, or undefined where there is none. */
export type ReadText = (path: string) => string | undefined;
export declare function readText(path: string): string | undefined;
/** A folder of Linux' control groups, in which its limits are files. */
export interface Cgroup {
    /** 2: one hierarchy for everything; 1: one for each controller. The files differ in name and content. */
    readonly version: 1 | 2;
    readonly folder: string;
}
/**
 * The control groups that limit this process in what a controller controls: its own and all above it, as a group may not have more than
 * its parents. In a container the names in /proc/self/cgroup may be those of the host; then only the root is found, which there is the
 * container's own group. (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/cgroups.rst.)
 *
 * @param controller `cpu` or `memory`
 */
export declare function cgroupsOf(controller: string, read: ReadText): Cgroup[];
