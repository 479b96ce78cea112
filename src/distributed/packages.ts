import { usage } from '../errors.js';
import { packagesOf } from '../installed.js';

/** What a queue needs beside imgpar; users install it themselves, as a run on one machine does not need it. */
export type QueuePackage = 'bullmq' | 'ioredis' | 'pg';

/** The oldest version that wakes after every outage of its server (bullmq#4585), and the oldest of the others that it works with. */
const oldest: Readonly<Record<QueuePackage, string>> = { bullmq: '6.7.0', ioredis: '5.0.0', pg: '8.0.0' };

/**
 * Loads packages that are not installed with imgpar.
 *
 * @param needed all that this queue needs, the one to load first
 * @throws {ImgparError} `usage`, if one of them is missing or too old, with the command that installs them
 */
export function queuePackage(...needed: readonly [QueuePackage, ...QueuePackage[]]): unknown {
  const require = packagesOf(import.meta.url);
  for (const name of needed) {
    const version = versionOf(require, name);
    if (version !== undefined && isAtLeast(version, oldest[name])) continue;
    const finding = version === undefined ? 'is not installed' : `is version ${version}`;
    throw usage(`--queue needs ${name} ${oldest[name]} or newer, which ${finding}; install it: ${installLine(needed)}`);
  }
  return require(needed[0]);
}

function installLine(needed: readonly QueuePackage[]): string {
  const all = ['bullmq', ...needed].filter((name, index, names) => names.indexOf(name) === index);
  return `npm install ${all.map((name) => (name === 'bullmq' ? `bullmq@^${oldest.bullmq}` : name)).join(' ')}`;
}

function versionOf(require: NodeJS.Require, name: QueuePackage): string | undefined {
  try {
    const { version } = require(`${name}/package.json`) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function isAtLeast(version: string, least: string): boolean {
  const [given, wanted] = [version, least].map((text) => text.split('.').map(Number.parseFloat)) as [number[], number[]];
  const differs = wanted.findIndex((part, index) => part !== given[index]);
  return differs < 0 || given[differs]! > wanted[differs]!;
}
