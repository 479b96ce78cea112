import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * The measured cost of one command.
 *
 * @typedef {object} Cost
 * @property {number} cpuSeconds user and system time of the command and of every descendant
 * @property {number} wallSeconds
 * @property {string | undefined} failure why the figures do not count; undefined when the command succeeded
 */

/** How often memory is sampled. Shorter peaks can be missed. */
const pollMs = 50;

/**
 * Runs a command and measures its time. Uses `time` of Bash, which is everywhere, has milliseconds and includes all children that were
 * waited for.
 *
 * @param {readonly string[]} command
 * @returns {Promise<Cost>}
 */
export function measureTime(command) {
  return timed(command).cost;
}

/**
 * Runs a command and watches the memory of its process tree. Watching costs time, so the times of such a run only serve to check that no
 * child escaped `measureTime`.
 *
 * @param {readonly string[]} command
 * @returns {Promise<Cost & { peakBytes: number | undefined, seenCpuSeconds: number }>} `peakBytes` is the largest sum of PSS (shared
 *   pages divided among those that share them); undefined without /proc
 */
export async function measureMemory(command) {
  const { child, cost } = timed(command);
  const tree = watchTree(child.pid);
  const { peakBytes, seenCpuSeconds } = await cost.finally(tree.stop).then(tree.seen);
  return { ...(await cost), peakBytes, seenCpuSeconds };
}

/** @param {readonly string[]} command */
function timed(command) {
  const script = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&4 >/dev/null; } 4>&1';
  const child = spawn('bash', ['-c', script, 'bench', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, cost: costOf(child) };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {Promise<Cost>}
 */
async function costOf(child) {
  const complaints = textOf(child.stdout);
  const times = textOf(child.stderr);
  const exitCode = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [wallSeconds = 0, user = 0, system = 0] = (await times).trim().split(/\s+/).map(Number);
  const failure = exitCode === 0 ? undefined : `exit ${exitCode}: ${reason(await complaints)}`;
  return { cpuSeconds: user + system, wallSeconds, failure };
}

/** @param {import('node:stream').Readable} stream */
async function textOf(stream) {
  let text = '';
  for await (const piece of stream) text = (text + piece).slice(-10_000);
  return text;
}

/** The line that names the error, or else the last one. @param {string} text */
function reason(text) {
  const lines = text.trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}

/**
 * Polls /proc for a process and its descendants. A process that was seen once stays in the tree even when its parent dies.
 *
 * @param {number | undefined} root
 */
function watchTree(root) {
  const known = new Set([root]);
  /** @type {Map<number, number>} */
  const cpuTicks = new Map();
  let peakBytes = 0;

  const look = () => {
    let bytes = 0;
    for (const { pid, ppid, ticks } of processes()) {
      if (!known.has(pid) && !known.has(ppid)) continue;
      known.add(pid);
      cpuTicks.set(pid, ticks);
      bytes += proportionalBytes(pid);
    }
    peakBytes = Math.max(peakBytes, bytes);
  };

  const timer = setInterval(look, pollMs);
  return {
    stop: () => clearInterval(timer),
    seen: () => ({
      peakBytes: peakBytes || undefined,
      seenCpuSeconds: [...cpuTicks.values()].reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond,
    }),
  };
}

/** USER_HZ, which is 100 on every current Linux. */
const ticksPerSecond = 100;

/** All processes, in the order of their ids, so usually parents before children; none without /proc. */
function* processes() {
  for (const name of listing('/proc')) {
    const pid = Number(name);
    if (!pid) continue;
    const stat = content(`/proc/${pid}/stat`);
    // The fields follow the program's name, which is in brackets and may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    yield { pid, ppid: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  }
}

/** @param {number} pid */
const proportionalBytes = (pid) => Number(content(`/proc/${pid}/smaps_rollup`).match(/^Pss:\s+(\d+)/m)?.[1] ?? 0) * 1024;

/** @param {string} folder */
function listing(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} file */
function content(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
