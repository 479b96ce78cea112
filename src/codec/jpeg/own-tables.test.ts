import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hasOwnTables } from './own-tables.js';

const jpeg = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/jpeg-planes/${name}.jpg`, import.meta.url)));

interface Placed {
  readonly marker: number;
  readonly bytes: Buffer;
}

/** The segments up to and including the header of the scan, and the bytes after them. */
function parts(file: Buffer): { readonly segments: readonly Placed[]; readonly rest: Buffer } {
  const segments: Placed[] = [];
  let at = 2;
  for (let marker = 0; marker !== 0xda; ) {
    marker = file[at + 1]!;
    const end = at + 2 + file.readUInt16BE(at + 2);
    segments.push({ marker, bytes: Buffer.from(file.subarray(at, end)) });
    at = end;
  }
  return { segments, rest: file.subarray(at) };
}

/** The file with other segments. */
function withSegments(file: Buffer, change: (segments: readonly Placed[]) => readonly Placed[]): Buffer {
  const { segments, rest } = parts(file);
  return Buffer.concat([file.subarray(0, 2), ...change(segments).map(({ bytes }) => bytes), rest]);
}

test.each(['grey', 'sampling-420', 'sampling-444'])('hasOwnTables accepts %s', (name) => {
  expect(hasOwnTables(jpeg(name))).toBe(true);
});

test('hasOwnTables refuses a file without any one of its tables', () => {
  const file = jpeg('sampling-420');
  const tables = parts(file).segments.filter(({ marker }) => marker === 0xdb || marker === 0xc4);
  expect(tables.length).toBeGreaterThanOrEqual(4);
  tables.forEach((_, index) => {
    const lacking = withSegments(file, (segments) => {
      const left = segments.filter(({ marker }) => marker === 0xdb || marker === 0xc4);
      return segments.filter((segment) => segment !== left[index]);
    });
    expect(hasOwnTables(lacking), `without table ${index}`).toBe(false);
  });
});

test('hasOwnTables refuses a file that names an undefined table', () => {
  const file = jpeg('sampling-420');
  const naming = (marker: number, at: number, value: number) =>
    withSegments(file, (segments) => {
      segments.find((segment) => segment.marker === marker)!.bytes[at] = value;
      return segments;
    });
  // In the second component: its quantisation table, and its Huffman tables for DC and AC.
  expect(hasOwnTables(naming(0xc0, 15, 3))).toBe(false);
  expect(hasOwnTables(naming(0xda, 8, 0x21))).toBe(false);
  expect(hasOwnTables(naming(0xda, 8, 0x12))).toBe(false);
});

test('hasOwnTables refuses a file with tables after its scan, a scan of one component, or its end missing', () => {
  const file = jpeg('sampling-420');
  const last = withSegments(file, (segments) => [...segments].sort((a, b) => Number(b.marker === 0xda) - Number(a.marker === 0xda)));
  expect(hasOwnTables(last)).toBe(false);
  const single = withSegments(file, (segments) => {
    segments.at(-1)!.bytes[4] = 1;
    return segments;
  });
  expect(hasOwnTables(single)).toBe(false);
  const header = file.length - parts(file).rest.length;
  for (let length = 0; length < header; length++) expect(hasOwnTables(file.subarray(0, length)), `${length} bytes`).toBe(false);
});

test('hasOwnTables refuses a progressive file, as its scans have separate tables', () => {
  expect(hasOwnTables(jpeg('progressive'))).toBe(false);
});
