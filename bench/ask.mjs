import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { measureMemory, measureTime } from './measure.mjs';

/**
 * The measured cost of a contestant, one value per round. A ratio compares a run with that of the first contestant just before it.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {number} images
 * @property {number} megapixels
 * @property {number[]} cpu seconds
 * @property {number[]} wall seconds
 * @property {number[]} cpuRatios
 * @property {number[]} wallRatios
 * @property {number | undefined} peakBytes
 * @property {number} writtenBytes
 * @property {string | undefined} failure why there are no figures
 */

/** A contestant is timed no longer than this per question, except for one run: a slow program would take the time of all others. */
const longestSeconds = 30;

/**
 * Runs every contestant once for its memory, which also warms the file cache, and then up to `rounds` times for its times. The first
 * contestant runs just before each of the others, so that a slow moment of the machine hits both.
 *
 * @param {readonly import('./questions.mjs').Contestant[]} contestants
 * @param {number} rounds
 * @param {string} outDir
 * @param {(what: string) => void} say
 * @returns {Promise<Row[]>}
 */
export async function ask(contestants, rounds, outDir, say) {
  const rows = contestants.map(emptyRow);
  const left = [];
  for (const [i, contestant] of contestants.entries()) {
    say(`memory of ${contestant.name}`);
    contestant.prepare?.();
    left.push(roundsThatFit(rounds, await watch(contestant, rows[i], outDir)));
  }
  // A single contestant is timed by itself.
  const others = contestants.length === 1 ? [0] : [...contestants.keys()].slice(1);
  for (let round = 1; round <= rounds; round++) {
    for (const i of others) {
      if (rows[0].failure || rows[i].failure || round > left[i]) continue;
      say(`round ${round}, ${contestants[i].name}`);
      const first = await time(contestants[0], rows[0], outDir);
      const cost = first && i > 0 ? await time(contestants[i], rows[i], outDir) : undefined;
      if (!cost) continue;
      rows[i].cpuRatios.push(cost.cpuSeconds / first.cpuSeconds);
      rows[i].wallRatios.push(cost.wallSeconds / first.wallSeconds);
    }
  }
  return rows;
}

/** @param {import('./questions.mjs').Contestant} contestant @returns {Row} */
function emptyRow({ name, images, megapixels }) {
  const times = { cpu: [], wall: [], cpuRatios: [], wallRatios: [] };
  return { name, images, megapixels, ...times, peakBytes: undefined, writtenBytes: 0, failure: undefined };
}

/** @param {number} rounds @param {number} seconds of one run */
const roundsThatFit = (rounds, seconds) => Math.max(1, Math.min(rounds, Math.round(longestSeconds / seconds)));

/** Runs once for memory and sizes. @returns {Promise<number>} wall seconds */
async function watch(contestant, row, outDir) {
  await freshFolder(outDir);
  const cost = await measureMemory(contestant.command(outDir));
  const sizes = await sizesIn(outDir);
  row.failure = cost.failure ?? shortfall(sizes, contestant.files) ?? escaped(cost);
  row.peakBytes = cost.peakBytes;
  row.writtenBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
  return cost.wallSeconds;
}

/** Runs once for the times; returns undefined if that failed. */
async function time(contestant, row, outDir) {
  await freshFolder(outDir);
  const cost = await measureTime(contestant.command(outDir));
  row.failure = cost.failure ?? shortfall(await sizesIn(outDir), contestant.files);
  if (row.failure) return undefined;
  row.cpu.push(cost.cpuSeconds);
  row.wall.push(cost.wallSeconds);
  return cost;
}

/** @param {string} folder */
async function freshFolder(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** The sizes of images, without what a program keeps besides. @param {string} folder */
async function sizesIn(folder) {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  return Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
}

/** Says if fewer files were written than asked for, or empty ones. @param {number[]} sizes @param {number} files */
function shortfall(sizes, files) {
  const written = sizes.filter((size) => size > 0).length;
  return written === files ? undefined : `wrote ${written} of ${files} files`;
}

/** Says if children ended that no parent waited for, whose time bash cannot know. */
function escaped({ cpuSeconds, seenCpuSeconds }) {
  return seenCpuSeconds > cpuSeconds * 1.03 + 0.2 ? `children used ${seenCpuSeconds} s that no parent waited for` : undefined;
}
