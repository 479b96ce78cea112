import { beforeDestination } from './lines.js';
// What is told of a line without parsing it, as a manifest has millions: no text within one can hold an unescaped quote.
const beforeOutput = Buffer.from(',"output":{');
const beforeDigest = Buffer.from('"sha256":"');
/** The SHA-256 of the result that a line tells of. */
export function resultIn(line) {
    const output = line.indexOf(beforeOutput);
    const digest = output < 0 ? -1 : line.indexOf(beforeDigest, output);
    if (digest < 0)
        return undefined;
    const start = digest + beforeDigest.length;
    return line.toString('latin1', start, start + 64);
}
export function hashOfDigest(sha256) {
    return Number.parseInt(sha256.slice(0, 8), 16) >>> 0;
}
/** Where the destination ends in a line that begins with one, its closing quote included. */
export function endOfDestination(line) {
    if (line.subarray(0, beforeDestination.length).toString('latin1') !== beforeDestination)
        return undefined;
    for (let end = beforeDestination.length; end < line.length; end++) {
        if (line[end] === 0x5c)
            end += 1;
        else if (line[end] === 0x22)
            return end + 1;
    }
    return undefined;
}
