import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Frame } from './frame.js';
import { frameOf } from './read-frame.js';

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../../../test/jpeg-planes/${name}`, import.meta.url)));
const colour = read('sampling-420.jpg');

function frame(file: Uint8Array): Frame {
  const found = frameOf(file);
  if (!found) throw new Error('the frame was refused');
  return found;
}

/** The file with another segment after its first marker. */
function withSegment(file: Buffer, marker: number, payload: string | Buffer): Buffer {
  const content = Buffer.from(payload);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([file.subarray(0, 2), head, content, file.subarray(2)]);
}

/** Where the first segment of that marker begins. */
function segmentAt(file: Buffer, marker: number): number {
  for (let at = 2; ; at += 2 + file.readUInt16BE(at + 2)) if (file[at + 1] === marker) return at;
}

function withoutSegments(file: Buffer, marker: number): Buffer {
  const at = segmentAt(file, marker);
  return Buffer.concat([file.subarray(0, at), file.subarray(at + 2 + file.readUInt16BE(at + 2))]);
}

/** The file with a byte of a segment changed. */
function changed(file: Buffer, marker: number, offset: number, value: number): Buffer {
  const bytes = Buffer.from(file);
  bytes[segmentAt(file, marker) + offset] = value;
  return bytes;
}

const frameMarker = 0xc0;

describe('of a baseline file', () => {
  test('it gives kind, size, colours, components and tables', () => {
    const { kind, width, height, colours, across, down, components, scans } = frame(colour);
    expect({ kind, width, height, colours, across, down }).toEqual({
      kind: 'baseline',
      width: 45,
      height: 37,
      colours: 'ycbcr',
      across: 2,
      down: 2,
    });
    expect(components.map((each) => [each.across, each.down, each.columns, each.rows])).toEqual([
      [2, 2, 6, 5],
      [1, 1, 3, 3],
      [1, 1, 3, 3],
    ]);
    expect(components.every(({ steps }) => steps[0]! > 0)).toBe(true);
    const [scan, ...others] = scans;
    expect(others).toEqual([]);
    expect(scan).toMatchObject({
      first: 0,
      last: 63,
      highBit: 0,
      lowBit: 0,
      restartInterval: 0,
      columns: 3,
      rows: 3,
      end: colour.length - 2,
    });
    expect(scan!.components.map(({ index, dc, ac }) => [index, dc!.number, ac!.number])).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [2, 1, 1],
    ]);
  });

  test('a grey one has single blocks for MCUs', () => {
    const { colours, scans } = frame(read('grey.jpg'));
    expect([colours, scans[0]!.columns, scans[0]!.rows]).toEqual(['grey', 6, 5]);
  });

  test('it gives the restart interval', () => {
    expect(frame(read('restart.jpg')).scans[0]!.restartInterval).toBeGreaterThan(0);
  });
});

test('missing codes of a sequential file are the usual ones', () => {
  let file: Buffer = colour;
  for (let left = 4; left > 0; left--) file = withoutSegments(file, 0xc4);
  const [scan] = frame(file).scans;
  expect(scan!.components[0]!.dc!.bytes.length).toBe(16 + 12);
  expect(scan!.components[1]!.ac!.bytes.length).toBe(16 + 162);
});

test('of a progressive file it gives each scan with the tables in force', () => {
  const { kind, scans } = frame(read('progressive.jpg'));
  expect(kind).toBe('progressive');
  expect(scans.length).toBeGreaterThan(5);
  expect(scans.every(({ first, components }) => components.every(({ dc, ac }) => (first === 0 ? ac : dc) === undefined))).toBe(true);
  expect(scans.every(({ start, end }, i) => end > start && start > (scans[i - 1]?.end ?? 0))).toBe(true);
});

describe('colours follow the rules of libjpeg', () => {
  const bare = withoutSegments(colour, 0xe0);
  const adobe = (transform: number) => Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]);
  const named = (file: Buffer, ids: string) => {
    const bytes = Buffer.from(file);
    for (const [i, id] of [...ids].entries()) {
      bytes[segmentAt(file, frameMarker) + 10 + 3 * i] = id.charCodeAt(0);
      bytes[segmentAt(file, 0xda) + 5 + 2 * i] = id.charCodeAt(0);
    }
    return bytes;
  };

  test.each([
    ['JFIF means YCbCr, whatever Adobe says', withSegment(colour, 0xee, adobe(0)), 'ycbcr'],
    ['Adobe says YCbCr', withSegment(bare, 0xee, adobe(1)), 'ycbcr'],
    ['Adobe says RGB', withSegment(bare, 0xee, adobe(0)), 'rgb'],
    ['components named R, G and B', named(bare, 'RGB'), 'rgb'],
    ['components of other names', named(bare, 'abc'), 'ycbcr'],
  ])('%s', (_, file, colours) => {
    expect(frame(file).colours).toBe(colours);
  });
});

describe('it leaves to others', () => {
  test.each([
    ['arithmetic coding', changed(colour, frameMarker, 1, 0xc9)],
    ['lossless coding', changed(colour, frameMarker, 1, 0xc3)],
    ['12 bits', changed(colour, frameMarker, 4, 12)],
    ['a height that comes later', changed(changed(colour, frameMarker, 5, 0), frameMarker, 6, 0)],
    ['two components', changed(colour, frameMarker, 9, 2)],
    ['a sampling of 0', changed(colour, frameMarker, 11, 0x02)],
    ['two components of one name', changed(colour, frameMarker, 13, colour[segmentAt(colour, frameMarker) + 10]!)],
    ['a missing quantisation table', withoutSegments(colour, 0xdb)],
    ['missing codes of a progressive file', withoutSegments(read('progressive.jpg'), 0xc4)],
    ['more codes of a length than there are', changed(colour, 0xc4, 5, 3)],
    ['an odd scan header', changed(colour, 0xda, 11, 1)],
    ['a scan of a component that does not exist', changed(colour, 0xda, 5, 9)],
    ['JFIF of an unknown version', changed(colour, 0xe0, 9, 2)],
    ["an unknown transform in Adobe's segment", withSegment(colour, 0xee, 'Adobe\0\x64\0\0\0\0\x07')],
    ['a segment that nobody expects', withSegment(colour, 0xde, 'hierarchy')],
    ['bytes between segments', Buffer.concat([colour.subarray(0, 2), Buffer.from([0]), colour.subarray(2)])],
    ['bytes after the end', Buffer.concat([colour, Buffer.from([0])])],
    ['a missing end', colour.subarray(0, -2)],
    ['another format', Buffer.from('GIF89a')],
    ['an empty file', Buffer.alloc(0)],
  ])('%s', (_, file) => {
    expect(frameOf(file)).toBeUndefined();
  });

  test('any file cut anywhere', () => {
    for (const file of [colour, read('progressive.jpg')])
      for (let length = 0; length < file.length; length += 3) expect(frameOf(file.subarray(0, length))).toBeUndefined();
  });
});
