import { slackBytes } from '../../coder/coded-data.js';
import type { Frame, Scan } from '../../coder/frame.js';
import { acScansOf } from '../script.js';
import { type Grid, gridBytes, gridOf, valueBytes } from '../workspace.js';
import { type InputPlaces, placeInput, type StreamedScans } from './input.js';

/** Where things lie while bands are read. */
export interface BandPlaces {
  /** Tables of codes: of each scan of DC as many as it may have components, then of each scan of luma's AC one. */
  readonly tables: number;
  /** The file on its way in. */
  readonly window: number;
  readonly dc: readonly InputPlaces[];
  readonly ac: readonly InputPlaces[];
  /** The DC of each component of a band. */
  readonly grids: readonly Grid[];
  readonly tiles: number;
}

/** The most components of a scan of DC. */
export const mostComponents = 4;

export function dcScansOf({ scans }: Frame): Scan[] {
  return scans.filter(({ first }) => first === 0);
}

/** @param band the frame of the largest band */
export function placeBands(file: StreamedScans, band: Frame, tableBytes: number, take: (bytes: number) => number): BandPlaces {
  const { frame, pieceBytes } = file;
  const [dcScans, acScans] = [dcScansOf(frame), acScansOf(frame, 0)];
  const { columns, rows } = band.components[0]!;
  return {
    // First, as entries of tables have 24 bits for an address.
    tables: take((mostComponents * dcScans.length + acScans.length) * tableBytes),
    window: take(pieceBytes + slackBytes),
    dc: dcScans.map((scan) => placeInput(scan, file, take)),
    ac: acScans.map((scan) => placeInput(scan, file, take)),
    grids: band.components.map((_, i) => gridOf(band, i, valueBytes, take(gridBytes(band, i, valueBytes)))),
    tiles: take(64 * columns * rows),
  };
}

/** Where things lie while the AC of another component is read through. */
export interface ThroughPlaces extends Pick<BandPlaces, 'tables' | 'window' | 'ac'> {}

export function placeThrough(file: StreamedScans, component: number, tableBytes: number, take: (bytes: number) => number): ThroughPlaces {
  const { frame, pieceBytes } = file;
  const scans = acScansOf(frame, component);
  return {
    tables: take(scans.length * tableBytes),
    window: take(pieceBytes + slackBytes),
    ac: scans.map((scan) => placeInput(scan, file, take)),
  };
}

/** Counts bytes like a workspace, from 0 on. */
export function counter(): { take(bytes: number): number; taken(): number } {
  let at = 0;
  return {
    take(bytes) {
      const start = at;
      at = Math.ceil((at + bytes) / 64) * 64;
      return start;
    },
    taken: () => at,
  };
}

/** The frame of some rows of MCUs, as if they were an image. */
export function bandOf(frame: Frame, firstRow: number, rows: number): Frame {
  const { height, down } = frame;
  const bandHeight = Math.min(8 * down * rows, height - 8 * down * firstRow);
  const components = frame.components.map((component) => ({
    ...component,
    rows: Math.ceil((bandHeight * component.down) / (8 * down)),
  }));
  return { ...frame, height: bandHeight, components };
}

/** How many rows of a scan, of MCUs or of blocks, such a band has. */
export function rowsIn(
  { height, down, components }: Frame,
  scan: { readonly components: ReadonlyArray<{ readonly index: number }> },
): number {
  return scan.components.length === 1 ? components[scan.components[0]!.index]!.rows : Math.ceil(height / (8 * down));
}
