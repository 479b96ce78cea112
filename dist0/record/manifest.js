import { closeSync, fdatasyncSync, fstatSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ImgparError } from '../errors.js';
import { reasonOf } from '../storage/reasons.js';
import { isLivingRun } from '../storage/run-token.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { harmless, lineStart, recordFrom, recordLine } from './image-record.js';
import { endOfDestination, hashOfDigest, resultIn } from './line-fields.js';
import { beforeDestination, beforeVersion, lineAt, lineBreak, lineBreaksIn, linesOf, maxLineBytes, readAt } from './lines.js';
import { failureToClose, isGone, openForAppending, openIfAny, truncate, unwritableManifest } from './manifest-file.js';
import { hashOfBytes, OffsetIndex } from './offset-index.js';
import { headerIn } from './run-header.js';
/** The name of the manifest in a destination: one hidden file, so that whoever takes folders for classes of images is not misled. */
export const manifestName = '.imgpar.jsonl';
/**
 * The record of what was made from what: a file of lines of JSON, of which for each destination the last one holds. It is only ever
 * appended to, by whole lines, so that it is valid wherever a run ends; of a line that was torn nothing is believed. Lines stay on
 * disk; what is kept in memory is 12 to 48 bytes for each, and as much again where they are found by their results.
 */
