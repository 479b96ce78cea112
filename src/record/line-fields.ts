import { beforeDestination } from './lines.js';

// What can be read from a line without parsing it, as a manifest has millions: no text inside a line contains an unescaped quote.

const beforeOutput = Buffer.from(',"output":{');
const beforeDigest = Buffer.from('"sha256":"');

/** The SHA-256 of the result in a line; undefined if there is none, or the line was torn inside it. */
export function resultIn(line: Buffer): string | undefined {
  const output = line.indexOf(beforeOutput);
  const digest = output < 0 ? -1 : line.indexOf(beforeDigest, output);
  if (digest < 0) return undefined;
  const start = digest + beforeDigest.length;
  const sha256 = line.toString('latin1', start, start + 64);
  return sha256.length === 64 && /^[0-9a-f]+$/.test(sha256) ? sha256 : undefined;
}

export function hashOfDigest(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 8), 16) >>> 0;
}

/** Where the destination ends in a line that starts with one, including its closing quote. */
export function endOfDestination(line: Buffer): number | undefined {
  if (line.subarray(0, beforeDestination.length).toString('latin1') !== beforeDestination) return undefined;
  for (let end = beforeDestination.length; end < line.length; end++) {
    if (line[end] === 0x5c) end += 1;
    else if (line[end] === 0x22) return end + 1;
  }
  return undefined;
}
