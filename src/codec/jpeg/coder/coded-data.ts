import { bytesOf, type WasmMemory } from '../../../wasm/memory.js';
import type { Scan } from './frame.js';

/** The exports of `bits.ts`, `lookup.ts` and `decode.ts` in `kernels/jpeg/sequential`. Addresses are in bytes. */
export interface DecodingExports extends WasmMemory {
  readonly unstuffedFrom: { readonly value: number };
  readonly unstuffedTo: { readonly value: number };
  beginUnstuff(to: number, ends: number, markers: number): void;
  unstuff(from: number, end: number, isLast: number): number;
  buildTable(isAc: number, number: number, code: number, withPairs: number): void;
  beginMcu(): void;
  addBlocks(blocks: number, component: number, dc: number, ac: number, isLuma: number): void;
  beginScan(top: number, firstEnd: number, mcusOfInterval: number): void;
  isAtEnd(): number;
}

/** Stays in the second cache together with what is made of it. */
export const windowBytes = 65536;
/** Bytes that the kernels may read or write before and after. */
export const slackBytes = 64;

/** How many restart markers the data of a scan has. */
export function restartsOf({ restartInterval, columns, rows }: Pick<Scan, 'restartInterval' | 'columns' | 'rows'>): number {
  return restartInterval === 0 ? 0 : Math.ceil((columns * rows) / restartInterval) - 1;
}

/**
 * Brings the coded data of a scan into the memory of the kernels, unstuffed and back to front.
 *
 * @param window room for `windowBytes` and one more
 * @param top where the data begins, back to front
 * @param ends room for four bytes for each restart marker
 * @returns where the data ends; undefined if markers are not as they should be
 */
export function unstuffScan(
  wasm: DecodingExports,
  file: Uint8Array,
  scan: Scan,
  { window, top, ends }: { readonly window: number; readonly top: number; readonly ends: number },
): number | undefined {
  const memory = bytesOf(wasm);
  wasm.beginUnstuff(top, ends, restartsOf(scan));
  for (let at = scan.start; at < scan.end; ) {
    const next = Math.min(at + windowBytes, scan.end);
    // With the byte after it, which tells what an 0xFF at its end is.
    memory.set(file.subarray(at, next + 1), window);
    if (!wasm.unstuff(window, window + next - at, Number(next === scan.end))) return undefined;
    at += wasm.unstuffedFrom.value - window;
  }
  return wasm.unstuffedTo.value;
}
