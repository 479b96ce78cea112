import { readSync } from 'node:fs';
/** No record is longer: its paths have 4 KiB each, and JSON makes 6 bytes of one at the most. */
export const maxLineBytes = 256 * 1024;
export const beforeDestination = '{"destination":"';
export const beforeVersion = '{"imgpar":"';
// An unescaped quote is in each, so no text within a record can hold one.
const recordStart = Buffer.from(beforeDestination);
const headerStart = Buffer.from(beforeVersion);
/**
 * The lines of a file from an offset on, read once, in constant memory whatever stands in it. Where a writer was stopped in the middle of
 * a line, the next one may have gone on behind it on the same line; its record is told apart by how records begin.
 */
export function* linesOf(descriptor, from = 0) {
    /** What has been read of a line, unless that is too much. */
    let kept = Buffer.alloc(0);
    let offset = from;
    let position = from;
    for (let block = readAt(descriptor, position, blockBytes); block.length > 0; block = readAt(descriptor, position, blockBytes)) {
        let begin = 0;
        for (let end = block.indexOf(lineBreak); end >= 0; end = block.indexOf(lineBreak, begin)) {
            const next = position + end + 1;
            yield* partsOf(joined(kept, block.subarray(begin, end)), offset, next, true);
            [kept, offset, begin] = [Buffer.alloc(0), next, end + 1];
        }
        kept = joined(kept, block.subarray(begin));
        position += block.length;
    }
    if (position > offset)
        yield* partsOf(kept, offset, position, false);
}
function joined(kept, more) {
    if (kept === undefined || kept.length + more.length > maxLineBytes)
        return undefined;
    return kept.length === 0 ? more : Buffer.concat([kept, more]);
}
function* partsOf(line, offset, end, ended) {
    if (line === undefined)
        return yield { offset, end, bytes: undefined, ended };
    let begin = 0;
    for (let next = nextBeginning(line, 1); next >= 0; next = nextBeginning(line, next + 1)) {
        yield { offset: offset + begin, end: offset + next, bytes: line.subarray(begin, next), ended: true };
        begin = next;
    }
    yield { offset: offset + begin, end, bytes: begin === 0 ? line : line.subarray(begin), ended };
}
function nextBeginning(line, from) {
    const record = line.indexOf(recordStart, from);
    const header = nextHeader(line, from);
    return record < 0 || (header >= 0 && header < record) ? header : record;
}
function nextHeader(line, from) {
    let found = line.indexOf(headerStart, from);
    // A header names its versions like that.
    while (found > 0 && line[found - 1] === colon)
        found = line.indexOf(headerStart, found + 1);
    return found;
}
const colon = 0x3a;
/** What stands from an offset on, to the end of its line or to the next record on it. */
export function lineAt(descriptor, offset) {
    for (let length = usualLine;; length *= 4) {
        const bytes = readAt(descriptor, offset, length);
        const end = bytes.indexOf(lineBreak);
        if (end < 0 && bytes.length === length && length < maxLineBytes)
            continue;
        const line = end < 0 ? bytes : bytes.subarray(0, end);
        const next = nextBeginning(line, 1);
        return line.toString('utf8', 0, next < 0 ? line.length : next);
    }
}
/** A line mostly fits into one reading of this size. */
const usualLine = 1024;
const blockBytes = 1 << 20;
export const lineBreak = 10;
export function readAt(descriptor, offset, length) {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
        const count = readSync(descriptor, bytes, filled, length - filled, offset + filled);
        if (count === 0)
            break;
        filled += count;
    }
    return bytes.subarray(0, filled);
}
export function lineBreaksIn(bytes) {
    let count = 0;
    for (let at = bytes.indexOf(lineBreak); at >= 0; at = bytes.indexOf(lineBreak, at + 1))
        count += 1;
    return count;
}
