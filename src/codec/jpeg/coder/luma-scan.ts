import { standardCodes } from '../huffman.js';
import type { Frame, Scan } from './frame.js';
import type { JpegExports } from './kernels.js';
import { tablesIn } from './loaded-tables.js';
import { longestCode, optimalCode } from './optimal-code.js';

/** The scan with luma, and what its MCUs consist of. */
export interface LumaScan {
  readonly scan: Scan;
  /** Blocks of luma in an MCU: across, down, and together. */
  readonly lumaAcross: number;
  readonly lumaDown: number;
  readonly lumaBlocks: number;
}

/** How luma is coded. */
export interface LumaCoding {
  /** 1..100. */
  readonly quality: number;
  /** Whether the Huffman codes are optimised for this image: smaller, and slower. */
  readonly optimised: boolean;
}

/** The scan with luma of a sequential file; undefined if that has no luma, or luma has not the highest sampling. */
export function lumaScanOf({ kind, colours, components, across, down, scans }: Frame): LumaScan | undefined {
  const [luma] = components;
  if (kind === 'progressive' || (colours !== 'grey' && colours !== 'ycbcr')) return undefined;
  if (luma!.across !== across || luma!.down !== down) return undefined;
  const scan = scans.find((each) => each.components[0]!.index === 0)!;
  const isSingle = scan.components.length === 1;
  const [lumaAcross, lumaDown] = isSingle ? [1, 1] : [across, down];
  return { scan, lumaAcross, lumaDown, lumaBlocks: lumaAcross * lumaDown };
}

export function mcusOf({ columns, rows }: Scan): number {
  return columns * rows;
}

/** Blocks of an MCU of a scan, of all components. */
export function blocksOf(scan: Scan, { components }: Frame): number {
  if (scan.components.length === 1) return 1;
  return scan.components.reduce((sum, { index }) => sum + components[index]!.across * components[index]!.down, 0);
}

/** Below this, looking for pairs of symbols, which takes 12 µs, hardly pays. */
const fewCodedBytes = 6144;

/** Tells the kernels what an MCU of a scan is, and by which tables it is decoded. */
export function beginMcu(wasm: JpegExports, { components }: Frame, scan: Scan): void {
  const tables = tablesIn(wasm);
  const isBrief = scan.end - scan.start < fewCodedBytes;
  wasm.beginMcu();
  for (const [place, { index, dc, ac }] of scan.components.entries()) {
    const { across, down } = components[index]!;
    tables.decode(dc!, false, isBrief);
    tables.decode(ac!, true, isBrief);
    const blocks = scan.components.length === 1 ? 1 : across * down;
    wasm.addBlocks(blocks, place, dc!.number, ac!.number, Number(index === 0));
  }
}

/** Codes as in a DHT segment. */
export interface LumaCodes {
  readonly dc: Uint8Array;
  readonly ac: Uint8Array;
}

/** The usual codes of luma. */
export const standardLuma: LumaCodes = { dc: standardCodes.dc[0], ac: standardCodes.ac[0] };

/** The best codes for the symbols that the kernels have counted. */
export function countedCodes(wasm: JpegExports): LumaCodes {
  const counts = new Uint32Array(wasm.memory.buffer, wasm.symbolCounts.value, 16 + 256);
  return { dc: optimalCode(counts.slice(0, 16), longestCode.dc), ac: optimalCode(counts.slice(16), longestCode.ac) };
}
