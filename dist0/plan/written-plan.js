import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ImgparError, messageOf } from '../errors.js';
import { ListWriter } from './list.js';
import { namesBy } from './naming.js';
// A plan as a file: a line of JSON that says what is to be done, and one for each entry. Where it was made and where it is run need
// share nothing but the paths in it.
/** Goes up when a plan of an older version could be misread. */
const planVersion = 1;
/**
 * Writes a plan down, to be run elsewhere or later.
 *
 * @param range the entries to be written, for one who is to do a part. Default: all
 * @throws {ImgparError} `unwritable`
 */
export async function writePlan(path, plan, range = { start: 0, end: plan.list.length }) {
    const { list, destinationOf: _, backupOf: __, ...data } = plan;
    const end = Math.min(range.end, list.length);
    const header = { imgparPlan: planVersion, entries: Math.max(0, end - range.start), ...data };
    try {
        const file = await open(path, 'w');
        try {
            await file.appendFile(`${JSON.stringify(header)}\n`);
            for (let start = range.start; start < end; start += entriesAtOnce) {
                const entries = await list.read({ start, end: Math.min(end, start + entriesAtOnce) });
                await file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
            }
        }
        finally {
            await file.close();
        }
    }
    catch (error) {
        throw new ImgparError('unwritable', `cannot write the plan ${path}: ${messageOf(error)}`, { cause: error });
    }
}
const entriesAtOnce = 1024;
/**
 * Reads a plan that was written down. Nothing is listed or checked again: that was done when it was made.
 *
 * @returns to be closed by whoever asked for it, by closing its list
 * @throws {ImgparError} `usage`, if the file is no plan, of another version, or not whole
 */
export async function readPlan(path) {
    const writer = new ListWriter();
    try {
        let header;
        for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
            if (header)
                await writer.append(JSON.parse(line));
            else
                header = headerFrom(JSON.parse(line));
        }
        if (!header)
            throw new Error('it is empty');
        if (writer.length !== header.entries)
            throw new Error(`it tells of ${header.entries} files and names ${writer.length}`);
        return planOf(header, await writer.finish());
    }
    catch (error) {
        await writer.discard();
        throw new ImgparError('usage', `cannot read the plan ${path}: ${messageOf(error)}`, { cause: error });
    }
}
/** Whoever can write a plan decides what is written where, so that a header of the right version is taken at its word. */
function headerFrom(value) {
    const isPlan = typeof value === 'object' && value !== null && 'imgparPlan' in value;
    if (!isPlan)
        throw new Error('it is no plan of imgpar');
    if (value.imgparPlan !== planVersion)
        throw new Error(`it is of version ${value.imgparPlan}, expected ${planVersion}`);
    return value;
}
function planOf({ imgparPlan: _, entries: __, ...data }, list) {
    return { ...data, list, ...namesBy(data.naming) };
}
