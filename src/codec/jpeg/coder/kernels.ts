import { instantiate, kernelsOf } from '../../../wasm/instance.js';
import { InstancePool, type Lent } from '../../../wasm/instance-pool.js';
import { poolLimitBytes } from '../../buffer-pool.js';
import type { DecodingExports } from './coded-data.js';

/** Instances of the kernels of `kernels/jpeg/sequential`; undefined if this machine has no SIMD, or `IMGPAR_KERNELS` asks for plain ones. */
const pool = kernelsOf<Pool | undefined>(() => {
  const instances = new InstancePool(() => instantiate<JpegExports>('jpeg'));
  // To find out whether there are any.
  const first = instances.take(0);
  if (first) instances.release(first.wasm);
  return instances;
}, undefined);

type Pool = InstancePool<JpegExports>;

/** Whether our own coder can work here. */
export function hasSequentialCoder(): boolean {
  return pool() !== undefined;
}

/** An instance with this much room; undefined if there is none. */
export function takeKernels(bytes: number): JpegKernels | undefined {
  const lent = pool()?.take(bytes);
  return lent && { ...lent, release: () => pool()?.release(lent.wasm, poolLimitBytes()) };
}

export interface JpegKernels extends Lent<JpegExports> {
  release(): void;
}

interface Address {
  readonly value: number;
}

interface Place {
  value: number;
}

/** The exports of `kernels/jpeg/sequential`. Addresses are in bytes. */
export interface JpegExports extends DecodingExports {
  // bits.ts and decode.ts, for data that comes piece by piece
  readonly notedEnds: Address;
  findEnd(): void;
  unreadBytes(): number;
  moveUp(firstEnd: number): void;
  // encode.ts
  readonly symbolCounts: Address;
  buildDcEntries(code: number, table: number): void;
  buildAcEntries(code: number, table: number): void;
  // tiles.ts
  readonly levelCounts: Address;
  readonly levelTable: Address;
  beginTiles(across: number, down: number, columns: number, rows: number, width: number, height: number): void;
  beginLevels(): void;
  beginMapping(): void;
  sumLevels(): void;
  tilesToPlane(tiles: number, mcu: number, mcus: number, plane: number): void;
  planeToTiles(plane: number, tiles: number, mcu: number, mcus: number): void;
  // luma.ts
  readonly steps: Address;
  readonly divisors: Address;
  readonly writtenTo: Place;
  beginBand(): void;
  readMcus(mcus: number, lumaBlocks: number, tiles: number, runs: number): number;
  keepDc(to: number): void;
  averageAll(tiles: number, mcus: number, lumaBlocks: number, isMapped: number, to: number): void;
  keepMeans(to: number): void;
  beginWriting(source: number, mcusOfInterval: number, to: number): void;
  writeMcus(mcus: number, lumaBlocks: number, tiles: number, runs: number, end: number): number;
  endWriting(end: number): number;
  beginCounting(mcusOfInterval: number): void;
  countSymbols(mcus: number, lumaBlocks: number, tiles: number): void;
}
