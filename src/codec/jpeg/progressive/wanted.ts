import type { ScanScript } from './script.js';
import type { Grid } from './workspace.js';

/** What is written. */
export interface Wanted {
  readonly isProgressive: boolean;
  readonly scans: readonly ScanScript[];
  /** The steps of each component, in zigzag order. */
  readonly steps: ReadonlyArray<ArrayLike<number>>;
  /** Maps luma. */
  readonly table: ArrayLike<number>;
  /** The blocks of the other components; without them, their scans are copied, but for DC that is interleaved with that of luma. */
  readonly blocks: readonly Grid[] | undefined;
}

/** A scan, and where its symbols are, unless it is copied. */
export interface WrittenScan {
  readonly script: ScanScript;
  readonly symbols: { readonly index: number; readonly counts: number; readonly codes: number } | undefined;
}
