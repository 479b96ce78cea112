import type { Frame, FrameComponent, HuffmanCode, Scan } from './frame.js';

/** How luma is coded anew. */
export interface NewLuma {
  /** Steps of its quantiser, in zigzag order. */
  readonly steps: readonly number[];
  readonly dc: Uint8Array;
  readonly ac: Uint8Array;
}

/**
 * The headers of a sequential JPEG in which only luma is coded anew: everything before the coded data of luma, and everything after it. The
 * other components keep their tables, numbers included, and scans without luma are copied.
 */
export function headersAround(file: Uint8Array, frame: Frame, luma: NewLuma): { before: Buffer; after: Buffer } {
  const { components, scans } = frame;
  const [first, ...others] = components;
  const quantiser = freeNumber(others.map((component) => component.quantiser));
  const coded = [{ ...first!, quantiser, steps: Uint16Array.from(luma.steps) }, ...others];
  const written = scans.map((scan) => withNewLuma(scan, luma));
  const place = written.findIndex(hasLuma);
  const before = [
    Buffer.from([0xff, 0xd8]),
    ...quantisersOf(coded),
    frameHeader(frame, coded, written),
    ...written.slice(0, place).flatMap((scan, i) => wholeScan(file, scan, coded, written[i - 1])),
    ...scanHeader(written[place]!, coded, written[place - 1]),
  ];
  const after = written.slice(place + 1).flatMap((scan, i) => wholeScan(file, scan, coded, written[place + i]));
  return { before: Buffer.concat(before), after: Buffer.concat([...after, Buffer.from([0xff, 0xd9])]) };
}

function hasLuma({ components }: Scan): boolean {
  return components[0]!.index === 0;
}

/** The scan with the new codes of luma, under numbers that no other component of it uses. */
function withNewLuma(scan: Scan, luma: NewLuma): Scan {
  if (!hasLuma(scan)) return scan;
  const [first, ...others] = scan.components;
  const dc = { number: freeNumber(others.map((other) => other.dc!.number)), bytes: luma.dc };
  const ac = { number: freeNumber(others.map((other) => other.ac!.number)), bytes: luma.ac };
  return { ...scan, components: [{ ...first!, dc, ac }, ...others] };
}

/** There are four numbers, and at most three other components. */
function freeNumber(taken: readonly number[]): number {
  return [0, 1, 2, 3].find((number) => !taken.includes(number))!;
}

/** A segment with its marker and length. */
function segment(marker: number, payload: readonly number[] | Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + payload.length);
  bytes.writeUInt16BE(0xff00 | marker);
  bytes.writeUInt16BE(2 + payload.length, 2);
  bytes.set(payload, 4);
  return bytes;
}

/** A segment for each quantisation table. */
function quantisersOf(components: readonly FrameComponent[]): Buffer[] {
  const tables = new Map(components.map(({ quantiser, steps }) => [quantiser, steps]));
  return [...tables].map(([number, steps]) => {
    const isWide = steps.some((step) => step > 255);
    return segment(0xdb, [(isWide ? 16 : 0) | number, ...Array.from(steps).flatMap((step) => (isWide ? [step >> 8, step & 255] : [step]))]);
  });
}

/** Baseline has tables numbered 0 and 1, of 8 bits. */
function frameHeader({ width, height }: Frame, components: readonly FrameComponent[], scans: readonly Scan[]): Buffer {
  const isBaseline =
    components.every(({ steps }) => steps.every((step) => step < 256)) &&
    scans.every((scan) => scan.components.every(({ dc, ac }) => dc!.number < 2 && ac!.number < 2));
  return segment(isBaseline ? 0xc0 : 0xc1, [
    ...[8, height >> 8, height & 255, width >> 8, width & 255, components.length],
    ...components.flatMap(({ id, across, down, quantiser }) => [id, (across << 4) | down, quantiser]),
  ]);
}

/** Everything that precedes the coded data of a scan. @param last the scan before */
function scanHeader({ components, restartInterval }: Scan, all: readonly FrameComponent[], last: Scan | undefined): Buffer[] {
  const codes = new Map<number, HuffmanCode>();
  for (const { dc, ac } of components) codes.set(dc!.number, dc!).set(16 + ac!.number, ac!);
  const isNew = restartInterval !== (last?.restartInterval ?? 0);
  return [
    ...[...codes].map(([kind, { bytes }]) => segment(0xc4, [kind, ...bytes])),
    ...(isNew ? [segment(0xdd, [restartInterval >> 8, restartInterval & 255])] : []),
    segment(0xda, [
      components.length,
      ...components.flatMap(({ index, dc, ac }) => [all[index]!.id, (dc!.number << 4) | ac!.number]),
      ...[0, 63, 0],
    ]),
  ];
}

/** A scan with its coded data as it stands. */
function wholeScan(file: Uint8Array, scan: Scan, all: readonly FrameComponent[], last: Scan | undefined): Uint8Array[] {
  return [...scanHeader(scan, all, last), file.subarray(scan.start, scan.end)];
}
