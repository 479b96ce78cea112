/**
 * Whether a baseline JPEG defines all tables that it names, before a single scan of all components. Then a decoder that keeps tables of
 * other files decodes it the same. False if in doubt.
 *
 * @param file begins with the JPEG
 */
export function hasOwnTables(file: Uint8Array): boolean {
  // A bit for each table number.
  let quantisation = 0;
  let huffman = 0;
  let frameAt = 0;
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; ) {
    const marker = file[at + 1]!;
    const end = at + 2 + file[at + 2]! * 256 + file[at + 3]!;
    if (end > file.length) return false;
    if (marker === 0xda) return frameAt > 0 && scanHas(file, at + 4, frameAt + 4, quantisation, huffman);
    if (marker === 0xdb) quantisation |= quantisationTables(file, at + 4, end);
    else if (marker === 0xc4) huffman |= huffmanTables(file, at + 4, end);
    else if (marker === 0xc0) frameAt = at;
    else if (!isSkipped(marker)) return false;
    at = end;
  }
  return false;
}

/** Application data, comments and restart intervals. */
function isSkipped(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe || marker === 0xdd;
}

function quantisationTables(file: Uint8Array, start: number, end: number): number {
  let found = 0;
  for (let at = start; at < end; at += file[at]! >> 4 ? 129 : 65) found |= 1 << (file[at]! & 15);
  return found;
}

/** AC tables count from 16. */
function huffmanTables(file: Uint8Array, start: number, end: number): number {
  let found = 0;
  for (let at = start; at + 17 <= end; ) {
    found |= 1 << (file[at]! & 31);
    let codes = 0;
    for (let i = 1; i <= 16; i++) codes += file[at + i]!;
    at += 17 + codes;
  }
  return found;
}

/** Whether the scan at `scan` holds all components of the frame, and all their tables are defined. */
function scanHas(file: Uint8Array, scan: number, frame: number, quantisation: number, huffman: number): boolean {
  const components = file[frame + 5]!;
  if (file[scan] !== components) return false;
  for (let i = 0; i < components; i++) {
    const codes = file[scan + 2 + 2 * i]!;
    const named = (1 << (codes >> 4)) | (1 << ((codes & 15) + 16));
    if (((quantisation >> file[frame + 8 + 3 * i]!) & 1) === 0 || (huffman & named) !== named) return false;
  }
  return true;
}
