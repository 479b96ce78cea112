import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ImgparError, messageOf } from '../errors.js';
import { type ListEntry, type ListRange, ListWriter, type TaskList } from './list.js';
import { namesBy } from './naming.js';
import type { Plan } from './plan.js';

// A plan as a file: a line of JSON that says what to do, then one line per entry. The machine that made it and the one that runs it need
// share only the paths in it.

/** Raised when a plan of an older version could be misread. */
const planVersion = 1;

type PlanData = Omit<Plan, 'list' | 'destinationOf' | 'backupOf'>;

interface Header extends PlanData {
  readonly imgparPlan: number;
  readonly entries: number;
}

/**
 * Writes a plan to a file, to be run elsewhere or later.
 *
 * @param range the entries to write, for a worker that does a part. Default: all
 * @throws {ImgparError} `unwritable`
 */
export async function writePlan(path: string, plan: Plan, range: ListRange = { start: 0, end: plan.list.length }): Promise<void> {
  const { list, destinationOf: _, backupOf: __, ...data } = plan;
  const end = Math.min(range.end, list.length);
  const header: Header = { imgparPlan: planVersion, entries: Math.max(0, end - range.start), ...data };
  try {
    const file = await open(path, 'w');
    try {
      await file.appendFile(`${JSON.stringify(header)}\n`);
      for (let start = range.start; start < end; start += entriesAtOnce) {
        const entries = await list.read({ start, end: Math.min(end, start + entriesAtOnce) });
        await file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write the plan ${path}: ${messageOf(error)}`, { cause: error });
  }
}

const entriesAtOnce = 1024;

/**
 * Reads a plan from a file. Lists and checks nothing again: that was done when it was made.
 *
 * @returns a plan, which the caller must close by closing its list
 * @throws {ImgparError} `usage`, if the file is not a plan, or is incomplete or of another version
 */
export async function readPlan(path: string): Promise<Plan> {
  const writer = new ListWriter();
  try {
    let header: Header | undefined;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (header) await writer.append(JSON.parse(line) as ListEntry);
      else header = headerFrom(JSON.parse(line));
    }
    if (!header) throw new Error('it is empty');
    if (writer.length !== header.entries) throw new Error(`it announces ${header.entries} files but names ${writer.length}`);
    return planOf(header, await writer.finish());
  } catch (error) {
    await writer.discard();
    throw new ImgparError('usage', `cannot read the plan ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** Whoever can write a plan decides what is written where, so a header of the right version is trusted. */
function headerFrom(value: unknown): Header {
  const isPlan = typeof value === 'object' && value !== null && 'imgparPlan' in value;
  if (!isPlan) throw new Error('it is not an imgpar plan');
  if (value.imgparPlan !== planVersion) throw new Error(`it is of version ${value.imgparPlan}, expected ${planVersion}`);
  return value as Header;
}

function planOf({ imgparPlan: _, entries: __, ...data }: Header, list: TaskList): Plan {
  return { ...data, list, ...namesBy(data.naming) };
}
