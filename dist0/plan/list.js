import { Spool } from './spool.js';
/** Collects entries into a list. End it with `finish`, or with `discard` when something went wrong. */
export class ListWriter {
    #length = 0;
    #spool = new Spool();
    #roots = new Roots();
    #checkpoints;
    #pending = [];
    #pendingBytes = 0;
    /** @param maxCheckpoints how large the index may grow: 8 bytes each; an even number */
    constructor(maxCheckpoints = 65_536) {
        this.#checkpoints = new Checkpoints(maxCheckpoints);
    }
    /** Entries so far. */
    get length() {
        return this.#length;
    }
    async append(entry) {
        this.#checkpoints.note(this.#length, this.#spool.size + this.#pendingBytes);
        const line = lineOf(entry, this.#roots);
        this.#pending.push(line);
        this.#pendingBytes += Buffer.byteLength(line);
        this.#length += 1;
        if (this.#pendingBytes >= blockBytes)
            await this.#flush();
    }
    async finish() {
        await this.#flush();
        return new TaskList(this.#length, this.#spool, this.#roots, this.#checkpoints);
    }
    async discard() {
        await this.#spool.close();
    }
    async #flush() {
        const block = Buffer.from(this.#pending.join(''));
        this.#pending = [];
        this.#pendingBytes = 0;
        await this.#spool.append(block);
    }
}
/** Read and written at once. A block holds some 300 entries of usual length, so a lane that takes one at a time reads seldom. */
const blockBytes = 16 * 1024;
/**
 * The images of a run, in the order in which they were found. Lives in a temporary file once it is longer than some thousand
 * entries; what stays in memory (an index, and a block for each place where somebody reads) does not grow with its length.
 */
export class TaskList {
    length;
    spool;
    roots;
    #readers;
    /** Made by a `ListWriter`. */
    constructor(
    /** Number of entries. */
    length, spool, roots, checkpoints) {
        this.length = length;
        this.spool = spool;
        this.roots = roots;
        this.#readers = new Readers(spool, checkpoints);
    }
    /**
     * The entries of a range; what lies beyond the end is left out. Reading on where an earlier range ended costs least, and many
     * loops may do so at the same time.
     */
    async read({ start, end }) {
        const count = Math.min(end, this.length) - start;
        if (count <= 0)
            return [];
        const lines = await this.#readers.read(start, count);
        return lines.map((line) => entryOf(line, this.roots));
    }
    /** Removes the temporary file. Nothing can be read any more. */
    async close() {
        await this.spool.close();
    }
}
/** Every entry of a list with its number, from first to last. */
export async function* entriesOf(list, signal) {
    const atOnce = 1024;
    for (let start = 0; start < list.length; start += atOnce) {
        signal?.throwIfAborted();
        const entries = await list.read({ start, end: start + atOnce });
        for (const [index, entry] of entries.entries())
            yield [start + index, entry];
    }
}
function lineOf({ source, relative, named, kind }, roots) {
    const root = source.endsWith(relative) ? roots.numberOf(source.slice(0, source.length - relative.length)) : JSON.stringify(source);
    const rest = kind ? `,${named ? 1 : 0},"${kind}"` : named ? ',1' : '';
    return `[${root},${JSON.stringify(relative)}${rest}]\n`;
}
function entryOf([root, relative, named, kind], roots) {
    const source = typeof root === 'number' ? roots.at(root) + relative : root;
    return { source, relative, named: named === 1, ...(kind && { kind }) };
}
class Roots {
    #numbers = new Map();
    #roots = [];
    numberOf(root) {
        const known = this.#numbers.get(root);
        if (known !== undefined)
            return known;
        this.#numbers.set(root, this.#roots.length);
        return this.#roots.push(root) - 1;
    }
    at(number) {
        return this.#roots[number];
    }
}
/** Where in the file every k-th entry begins. When there are too many of them, every other one is dropped and k doubles. */
class Checkpoints {
    max;
    #every = 64;
    #offsets = [];
    // Even, so that after a halving the next entry that is due is the one at hand.
    constructor(max) {
        this.max = max;
    }
    note(entry, offset) {
        if (entry % this.#every !== 0)
            return;
        if (this.#offsets.length === this.max) {
            this.#offsets = this.#offsets.filter((_, index) => index % 2 === 0);
            this.#every *= 2;
        }
        this.#offsets.push(offset);
    }
    /** The last checkpoint at or before an entry. */
    before(entry) {
        const index = Math.floor(entry / this.#every);
        return { entry: index * this.#every, offset: this.#offsets[index] };
    }
}
/** A reader for each place at which somebody is likely to read on. */
class Readers {
    spool;
    checkpoints;
    /** By the entry that each would read next, the one longest unused first. */
    #idle = new Map();
    constructor(spool, checkpoints) {
        this.spool = spool;
        this.checkpoints = checkpoints;
    }
    async read(start, count) {
        const reader = this.#idle.get(start) ?? (await this.#readerAt(start));
        // While it reads it is nobody else's.
        this.#idle.delete(start);
        const lines = await reader.take(count);
        this.#idle.set(start + count, reader);
        for (const longestUnused of this.#idle.keys()) {
            if (this.#idle.size <= maxReaders)
                break;
            this.#idle.delete(longestUnused);
        }
        return lines;
    }
    async #readerAt(entry) {
        const checkpoint = this.checkpoints.before(entry);
        const reader = new Reader(this.spool, checkpoint.offset);
        await reader.skip(entry - checkpoint.entry);
        return reader;
    }
}
/** One for each of the most lanes a usual machine has. Together their blocks take 4 MB at most. */
const maxReaders = 256;
/** Reads lines one after the other. */
class Reader {
    spool;
    blockEnd;
    #block = Buffer.alloc(0);
    constructor(spool, 
    /** Where the block ends in the file. */
    blockEnd) {
        this.spool = spool;
        this.blockEnd = blockEnd;
    }
    async take(count) {
        const lines = [];
        await this.#advance(count, (text) => {
            // JSON writes a line break within a string as an escape, so those in the text stand between the lines. The type is right
            // because only lineOf writes them.
            lines.push(...JSON.parse(`[${text.toString('utf8').trimEnd().replaceAll('\n', ',')}]`));
        });
        return lines;
    }
    async skip(count) {
        await this.#advance(count, () => { });
    }
    async #advance(count, onLines) {
        for (let left = count; left > 0;) {
            const { lines, bytes } = firstLines(this.#block, left);
            if (lines > 0)
                onLines(this.#block.subarray(0, bytes));
            this.#block = this.#block.subarray(bytes);
            left -= lines;
            if (left > 0)
                await this.#readOn();
        }
    }
    async #readOn() {
        const next = await this.spool.read(this.blockEnd, blockBytes);
        if (next.length === 0)
            throw new Error('the list of images ends too early');
        this.blockEnd += next.length;
        this.#block = this.#block.length === 0 ? next : Buffer.concat([this.#block, next]);
    }
}
/** How many whole lines a block begins with, at most `most`, and how long they are together. */
function firstLines(block, most) {
    let lines = 0;
    let bytes = 0;
    while (lines < most) {
        const lineBreak = block.indexOf(lineBreakByte, bytes);
        if (lineBreak < 0)
            break;
        bytes = lineBreak + 1;
        lines += 1;
    }
    return { lines, bytes };
}
const lineBreakByte = 10;
