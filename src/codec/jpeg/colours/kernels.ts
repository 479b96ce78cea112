import { instantiate, kernelsOf } from '../../../wasm/instance.js';
import { InstancePool, type Lent } from '../../../wasm/instance-pool.js';
import { poolLimitBytes } from '../../buffer-pool.js';
import type { DecodingExports } from '../coder/coded-data.js';
import { DecodingTables, EncodingTables } from '../coder/loaded-tables.js';

/** Instances of the kernels of `kernels/jpeg/colours`; undefined if this machine has no SIMD, or `IMGPAR_KERNELS` asks for plain ones. */
const pool = kernelsOf<InstancePool<ColourExports> | undefined>(() => {
  const instances = new InstancePool(() => instantiate<ColourExports>('jpeg-colours'));
  // To find out whether there are any.
  const first = instances.take(0);
  if (first) instances.release(first.wasm);
  return instances;
}, undefined);

/** An instance with this much room; undefined if there is none. */
export function takeColourKernels(bytes: number): ColourKernels | undefined {
  const lent = pool()?.take(bytes);
  return lent && { ...lent, release: () => pool()?.release(lent.wasm, poolLimitBytes()) };
}

export interface ColourKernels extends Lent<ColourExports> {
  release(): void;
}

const loaded = new WeakMap<ColourExports, DecodingTables<ColourExports>>();

/** The tables of an instance. */
export function decodingTablesIn(wasm: ColourExports): DecodingTables<ColourExports> {
  const known = loaded.get(wasm) ?? new DecodingTables(wasm);
  loaded.set(wasm, known);
  return known;
}

const loadedToEncode = new WeakMap<ColourExports, EncodingTables>();

/** The tables that an instance encodes with. */
export function encodingTablesIn(wasm: ColourExports): EncodingTables {
  const known = loadedToEncode.get(wasm) ?? new EncodingTables(wasm);
  loadedToEncode.set(wasm, known);
  return known;
}

/** What components are, by the numbers that the kernels have for it. */
export const colourNumbers = { grey: 0, ycbcr: 1, rgb: 2, cmyk: 3, ycck: 4 } as const;

/** The exports of `kernels/jpeg/colours`. Addresses are in bytes. */
export interface ColourExports extends DecodingExports {
  // planes.ts
  beginComponents(across: number, down: number): void;
  setComponent(component: number, across: number, down: number, stride: number, width: number, height: number): void;
  placeRows(component: number, firstRow: number): void;
  // read.ts
  readonly steps: { readonly value: number };
  beginScanComponents(): void;
  addScanComponent(component: number, across: number, down: number): void;
  readMcuRow(row: number, columns: number): number;
  // upsample.ts, rows.ts
  placeSums(room: number): void;
  placeFullRows(start: number, bytesOfRow: number): void;
  rowsToPixels(first: number, end: number, colours: number, width: number, turned: number, to: number): void;
  // downsample.ts
  placeChromaRows(start: number, bytesOfRow: number): void;
  pixelsToPlanes(pixels: number, count: number, components: number, width: number): void;
  // encode.ts in kernels/jpeg/sequential
  readonly symbolCounts: { readonly value: number };
  buildDcEntries(code: number, table: number): void;
  buildAcEntries(code: number, table: number): void;
  // write.ts
  readonly divisors: { readonly value: number };
  readonly writtenTo: { readonly value: number };
  beginWriting(components: number, hasChroma: number, to: number): void;
  countMcuRow(row: number, columns: number): void;
  writeMcuRow(row: number, columns: number, end: number): number;
  writePlanes(rows: number, columns: number, end: number): number;
  endWriting(end: number): number;
}
