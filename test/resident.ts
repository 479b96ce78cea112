import { readdirSync, readFileSync } from 'node:fs';

/** The highest total resident memory of a process and its descendants until the promise settles, in bytes. Linux only. */
export async function peakResidentBytes(pid: number, until: Promise<unknown>): Promise<number> {
  let [peak, isOver] = [0, false];
  const over = until.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(
      peak,
      processesBelow(pid).reduce((sum, each) => sum + residentBytes(each), 0),
    );
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  return peak;
}

function processesBelow(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processesBelow)];
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => numbersIn(readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')));
  } catch {
    // It has just ended.
    return [];
  }
}

function numbersIn(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number);
}

function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
