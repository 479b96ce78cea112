import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fastest, opened, type Wanted } from '../../../test/opened.js';
import { failureOf } from '../../errors.js';

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/jpeg-planes/${name}.jpg`, import.meta.url)));
const baseline = read('sampling-420');
const progressive = read('progressive');
const restarts = read('restart');

/** A marker segment; that of a scan has its coded data, too. */
interface Piece {
  readonly marker: number;
  readonly payload: Buffer;
  readonly coded?: Buffer;
}

const [sof, dht, dqt, dri, sos, com] = [0xc0, 0xc4, 0xdb, 0xdd, 0xda, 0xfe];

/** The segments of a file between its start and end markers. */
function piecesOf(file: Buffer): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 2; file[at + 1] !== 0xd9; ) {
    const [marker, end] = [file[at + 1]!, at + 2 + file.readUInt16BE(at + 2)];
    const payload = file.subarray(at + 4, end);
    at = end;
    if (marker !== sos) pieces.push({ marker, payload });
    else {
      while (file[at] !== 0xff || file[at + 1] === 0 || (file[at + 1]! >= 0xd0 && file[at + 1]! <= 0xd7)) at++;
      pieces.push({ marker, payload, coded: file.subarray(end, at) });
    }
  }
  return pieces;
}

function fileOf(pieces: readonly Piece[]): Buffer {
  const parts = pieces.flatMap(({ marker, payload, coded = Buffer.alloc(0) }) => [
    Buffer.from([0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255]),
    payload,
    coded,
  ]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xd9])]);
}

const piece = (marker: number, ...bytes: number[]): Piece => ({ marker, payload: Buffer.from(bytes) });
const isFrame = ({ marker }: Piece) => marker >= 0xc0 && marker <= 0xc2;
const isScan = ({ marker }: Piece) => marker === sos;

/** The file with the first piece of a kind replaced. */
function replaced(file: Buffer, isIt: (piece: Piece) => boolean, change: (piece: Piece) => readonly Piece[]): Buffer {
  const pieces = piecesOf(file);
  const at = pieces.findIndex(isIt);
  return fileOf([...pieces.slice(0, at), ...change(pieces[at]!), ...pieces.slice(at + 1)]);
}

/** The file with a byte of the first piece of a kind replaced. */
function withByte(file: Buffer, isIt: (piece: Piece) => boolean, at: number, ...bytes: number[]): Buffer {
  return replaced(file, isIt, (found) => {
    const payload = Buffer.from(found.payload);
    payload.set(bytes, at);
    return [{ ...found, payload }];
  });
}

/** The file with other coded data in its first scan. */
function withCoded(file: Buffer, change: (coded: Buffer) => Buffer): Buffer {
  return replaced(file, isScan, (scan) => [{ ...scan, coded: change(scan.coded!) }]);
}

/** A scan, with coded data that is right for one block at most. */
function scan(parts: readonly (readonly [id: number, tables: number])[], first: number, last: number, bits: number): Piece {
  const header = [parts.length, ...parts.flat(), first, last, bits];
  return { marker: sos, payload: Buffer.from(header), coded: Buffer.from([0x00]) };
}

const before = (file: Buffer, isIt: (piece: Piece) => boolean, ...added: Piece[]) => replaced(file, isIt, (found) => [...added, found]);
const after = (file: Buffer, isIt: (piece: Piece) => boolean, ...added: Piece[]) => replaced(file, isIt, (found) => [found, ...added]);
const ofMarker = (marker: number) => (found: Piece) => found.marker === marker;
const repeated = (count: number, added: Piece) => Array.from({ length: count }, () => added);
/** A Huffman table of a class and number, with symbols after the counts of codes by length. */
const codes = (number: number, counts: readonly number[], symbols: readonly number[]) =>
  piece(dht, number, ...Array.from({ length: 16 }, (_, i) => counts[i] ?? 0), ...symbols);
const many = (count: number, value: number) => Array.from({ length: count }, () => value);

/** Files that have crashed decoders or made them hang, by what is wrong with them. */
const crashers: Readonly<Record<string, Buffer>> = {
  // ---- sizes ----
  'sides of 65,500 with the data of a thumbnail': withByte(baseline, isFrame, 1, 0xff, 0xdc, 0xff, 0xdc),
  'the same, progressive': withByte(progressive, isFrame, 1, 0xff, 0xdc, 0xff, 0xdc),
  'far more rows than data': withByte(baseline, isFrame, 1, 0x4e, 0x20),
  'far more rows than data, progressive': withByte(progressive, isFrame, 1, 0x4e, 0x20),
  'no width': withByte(baseline, isFrame, 3, 0, 0),
  'no height, and no DNL': withByte(baseline, isFrame, 1, 0, 0),
  'no height, but a DNL': after(withByte(baseline, isFrame, 1, 0, 0), isScan, piece(0xdc, 0, 40)),
  'a DNL that contradicts the height': after(baseline, isScan, piece(0xdc, 0xff, 0xff)),

  // ---- frames ----
  'no frame': replaced(baseline, isFrame, () => []),
  'two frames': replaced(baseline, isFrame, (frame) => [frame, frame]),
  'a second frame of other sides': replaced(baseline, isFrame, (frame) => [
    frame,
    { ...frame, payload: Buffer.from(frame.payload).fill(1, 1, 5) },
  ]),
  'a progressive frame after a baseline one': replaced(baseline, isFrame, (frame) => [frame, { ...frame, marker: 0xc2 }]),
  'a second frame after the scan': after(baseline, isScan, piecesOf(baseline).find(isFrame)!),
  'a frame without its components': replaced(baseline, isFrame, ({ payload }) => [{ marker: sof, payload: payload.subarray(0, 6) }]),
  'no components': withByte(baseline, isFrame, 5, 0),
  'two components': withByte(baseline, isFrame, 5, 2),
  '255 components': withByte(baseline, isFrame, 5, 255),
  'components of the same name': withByte(baseline, isFrame, 9, 1),
  'samples of 9 bits': withByte(baseline, isFrame, 0, 9),
  'baseline data called progressive': replaced(baseline, isFrame, (frame) => [{ ...frame, marker: 0xc2 }]),
  'progressive data called baseline': replaced(progressive, isFrame, (frame) => [{ ...frame, marker: 0xc0 }]),
  'a lossless frame': replaced(baseline, isFrame, (frame) => [{ ...frame, marker: 0xc3 }]),
  'a hierarchical frame': before(
    replaced(baseline, isFrame, (frame) => [{ ...frame, marker: 0xc5 }]),
    isScan,
    piece(0xde, 8, 0, 8, 0, 8, 0),
  ),
  'arithmetic coding that is none': replaced(baseline, isFrame, (frame) => [{ ...frame, marker: 0xc9 }]),

  // ---- sampling ----
  'luma sampled 0 times across': withByte(baseline, isFrame, 7, 0x02),
  'luma sampled 0 times down, progressive': withByte(progressive, isFrame, 7, 0x20),
  'luma sampled 0 times both ways': withByte(progressive, isFrame, 7, 0x00),
  'chroma sampled 0 times': withByte(baseline, isFrame, 10, 0x00),
  'luma sampled 15 times': withByte(baseline, isFrame, 7, 0xff),
  'luma sampled 4×4, 18 blocks an MCU': withByte(baseline, isFrame, 7, 0x44),
  'luma sampled 3×1': withByte(baseline, isFrame, 7, 0x31),
  'luma sampled less than chroma': withByte(baseline, isFrame, 7, 0x11, 0, 2, 0x22),

  // ---- quantisers ----
  'a quantiser of zeros': replaced(baseline, ofMarker(dqt), ({ payload }) => [
    { marker: dqt, payload: Buffer.from(payload).fill(0, 1, 65) },
  ]),
  'a quantiser of 65535': replaced(baseline, ofMarker(dqt), () => [piece(dqt, 0x10, ...many(128, 0xff))]),
  'quantiser 15': withByte(baseline, ofMarker(dqt), 0, 0x0f),
  'a quantiser that is cut off': replaced(baseline, ofMarker(dqt), ({ payload }) => [{ marker: dqt, payload: payload.subarray(0, 30) }]),
  'no quantisers': fileOf(piecesOf(baseline).filter(({ marker }) => marker !== dqt)),
  'a component of a quantiser that does not exist': withByte(baseline, isFrame, 8, 3),

  // ---- Huffman codes ----
  'more codes of a bit than there are': before(baseline, isScan, codes(0x00, [3], [0, 1, 2])),
  'more codes in all than there are': before(baseline, isScan, codes(0x10, [1, 1, 1, 1, 3], [0, 1, 2, 3, 4, 5, 6])),
  'a code of ones only': before(baseline, isScan, codes(0x00, [2], [0, 1])),
  '256 codes of each length': before(baseline, isScan, codes(0x00, many(16, 255), many(4080, 0))),
  'no codes': before(baseline, isScan, codes(0x00, [], [])),
  'codes without symbols': before(baseline, isScan, codes(0x10, [0, 1, 5, 1, 1, 1], [])),
  'code table 4': before(baseline, isScan, codes(0x04, [0, 1], [0])),
  'code table of class 15': before(baseline, isScan, codes(0xf0, [0, 1], [0])),
  'differences of DC of 255 bits': before(baseline, isScan, codes(0x00, [0, 1, 1], [255, 0])),
  'differences of DC of 16 bits': before(baseline, isScan, codes(0x00, [0, 1, 1], [16, 0])),
  'DC that grows without end': withCoded(before(baseline, isScan, codes(0x00, [1], [11])), () => Buffer.alloc(600, 0x7b)),
  'runs that lead out of the block': before(baseline, isScan, codes(0x10, [0, 3], [0xf0, 0xf1, 0x00])),
  'no tables of codes': fileOf(piecesOf(baseline).filter(({ marker }) => marker !== dht)),

  // ---- scans ----
  'no scan': fileOf(piecesOf(baseline).filter((each) => !isScan(each))),
  'a scan before the frame': replaced(baseline, isFrame, (frame) => [piecesOf(baseline).find(isScan)!, frame]),
  'a scan of no component': withByte(baseline, isScan, 0, 0),
  'a scan of five components': withByte(baseline, isScan, 0, 5),
  'a scan of a component that does not exist': withByte(baseline, isScan, 1, 77),
  'a scan of the same component twice': withByte(baseline, isScan, 3, 1),
  'code tables 15 in a scan': withByte(baseline, isScan, 2, 0xff),
  'code tables in a scan that do not exist': withByte(baseline, isScan, 2, 0x22),
  'a baseline scan from coefficient 1': withByte(baseline, isScan, 7, 1),
  'a baseline scan to coefficient 5': withByte(baseline, isScan, 8, 5),
  'a baseline scan of bit 3': withByte(baseline, isScan, 9, 3),
  'a scan twice': after(baseline, isScan, piecesOf(baseline).find(isScan)!),
  '2,000 scans more': after(baseline, isScan, ...repeated(2000, scan([[1, 0]], 0, 63, 0))),

  // ---- progressive scans ----
  '5,000 scans of refinement': fileOf([...piecesOf(progressive), ...repeated(5000, scan([[1, 0]], 1, 63, 0x10))]),
  '5,000 scans of DC': fileOf([
    ...piecesOf(progressive),
    ...repeated(
      5000,
      scan(
        [
          [1, 0],
          [2, 0],
          [3, 0],
        ],
        0,
        0,
        0x10,
      ),
    ),
  ]),
  'a scan of AC before that of DC': before(progressive, isScan, scan([[1, 0]], 1, 63, 2)),
  'a scan of AC of two components': after(
    progressive,
    isScan,
    scan(
      [
        [1, 0],
        [2, 0],
      ],
      1,
      63,
      0,
    ),
  ),
  'a scan of DC and AC': withByte(progressive, isScan, 8, 63),
  'a scan from coefficient 63 to 5': after(progressive, isScan, scan([[1, 0]], 63, 5, 0)),
  'a scan to coefficient 64': after(progressive, isScan, scan([[1, 0]], 1, 64, 0)),
  'a scan to coefficient 255': after(progressive, isScan, scan([[1, 0]], 1, 255, 0)),
  'bits from 14 on': withByte(progressive, isScan, 9, 0x0e),
  'bits from 15 to 14': withByte(progressive, isScan, 9, 0xfe),
  'refinement of nothing': before(progressive, isScan, scan([[1, 0]], 1, 63, 0x21)),
  'refinement that leaves out a bit': fileOf([...piecesOf(progressive), scan([[1, 0]], 1, 63, 0x31)]),
  'runs of blocks that lead out of the image': withCoded(
    before(progressive, (each) => isScan(each) && each.payload[each.payload.length - 3] === 1, codes(0x10, [1], [0xe0])),
    (coded) => coded,
  ),
  'no scan of AC': fileOf(piecesOf(progressive).filter((each) => !isScan(each) || each.payload.at(-3) === 0)),
  'only refinement': fileOf(piecesOf(progressive).filter((each) => !isScan(each) || each.payload.at(-1)! >= 0x10)),

  // ---- restart markers ----
  'restart markers without an interval': fileOf(piecesOf(restarts).filter(({ marker }) => marker !== dri)),
  'an interval without restart markers': before(baseline, isScan, piece(dri, 0, 1)),
  'an interval of 65,535': before(baseline, isScan, piece(dri, 0xff, 0xff)),
  'an interval of four bytes': before(baseline, isScan, piece(dri, 0, 0, 0, 1)),
  'an interval of one byte': before(baseline, isScan, piece(dri, 1)),
  'an interval within the coded data': withCoded(baseline, (coded) =>
    Buffer.concat([coded.subarray(0, 9), Buffer.from([0xff, dri, 0, 4, 0, 1]), coded.subarray(9)]),
  ),
  'restart markers of wrong numbers': withCoded(
    restarts,
    (coded) => coded.map((byte, i) => (coded[i - 1] === 0xff && byte >= 0xd0 ? 0xd5 : byte)) as Buffer,
  ),
  'restart markers only': withCoded(restarts, () =>
    Buffer.from(Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 0xff : 0xd0 + ((i >> 1) & 7)))),
  ),
  'a restart marker missing': withCoded(restarts, (coded) =>
    Buffer.from(
      [...coded].filter((_, i) => !(coded[i] === 0xff && coded[i + 1] === 0xd2) && !(coded[i - 1] === 0xff && coded[i] === 0xd2)),
    ),
  ),

  // ---- coded data ----
  'no coded data': withCoded(baseline, () => Buffer.alloc(0)),
  'no coded data, progressive': withCoded(progressive, () => Buffer.alloc(0)),
  'coded data of zeros': withCoded(baseline, (coded) => Buffer.alloc(coded.length)),
  'coded data of ones': withCoded(baseline, () => Buffer.from(Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? 0xff : 0)))),
  'coded data of ones, progressive': withCoded(progressive, () =>
    Buffer.from(Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? 0xff : 0))),
  ),
  'a megabyte of coded data': withCoded(baseline, (coded) => Buffer.concat([coded, Buffer.alloc(1 << 20, 0x55)])),
  'a megabyte of 0xFF before a marker': withCoded(baseline, (coded) => Buffer.concat([coded, Buffer.alloc(1 << 20, 0xff)])),
  'an end marker within': withCoded(baseline, (coded) =>
    Buffer.concat([coded.subarray(0, 40), Buffer.from([0xff, 0xd9]), coded.subarray(40)]),
  ),
  'a start marker within': withCoded(baseline, (coded) =>
    Buffer.concat([coded.subarray(0, 40), Buffer.from([0xff, 0xd8]), coded.subarray(40)]),
  ),
  'a reserved marker within': withCoded(baseline, (coded) =>
    Buffer.concat([coded.subarray(0, 40), Buffer.from([0xff, 0x02]), coded.subarray(40)]),
  ),

  // ---- other segments ----
  '10,000 empty comments': before(baseline, isFrame, ...repeated(10_000, piece(com))),
  '100 comments of 64 KiB': before(baseline, isFrame, ...repeated(100, { marker: com, payload: Buffer.alloc(65_533, 0x20) })),
  'a comment within another': before(baseline, isFrame, { marker: com, payload: baseline }),
  'a file within an APP1': before(baseline, isFrame, { marker: 0xe1, payload: Buffer.concat([Buffer.from('Exif\0\0'), baseline]) }),
  'a segment of length 0': Buffer.concat([baseline.subarray(0, 2), Buffer.from([0xff, 0xe5, 0, 0]), baseline.subarray(2)]),
  'a segment of length 1': Buffer.concat([baseline.subarray(0, 2), Buffer.from([0xff, 0xe5, 0, 1]), baseline.subarray(2)]),
  'a segment that leads out of the file': Buffer.concat([
    baseline.subarray(0, 2),
    Buffer.from([0xff, 0xe5, 0xff, 0xff]),
    baseline.subarray(2),
  ]),
  'Adobe’s segment, cut off': before(baseline, isFrame, { marker: 0xee, payload: Buffer.from('Adobe\0d') }),
  'Adobe’s transform 255': before(baseline, isFrame, {
    marker: 0xee,
    payload: Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 255]),
  }),
  'only the start': Buffer.from([0xff, 0xd8, 0xff]),
  'start and end': Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
};

/** What becomes of a file: what it is, or why it is refused. A changed size may be enormous, so that it is limited. */
async function endingOf(file: Buffer, wanted: Wanted): Promise<string> {
  try {
    const needs: number[] = [];
    const admit = ({ rasterBytes, decodeBytes, encodeBytes }: { rasterBytes: number; decodeBytes: number; encodeBytes: number }) => {
      needs.push(rasterBytes + Math.max(decodeBytes, encodeBytes));
    };
    const image = await opened(file, { ...wanted, maxPixels: 1e7, admit });
    await image.encode();
    image.release();
    const { width, height } = image.pictures[0]!.shape;
    // What memory is asked for is what the budget of a run goes by.
    expect(needs.every((bytes) => bytes > 0 && bytes < 5e8)).toBe(true);
    return `accepted: ${width} × ${height}`;
  } catch (error) {
    const { code, message } = failureOf(error);
    return `${code}: ${message}`;
  }
}

test.each(Object.entries(crashers))('%s: our coder, CLAHE and sharp agree on it', async (_, file) => {
  const verdict = await endingOf(file, {});
  expect(await endingOf(file, fastest)).toBe(verdict);
  expect(await endingOf(file, { output: { codec: 'auto', scans: 'progressive' } })).toBe(verdict);
  expect(await endingOf(file, { operation: { on: 'rgb' }, output: { codec: 'auto' } })).toBe(verdict);
  expect(await endingOf(file, { operation: { method: 'clahe' }, output: { codec: 'auto' } })).toBe(verdict);
});

test('what becomes of each of them is on record', async () => {
  const endings = [];
  for (const [name, file] of Object.entries(crashers)) endings.push(`${name}\n    ${await endingOf(file, fastest)}\n`);
  await expect(endings.join('')).toMatchFileSnapshot('../../../test/golden/jpeg-crashers.txt');
});

test.each([
  ['baseline', baseline],
  ['progressive', progressive],
  ['with restart markers', restarts],
])('a %s file that ends anywhere is refused as sharp refuses it', async (_, file) => {
  for (let end = 3; end < file.length; end += end < 700 ? 13 : 3) {
    const cut = file.subarray(0, end);
    const verdict = await endingOf(cut, {});
    // The last bytes may hold nothing but padding and the end marker.
    if (end < 0.95 * file.length) expect(verdict).not.toMatch(/^accepted/);
    expect(await endingOf(cut, fastest), `the first ${end} bytes`).toBe(verdict);
  }
});
