import type { Frame } from '../coder/frame.js';

/** What a scan codes. */
export interface ScanScript {
  readonly components: ReadonlyArray<{ readonly index: number }>;
  readonly first: number;
  readonly last: number;
  readonly highBit: number;
  readonly lowBit: number;
  /** MCUs between restart markers, or blocks of a single component; 0 if there are none. */
  readonly restartInterval: number;
  /** MCUs across and down, or blocks of a single component. */
  readonly columns: number;
  readonly rows: number;
}

/**
 * Whether the scans of a progressive image bring every bit of every coefficient once, from the highest to the lowest, DC first: what all
 * encoders do. Decoders show anything else as well as they can, so they have the verdict on it.
 */
export function isWholeScript({ components, scans }: Frame): boolean {
  const known = components.map(() => new Int8Array(64).fill(unknown));
  for (const scan of scans)
    for (const { index } of scan.components) {
      const bits = known[index]!;
      if (scan.first > 0 && bits[0] === unknown) return false;
      const before = scan.highBit === 0 ? unknown : scan.highBit;
      for (let place = scan.first; place <= scan.last; place++) {
        if (bits[place] !== before) return false;
        bits[place] = scan.lowBit;
      }
    }
  return known.every((bits) => bits.every((lowest) => lowest === 0));
}

const unknown = -1;

/** The scans of AC of one component. */
export function acScansOf<Any extends ScanScript>({ scans }: { readonly scans: readonly Any[] }, component: number): Any[] {
  return scans.filter(({ first, components }) => first > 0 && components[0]!.index === component);
}

export function codesLuma({ components }: Pick<ScanScript, 'components'>): boolean {
  return components[0]!.index === 0;
}

/** One sequential scan of all components; one each if an MCU would have too many blocks. */
export function sequentialScript(frame: Frame): ScanScript[] {
  return together(frame, 0, 63, 0, 0);
}

/** The scans that libjpeg chooses for progressive images (`jpeg_simple_progression`). */
export function progressiveScript(frame: Frame): ScanScript[] {
  const ac = (index: number, first: number, last: number, highBit: number, lowBit: number) =>
    single(frame, index, first, last, highBit, lowBit);
  const chroma = frame.components
    .slice(1)
    .map((_, i) => i + 1)
    .reverse();
  return [
    ...together(frame, 0, 0, 0, 1),
    ac(0, 1, 5, 0, 2),
    ...chroma.map((index) => ac(index, 1, 63, 0, 1)),
    ac(0, 6, 63, 0, 2),
    ac(0, 1, 63, 2, 1),
    ...together(frame, 0, 0, 1, 0),
    ...chroma.map((index) => ac(index, 1, 63, 1, 0)),
    ac(0, 1, 63, 1, 0),
  ];
}

/** Interleaved blocks of an MCU, by the standard. */
const mostBlocksOfMcu = 10;

function together(frame: Frame, first: number, last: number, highBit: number, lowBit: number): ScanScript[] {
  const { components, width, height, across, down } = frame;
  const blocks = components.reduce((sum, component) => sum + component.across * component.down, 0);
  if (components.length === 1 || blocks > mostBlocksOfMcu)
    return components.map((_, index) => single(frame, index, first, last, highBit, lowBit));
  const [columns, rows] = [Math.ceil(width / (8 * across)), Math.ceil(height / (8 * down))];
  return [{ components: components.map((_, index) => ({ index })), first, last, highBit, lowBit, restartInterval: 0, columns, rows }];
}

function single({ components }: Frame, index: number, first: number, last: number, highBit: number, lowBit: number): ScanScript {
  const { columns, rows } = components[index]!;
  return { components: [{ index }], first, last, highBit, lowBit, restartInterval: 0, columns, rows };
}
