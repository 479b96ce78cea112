import { discard, freeAddress, memoryUpTo } from '../../../wasm/memory.js';
import { poolLimitBytes } from '../../buffer-pool.js';
import type { Frame } from '../coder/frame.js';
import type { ProgressiveExports } from './exports.js';

/** The memory of an instance, divided for one image after the other. */
export class Workspace {
  readonly wasm: ProgressiveExports;
  /** Bytes of a table of codes. */
  readonly tableBytes: number;
  /** The steps of luma's quantiser, and what divides by other ones: 64 and 3 × 64 words, row by row. */
  readonly steps: number;
  readonly divisors: number;
  /** The steps that another component had, and those that it gets. */
  readonly oldSteps: number;
  readonly newSteps: number;
  /** The table that maps luma. */
  readonly mapping: number;
  /** Eight histograms of samples. */
  readonly histograms: number;
  /** A table as in a DHT segment. */
  readonly segment: number;
  readonly #start: number;
  readonly #mostBytes: number;
  #free: number;

  /** @param mostBytes of all together */
  constructor(wasm: ProgressiveExports, mostBytes = mostAddress) {
    this.#mostBytes = mostBytes;
    wasm.initLuma();
    this.wasm = wasm;
    this.#free = freeAddress(wasm);
    this.tableBytes = wasm.codeTableBytes();
    this.steps = this.take(128);
    this.divisors = this.take(384);
    this.oldSteps = this.take(128);
    this.newSteps = this.take(128);
    this.mapping = this.take(256);
    this.histograms = this.take(8 * 1024);
    this.segment = this.take(16 + 256);
    this.#start = this.#free;
  }

  /** Gives all that was taken for an image back. */
  reset(): void {
    this.#free = this.#start;
  }

  /** Takes room that begins at a multiple of 64. It may hold what was there before. @throws {NoRoom} */
  take(bytes: number): number {
    const at = this.#free;
    const end = Math.ceil((at + bytes) / 64) * 64;
    if (end + slackBytes > this.#mostBytes) throw new NoRoom();
    this.#free = end;
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

/** Thrown if an image takes more than there is room for. */
class NoRoom extends Error {}

/** Gives what `work` does; undefined if there is no room for it. */
export function withinRoom<Result>(work: () => Result | undefined): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof NoRoom) return undefined;
    throw error;
  }
}

/** JavaScript would see higher addresses as negative numbers. */
const mostAddress = 2 ** 31;

/** Kernels may read and write that much more. */
const slackBytes = 1024;

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
      // Memory never shrinks.
      if (space.size <= poolLimitBytes() && !idle) idle = space;
      else discard(space.wasm);
    },
  };
}

/** Where one value, or one block, of each block of a component lies: rows of whole MCUs. */
export interface Grid {
  readonly at: number;
  /** Bytes from one to the next. */
  readonly step: number;
  /** How many there are from one row to the next, and rows, with those that pad the last MCU. */
  readonly stride: number;
  readonly rows: number;
}

export const valueBytes = 2;
export const blockBytes = 128;

/** Room for a component. */
export function takeGrid(space: Workspace, frame: Frame, component: number, step: number): Grid {
  return gridOf(frame, component, step, space.take(gridBytes(frame, component, step)));
}

/** A component at an address. */
export function gridOf(frame: Frame, component: number, step: number, at: number): Grid {
  const { across, down, columns, rows } = frame.components[component]!;
  const stride = Math.max(Math.ceil(frame.width / (8 * frame.across)) * across, columns);
  const allRows = Math.max(Math.ceil(frame.height / (8 * frame.down)) * down, rows);
  return { at, step, stride, rows: allRows };
}

export function gridBytes(frame: Frame, component: number, step: number): number {
  const { stride, rows } = gridOf(frame, component, step, 0);
  return step * stride * rows;
}

/** Stores 64 numbers as words. */
export function setWords(bytes: Uint8Array<ArrayBuffer>, at: number, numbers: readonly number[]): void {
  new Int16Array(bytes.buffer, at, 64).set(numbers);
}
