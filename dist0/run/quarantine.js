import { basename, dirname, join, relative } from 'node:path';
import { failureOf } from '../errors.js';
import { copyAnew, writeAnew } from '../storage/create.js';
import { makeFolder } from '../storage/folders.js';
import { version } from '../version.js';
/** Failures whose cause lies elsewhere than in the content of the image. */
const notItsFault = new Set(['unreadable', 'unwritable', 'environment', 'usage']);
/** A folder with copies of the images that failed of themselves, for looking at; the sources stay where they are. */
export class Quarantine {
    #folder;
    #destinationRoot;
    /** @param destinationRoot below which results have the names that the copies have below `folder` */
    constructor(folder, destinationRoot) {
        this.#folder = folder;
        this.#destinationRoot = destinationRoot;
    }
    /** Copies the source of what failed, with the reason beside it. Never throws: a copy that fails is told with the failure. */
    admit(delivered) {
        const { task, outcome, attempts } = delivered;
        if (outcome.status !== 'failed' || notItsFault.has(outcome.failure.code))
            return delivered;
        const { source, destination } = task;
        const copy = join(this.#folder, relative(this.#destinationRoot, dirname(destination)), basename(source));
        const reason = { imgpar: version, source, ...outcome.failure, attempts, at: new Date().toISOString() };
        try {
            makeFolder(dirname(copy));
            copyAnew(source, copy);
            const text = `${JSON.stringify(reason, undefined, 2)}\n`;
            writeAnew(`${copy}.reason.json`, text);
            return delivered;
        }
        catch (error) {
            const message = `${outcome.failure.message}; it could not be copied to the quarantine: ${failureOf(error).message}`;
            return { ...delivered, outcome: { status: 'failed', failure: { code: outcome.failure.code, message } } };
        }
    }
}