export class Manifest {
    path;
    #options;
    #reader;
    #writer;
    #index = new OffsetIndex();
    #results = new OffsetIndex();
    /** How far the file has been read. */
    #end = 0;
    /** Lines of images in the file. */
    #lines = 0;
    /** Where broken lines begin that were come across. */
    #damaged = new Set();
    /** Of each fingerprint where its last header begins. */
    #headers = new Map();
    /** Headers of runs that may still live, in the order of the file. */
    #rivals = [];
    #versions = new Map();
    #id;
    /** Of the run that adds to it; and whether the file has it. */
    #header;
    #headed = false;
    /** Why this run is not to write: several of its lanes may ask. */
    #refusal;
    /** What could not be written yet. */
    #pending = [];
    /** Whether what is written next has to end a line that was torn. */
    #torn = false;
    constructor(path, options) {
        this.path = path;
        this.#options = options;
    }
    /**
     * Opens a manifest for reading; one that does not exist is empty. Changes nothing.
     *
     * @throws {ImgparError} `usage`, if the file is something else, or cannot be read
     */
    static open(path, options = {}) {
        const manifest = new Manifest(path, options);
        manifest.refresh();
        return manifest;
    }
    /** What the runs in place of a manifest name it by; undefined if there has been none that did. @throws {ImgparError} `usage` */
    static idOf(path) {
        const reader = openIfAny(path);
        if (reader === undefined)
            return undefined;
        try {
            requireManifest(reader, path);
            for (const { bytes } of linesOf(reader)) {
                const id = bytes && headerIn(bytes, path)?.id;
                if (id !== undefined)
                    return id;
            }
            return undefined;
        }
        finally {
            closeSync(reader);
        }
    }
    /** The last record of a destination; undefined if there is none, or the result is no longer there. */
    find(destination) {
        return this.#reading(() => this.#find(destination));
    }
    #find(destination) {
        const start = Buffer.from(lineStart(destination));
        const offset = this.#index.find(hashOfBytes(start, beforeDestination.length, start.length), (at) => this.#startsWith(at, start));
        const record = offset === undefined ? undefined : this.#recordAt(offset);
        return record?.status === 'removed' ? undefined : record;
    }
    /** @throws {ImgparError} `unreadable`, if the disk does not give what it holds */
    #reading(read) {
        try {
            return read();
        }
        catch (error) {
            if (error instanceof ImgparError)
                throw error;
            throw new ImgparError('unreadable', `cannot read the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
        }
    }
    /**
     * The last record of a result of this content, wherever it is; undefined if none was made. `broken` if one was, but the only line that
     * tells of it is broken. Needs `byResult`.
     */
    findResult(sha256) {
        const offset = this.#results.find(hashOfDigest(sha256), (at) => this.#resultAt(at) === sha256);
        if (offset === undefined)
            return undefined;
        const record = this.#recordAt(offset);
        return record?.status === 'done' ? record : 'broken';
    }
    /** The SHA-256 of every result that was ever recorded, in the order of the file. Needs `byResult`. */
    *results() {
        for (const offset of this.#results.offsets()) {
            const sha256 = this.#resultAt(offset);
            if (sha256 !== undefined)
                yield sha256;
        }
    }
    /** How many broken lines were come across so far; they count as if they were not there. */
    get damagedLines() {
        return this.#damaged.size;
    }
    /** What its runs in place name it by; undefined before the first. */
    get id() {
        return this.#id;
    }
    /** The versions that have made results in it. */
    get versions() {
        return [...this.#versions.values()];
    }
    /** The last record of each destination, in the order of the file. */
    *latest() {
        for (const offset of this.#index.offsets()) {
            const record = recordFrom(this.#reading(() => lineAt(this.#reader, offset)));
            if (record && record.status !== 'removed')
                yield record;
        }
    }
    /** Reads what was appended since it was last read, by this run or another. @throws {ImgparError} `usage`, `unreadable` */
    refresh() {
        this.#reading(() => this.#readOn());
    }
    #readOn() {
        this.#reader ??= openIfAny(this.path);
        if (this.#reader === undefined)
            return;
        if (this.#end === 0)
            requireManifest(this.#reader, this.path);
        for (const { offset, end, bytes, ended } of linesOf(this.#reader, this.#end)) {
            // What was torn may be about to be written on.
            if (!ended)
                break;
            this.#note(bytes, offset);
            this.#end = end;
        }
    }
    /**
     * Makes ready to append the records of a run. Cuts off a torn line, and writes the file anew when most lines are superseded and no
     * other run writes to it. Nothing is written if all is well, and the header not before the first record.
     *
     * @throws {ImgparError} `usage`, if the file cannot be written, or a run with other options is at work
     */
    begin(header) {
        this.#header = header;
        this.#requireNoRival();
        this.#endTornLine();
        const superseded = this.#lines - this.#index.size;
        if (superseded > Math.max(this.#index.size, minSuperseded) && this.#living().length === 0)
            this.#compact(header.run);
    }
    /**
     * Writes the header at once: of two runs with different options that begin together, the one whose header comes first goes on.
     *
     * @throws {ImgparError} `unwritable`; `usage`, if a run with other options is at work
     */
    writeHeader() {
        if (this.#refusal)
            throw this.#refusal;
        if (!this.#addHeader())
            return;
        const error = this.#flush();
        this.#refusal = error && unwritableManifest(this.path, error);
        if (this.#refusal)
            throw this.#refusal;
        this.#requireFirst();
    }
    /**
     * Appends records, together as looking at the file and writing to it take longer than making a line. What cannot be written, as while
     * the disk is full, waits for the next call.
     *
     * @throws {ImgparError} `unwritable`, if too much is waiting
     */
    append(...records) {
        if (records.length === 0)
            return;
        if (this.#writer !== undefined && isGone(this.#writer))
            this.#beginAnew();
        const isFirst = this.#addHeader();
        for (const record of records)
            this.#pending.push(recordLine(record));
        const error = this.#flush();
        if (error && (isFirst || this.#pending.length > maxPending))
            throw unwritableManifest(this.path, error);
        if (isFirst)
            this.#requireFirst();
    }
    /** @throws {ImgparError} `unwritable`, if something could not be written to the last */
    close() {
        // Network drives may tell of a failed write only here.
        const errors = [this.#flush(), failureToClose(this.#writer)];
        failureToClose(this.#reader);
        this.#reader = undefined;
        this.#writer = undefined;
        const error = errors.find(Boolean);
        if (error)
            throw unwritableManifest(this.path, error);
    }
    /** Whether there is one that the file did not have. */
    #addHeader() {
        if (!this.#header || this.#headed)
            return false;
        this.#pending.push(`${harmless(this.#header)}\n`);
        this.#headed = true;
        return true;
    }
    /** Somebody has removed the file, and with it mostly the results that it told of. */
    #beginAnew() {
        closeSync(this.#writer);
        this.#writer = undefined;
        this.#torn = false;
        this.#headed = false;
    }
    /** Why nothing more can be written; undefined if all was. */
    #flush() {
        try {
            if (this.#pending.length === 0)
                return undefined;
            this.#writer ??= openForAppending(this.path, this.#options.durable ?? false);
            while (this.#pending.length > 0) {
                const lines = this.#pending.slice(0, linesAtOnce).join('');
                const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
                const written = bytes.subarray(0, writeSync(this.#writer, bytes));
                // A line that was torn is written again, behind an end for what there is of it.
                const whole = lineBreaksIn(written) - (this.#torn ? 1 : 0);
                this.#torn = written.at(-1) !== lineBreak;
                this.#pending.splice(0, whole);
            }
            if (this.#options.durable)
                fdatasyncSync(this.#writer);
            return undefined;
        }
        catch (error) {
            return error;
        }
    }
    #note(line, offset) {
        // The end of a line that was torn and written again, or that was cut off.
        if (line?.length === 0)
            return;
        const end = line && endOfDestination(line);
        if (end === undefined) {
            this.#noteHeader(line, offset);
            return;
        }
        const start = Buffer.from(line.subarray(0, end));
        this.#lines += 1;
        this.#index.set(hashOfBytes(start, beforeDestination.length, end), offset, (at) => this.#startsWith(at, start));
        if (this.#options.byResult)
            this.#noteResult(line, offset);
    }
    #noteResult(line, offset) {
        const sha256 = resultIn(line);
        if (sha256 === undefined)
            return;
        const hash = hashOfDigest(sha256);
        const isSame = (at) => this.#resultAt(at) === sha256;
        // A line that was torn behind the hash must not hide a whole one.
        if (this.#results.find(hash, isSame) !== undefined && !recordFrom(line.toString()))
            return;
        this.#results.set(hash, offset, isSame);
    }
    #noteHeader(line, offset) {
        const header = line && headerIn(line, this.path);
        if (!header) {
            // The lines below a broken header speak for themselves.
            this.#damaged.add(offset);
            return;
        }
        this.#headers.set(header.fingerprint, offset);
        this.#id ??= header.id;
        if (header.versions)
            this.#versions.set(JSON.stringify(header.versions), header.versions);
        if (isLivingRun(header.run) === true)
            this.#rivals.push(header);
    }
    #recordAt(offset) {
        const record = recordFrom(lineAt(this.#reader, offset));
        if (!record)
            this.#damaged.add(offset);
        return record;
    }
    #startsWith(offset, start) {
        return readAt(this.#reader, offset, start.length).equals(start);
    }
    #resultAt(offset) {
        return resultIn(Buffer.from(lineAt(this.#reader, offset)));
    }
    /** Only what no living run may just be writing is cut off, and only if it is no longer than a line. */
    #endTornLine() {
        if (this.#reader === undefined)
            return;
        const { size } = fstatSync(this.#reader);
        if (size === 0 || readAt(this.#reader, size - 1, 1)[0] === lineBreak)
            return;
        const tail = readAt(this.#reader, Math.max(0, size - maxLineBytes), maxLineBytes);
        const end = tail.lastIndexOf(lineBreak) + 1;
        if (this.#living().length > 0 || (end === 0 && tail.length < size))
            this.#torn = true;
        else
            truncate(this.path, size - tail.length + end);
    }
    /** Other runs that write to it. */
    #living() {
        return this.#rivals.filter(({ run }) => run !== this.#header?.run && isLivingRun(run) === true);
    }
    /** To be called when the header has been written. */
    #requireFirst() {
        this.refresh();
        try {
            this.#requireNoRival();
        }
        catch (error) {
            this.#refusal = error;
            throw error;
        }
    }
    /** Results of other options, written at the same time, would not be those that the record tells of. */
    #requireNoRival() {
        const mine = this.#rivals.findIndex(({ run }) => run === this.#header?.run);
        const before = new Set(mine < 0 ? this.#rivals : this.#rivals.slice(0, mine));
        const rival = this.#living().find((header) => before.has(header) && header.fingerprint !== this.#header?.fingerprint);
        if (!rival)
            return;
        throw new ImgparError('usage', `another run is writing to ${dirname(this.path)} with other options (process ${rival.run.split('.')[1]}); wait for its end, ` +
            'or give another destination');
    }
    /** Keeps the headers, of each destination the last line, and the last line of each result that must be known as one. */
    #compact(token) {
        try {
            writeAtomic(this.path, this.#essence(), { owner: { token, id: 'manifest' }, durable: this.#options.durable ?? false });
        }
        catch (error) {
            throw new ImgparError('usage', `cannot write the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
        }
        closeSync(this.#reader);
        this.#reader = undefined;
        [this.#index, this.#results, this.#headers] = [new OffsetIndex(), new OffsetIndex(), new Map()];
        [this.#rivals, this.#lines, this.#end] = [[], 0, 0];
        this.#damaged.clear();
        this.refresh();
    }
    *#essence() {
        const reader = this.#reader;
        for (const offset of this.#headers.values())
            yield Buffer.from(`${lineAt(reader, offset)}\n`);
        const offsets = new Float64Array(new Set([...this.#index.offsets(), ...this.#results.offsets()])).sort();
        for (const offset of offsets) {
            const record = recordFrom(lineAt(reader, offset));
            // Of a result that is no longer there, its content may still be met.
            if (record && (record.status !== 'removed' || this.#options.byResult))
                yield Buffer.from(recordLine(record));
        }
    }
}
/** Where the manifest of a destination is, unless it is named. */
export function manifestIn(folder) {
    return join(folder, manifestName);
}
/** Lines that are superseded and stay where they are. */
const minSuperseded = 1000;
/** Records that wait to be written: some 5 MB. */
const maxPending = 10_000;
/** Lines that are written together: some 64 KB. */
const linesAtOnce = 128;
function requireManifest(reader, path) {
    const start = readAt(reader, 0, beforeVersion.length).toString('latin1');
    // Shorter, it is a header that was torn, or nothing yet.
    if (beforeVersion.startsWith(start))
        return;
    throw new ImgparError('usage', `${path} is no manifest of imgpar, and is left as it is; rename it, or name another file as manifest`);
}
