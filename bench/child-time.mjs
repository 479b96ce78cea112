import { readFileSync } from 'node:fs';
import process from 'node:process';

/** CPU seconds of the living child processes; 0 without /proc. */
export function childSeconds() {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.map(secondsOf).reduce((sum, seconds) => sum + seconds, 0);
  } catch {
    return 0;
  }
}

function secondsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The fields follow the program's name, which is in brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
