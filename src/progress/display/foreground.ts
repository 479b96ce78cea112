// Node's modules are asked for where they are used, and not imported: bundles for pages hold this file, too.

/**
 * Whether this process may draw on the terminal. It may not while a shell runs it in the background, where the user types at a prompt. True
 * if unknown. Takes 15 µs on Linux, some milliseconds elsewhere.
 */
export function inForeground(): boolean {
  if (process.platform === 'win32') return true;
  const { group, foregroundGroup } = (process.platform === 'linux' ? groupsByProc() : undefined) ?? groupsByPs() ?? {};
  // Without a terminal of its own, or with one outside its container, a process sees no foreground group: -1 or 0.
  return group === undefined || foregroundGroup === undefined || foregroundGroup <= 0 || group === foregroundGroup;
}

interface Groups {
  readonly group?: number | undefined;
  readonly foregroundGroup?: number | undefined;
}

/** See proc_pid_stat(5). The program's name is in parentheses and may contain anything. */
function groupsByProc(): Groups | undefined {
  try {
    const stat = process.getBuiltinModule('node:fs').readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foregroundGroup] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { group, foregroundGroup };
  } catch {
    return undefined;
  }
}

function groupsByPs(): Groups | undefined {
  try {
    const text = process.getBuiltinModule('node:child_process').execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [group, foregroundGroup] = text.trim().split(/\s+/).map(Number);
    return { group, foregroundGroup };
  } catch {
    return undefined;
  }
}
