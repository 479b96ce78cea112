import { resolve } from 'node:path';
import { ImgparError } from '../errors.js';
import { ByteList } from '../lists/byte-list.js';
import { indexList } from '../lists/write-list.js';
import type { RunOptions } from '../options/run-options.js';
import { look } from '../storage/file.js';
import { cutRanges } from './cut.js';
import { describeRun } from './describe.js';
import type { QueueServer, RunDescription } from './queue-server.js';

export interface Submitted {
  readonly description: RunDescription;
  readonly ranges: number;
  /** An estimate, if the list has no index. */
  readonly lines: number;
}

/**
 * Lets the workers of a server do the files of a list. What was submitted before is not added again, so this may be repeated: after a server
 * has lost its memory, too.
 *
 * @param options those of a run, with one list
 * @param images in each range. Default: what takes about a minute, and less at the end
 * @throws {ImgparError} `usage`
 */
export async function submit(server: QueueServer, options: RunOptions, images?: number): Promise<Submitted> {
  const list = await openIndexed(String([options.lists].flat()[0]));
  try {
    if (list.copiedFrom !== undefined)
      throw new ImgparError('usage', `${list.given} cannot be read in parts by other machines; make a list of it with imgpar list`);
    const { lineBytes, imageBytes } = await looks(list);
    const ranges = cutRanges(list.sizeBytes, (images ?? imagesInAMinute(imageBytes)) * lineBytes, images !== undefined);
    const description = await describeRun(options, list, ranges.length);
    await server.addRun(description);
    await server.queue(description.run).add(ranges);
    return { description, ranges: ranges.length, lines: list.lines ?? Math.round(list.sizeBytes / lineBytes) };
  } finally {
    list.close();
  }
}

/** The list with the SHA-256 of its text, which is taken only once, and tells it from any other on every machine. */
async function openIndexed(given: string): Promise<ByteList> {
  const list = await ByteList.open(given);
  if (list.lines !== undefined || list.copiedFrom !== undefined) return list;
  try {
    await indexList(given);
  } catch (error) {
    // Where nothing can be written beside it, its size, its time and samples tell it from others.
    if (error instanceof ImgparError && error.code === 'unwritable') return list;
    list.close();
    throw error;
  }
  list.close();
  return ByteList.open(given);
}

/**
 * Images of this size that 8 cores do in a minute, all formats considered: measured, a core takes some 1.5 ms for an image, and 30 ms for
 * each megabyte of it. Nothing depends on it but how long a range takes.
 */
function imagesInAMinute(imageBytes: number): number {
  const seconds = 0.0015 + (imageBytes / 1e6) * 0.03;
  return Math.max(1, Math.floor((8 * 60) / seconds));
}

/** How many places of the list are looked at. */
const places = 16;
const placeBytes = 4096;
const mostSized = 64;

/** How long its lines are, and how large its files: the same whenever the same list is looked at. */
async function looks(list: ByteList): Promise<{ lineBytes: number; imageBytes: number }> {
  let [lines, bytes, sized, imageBytes] = [0, 0, 0, 0];
  for (let place = 0; place < places; place += 1) {
    const start = Math.floor((Math.max(0, list.sizeBytes - placeBytes) * place) / (places - 1));
    const range = { start, end: Math.min(list.sizeBytes, start + placeBytes) };
    bytes += range.end - range.start;
    for await (const found of list.linesIn(range)) {
      lines += found.length;
      for (const { source } of found.slice(0, Math.ceil(mostSized / places))) {
        const size = sizeOf(source);
        if (size === undefined) continue;
        sized += 1;
        imageBytes += size;
      }
    }
  }
  return { lineBytes: bytes / Math.max(1, lines), imageBytes: sized > 0 ? imageBytes / sized : 1e6 };
}

function sizeOf(source: string): number | undefined {
  try {
    return look(resolve(source), { throughLinks: true })?.size;
  } catch {
    // Whoever does it will say so.
    return undefined;
  }
}
