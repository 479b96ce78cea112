import type { Frame, HuffmanCode } from './frame.js';

// One per thread: thumbnails of a folder often have the same headers, and to read them takes as long as to decode 64×64 samples.
let last: { readonly headers: Uint8Array; readonly frame: Frame } | undefined;

/** The headers of the last file. Only what comes twice is remembered, as others have codes of their own. */
const before = new Uint8Array(2048);
// One per thread, as above.
let beforeBytes = 0;

/** The headers of a file with a single scan. */
export function remember(file: Uint8Array, frame: Frame): void {
  const [scan, ...others] = frame.scans;
  if (frame.kind === 'progressive' || others.length > 0 || scan!.start > before.length) return;
  const headers = file.subarray(0, scan!.start);
  if (headers.length === beforeBytes && Buffer.compare(headers, before.subarray(0, beforeBytes)) === 0) {
    const components = scan!.components.map((each) => ({ ...each, dc: owned(each.dc), ac: owned(each.ac) }));
    last = { headers: Uint8Array.from(headers), frame: { ...frame, scans: [{ ...scan!, components }] } };
    return;
  }
  before.set(headers);
  beforeBytes = headers.length;
}

/** The code in memory of its own, as the file may lie in memory that the next one takes. */
function owned(code: HuffmanCode | undefined): HuffmanCode | undefined {
  return code && { number: code.number, bytes: Uint8Array.from(code.bytes) };
}

export const endOfImage = 0xd9;

/** The last frame, if this file begins with the same headers. */
export function knownFrame(file: Uint8Array): Frame | undefined {
  if (!last) return undefined;
  const { headers, frame } = last;
  const end = file.length - 2;
  if (end < headers.length || file[end] !== 0xff || file[end + 1] !== endOfImage) return undefined;
  if (Buffer.compare(file.subarray(0, headers.length), headers) !== 0) return undefined;
  return { ...frame, scans: [{ ...frame.scans[0]!, end }] };
}
