import { closeSync, fdatasyncSync, writeSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { recordLine } from './image-record.js';
import { isGone, openForAppending, unwritableManifest } from './manifest-file.js';
/** Writes ahead, from a worker, what is about to be done. The manifest must be there: the run has begun it. */
export class Journal {
    #path;
    #durable;
    #descriptor;
    /** @throws {ImgparError} `unwritable` */
    constructor(path, durable) {
        this.#path = path;
        this.#durable = durable;
        try {
            this.#descriptor = openForAppending(path, durable);
        }
        catch (error) {
            throw unwritableManifest(path, error);
        }
    }
    /**
     * Appends a record, whole or, as on a full disk, torn: then what is written behind it is still found.
     *
     * @throws {ImgparError} `unwritable`, if it is not whole on record, or, if durable, not on the disk
     */
    append(record) {
        try {
            if (isGone(this.#descriptor))
                throw new ImgparError('unwritable', 'it has been removed meanwhile; run again');
            this.#write(recordLine(record));
            if (this.#durable)
                fdatasyncSync(this.#descriptor);
        }
        catch (error) {
            throw unwritableManifest(this.#path, error);
        }
    }
    /** In one piece, as other workers write, too: what is torn is written again as a whole, behind an end for what there is of it. */
    #write(line) {
        for (let text = line, tries = 0; tries < maxTries; text = `\n${line}`, tries++) {
            const bytes = Buffer.from(text);
            if (writeSync(this.#descriptor, bytes) === bytes.length)
                return;
        }
        throw new ImgparError('unwritable', 'it takes no whole line; is the disk full?');
    }
    close() {
        closeSync(this.#descriptor);
    }
}
/** A disk that takes half a line so often is full. */
const maxTries = 20;
let last;
/** The journal of this thread, which writes to one manifest after the other. @throws {ImgparError} `unwritable` */
export function journalOf(path, durable) {
    const key = `${durable} ${path}`;
    if (last?.key === key)
        return last.journal;
    last?.journal.close();
    last = undefined;
    last = { key, journal: new Journal(path, durable) };
    return last.journal;
}
