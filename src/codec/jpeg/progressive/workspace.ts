import { discard, freeAddress, memoryUpTo } from '../../../wasm/memory.js';
import type { Frame } from '../coder/frame.js';
import type { ProgressiveExports } from './exports.js';

/** The memory of an instance, divided for one image after the other. */
export class Workspace {
  readonly wasm: ProgressiveExports;
  /** Room for tables of codes. */
  readonly tables: number;
  readonly tableBytes: number;
  /** The steps of luma's quantiser, and what divides by other ones: 64 and 3 × 64 words, row by row. */
  readonly steps: number;
  readonly divisors: number;
  /** The table that maps luma. */
  readonly mapping: number;
  /** Eight histograms of samples. */
  readonly histograms: number;
  /** For each written scan, how often symbols occur, and their codes. */
  readonly counts: number;
  readonly codes: number;
  /** A table as in a DHT segment. */
  readonly segment: number;
  readonly #start: number;
  #free: number;

  constructor(wasm: ProgressiveExports) {
    wasm.initLuma();
    this.wasm = wasm;
    this.#free = freeAddress(wasm);
    this.tableBytes = wasm.codeTableBytes();
    this.tables = this.take(mostTables * this.tableBytes);
    this.steps = this.take(128);
    this.divisors = this.take(384);
    this.mapping = this.take(256);
    this.histograms = this.take(8 * 1024);
    this.counts = this.take(mostWrittenScans * countBytes);
    this.codes = this.take(mostWrittenScans * codeBytes);
    this.segment = this.take(16 + 256);
    this.#start = this.#free;
  }

  /** Gives all that was taken for an image back. */
  reset(): void {
    this.#free = this.#start;
  }

  /** Takes room that begins at a multiple of 64. It may hold what was there before. */
  take(bytes: number): number {
    const at = this.#free;
    this.#free = Math.ceil((at + bytes) / 64) * 64;
    memoryUpTo(this.#free + slackBytes, this.wasm);
    return at;
  }

  /** Gives the room from an address on back. */
  giveBack(from: number): void {
    this.#free = from;
  }

  get free(): number {
    return this.#free;
  }

  /** All bytes; valid until more room is taken. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.wasm.memory.buffer);
  }

  get size(): number {
    return this.wasm.memory.buffer.byteLength;
  }
}

/** More scans of AC of one component are unheard of: one by one, each with 2 refinements, is 189, but encoders write 4 to 6. */
export const mostAcScans = 16;
export const mostDcScans = 16;
const mostWrittenScans = mostAcScans + mostDcScans;
/** As many as AC has scans; and as components that a scan of DC has. */
const mostTables = mostAcScans;
export const countBytes = 1024;
/** With the code of no symbol, which is empty. */
export const codeBytes = 1088;

/** Kernels may read and write that much more. */
const slackBytes = 1024;

/** A memory that has grown beyond this is not kept for the next image, as memory never shrinks. */
const keptBytes = 64 * 2 ** 20;

/** Lends the workspace of this thread to one image at a time; another one gets its own. */
export function workspaces(instantiate: () => ProgressiveExports) {
  let idle: Workspace | undefined;
  return {
    take(): Workspace {
      const taken = idle ?? new Workspace(instantiate());
      idle = undefined;
      taken.reset();
      return taken;
    },
    release(space: Workspace): void {
      if (space.size <= keptBytes && !idle) idle = space;
      else discard(space.wasm);
    },
  };
}

/** Where the DC of a component lies: words, rows of whole MCUs. */
export interface DcPlane {
  readonly at: number;
  /** Blocks from one row to the next, and rows, with those that pad the last MCU. */
  readonly stride: number;
  readonly rows: number;
}

/** Room for the DC of a component. */
export function takeDcPlane(space: Workspace, frame: Frame, component: number): DcPlane {
  const { across, down, columns, rows } = frame.components[component]!;
  const stride = Math.max(Math.ceil(frame.width / (8 * frame.across)) * across, columns);
  const allRows = Math.max(Math.ceil(frame.height / (8 * frame.down)) * down, rows);
  return { at: space.take(2 * stride * allRows), stride, rows: allRows };
}

/** Stores numbers as words. */
export function setWords(bytes: Uint8Array<ArrayBuffer>, at: number, numbers: Iterable<number>): void {
  new Int16Array(bytes.buffer, at, 64).set([...numbers]);
}
