import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
/**
 * Whether the terminal is this process's to draw on. It is not while a shell runs the process in the background: there the user has a
 * prompt to type at. True where nobody can tell. Takes 15 µs on Linux, some milliseconds elsewhere.
 */
export function inForeground() {
    if (process.platform === 'win32')
        return true;
    const { group, foregroundGroup } = (process.platform === 'linux' ? groupsByProc() : undefined) ?? groupsByPs() ?? {};
    // Without a terminal of its own, or with one outside of its container, a process sees no group in the foreground: -1, or 0.
    return group === undefined || foregroundGroup === undefined || foregroundGroup <= 0 || group === foregroundGroup;
}
/** See proc_pid_stat(5). The name of the program stands in parentheses and may hold anything. */
function groupsByProc() {
    try {
        const stat = readFileSync('/proc/self/stat', 'latin1');
        const [, , group, , , foregroundGroup] = stat
            .slice(stat.lastIndexOf(')') + 2)
            .split(' ')
            .map(Number);
        return { group, foregroundGroup };
    }
    catch {
        return undefined;
    }
}
function groupsByPs() {
    try {
        const text = execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
        });
        const [group, foregroundGroup] = text.trim().split(/\s+/).map(Number);
        return { group, foregroundGroup };
    }
    catch {
        return undefined;
    }
}
