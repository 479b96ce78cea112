import type { KernelMemory } from '../../../pixels/kernels/contract.js';
import { kernels } from '../../../pixels/kernels/kernels.js';
import { instantiate } from '../../../wasm/instance.js';
import { poolLimitBytes } from '../../buffer-pool.js';
import type { Frame } from '../coder/frame.js';
import { chromaSteps, lumaSteps, rowByRow } from '../quality.js';
import type { DcGrid, DecodedMeans } from '../small-planes.js';
import type { ProgressiveExports } from './exports.js';
import { copyLuma, countedInside, replaceLuma } from './luma-rows.js';
import { copiedBlocks, type ReadImage, readImage } from './read.js';
import { isWholeScript, progressiveScript, sequentialScript } from './script.js';
import { type Grid, setWords, type Workspace, withinRoom, workspaces } from './workspace.js';
import { writeImage } from './write.js';

/** How an image is to be written. */
export interface OwnCoding {
  /** Images keep their scans, if these are of that kind; others get those of libjpeg. */
  readonly isProgressive: boolean;
  /** Whether the coefficients of chroma stay as they are; else they are quantised anew. */
  readonly keepsChroma: boolean;
}

/** A JPEG of which luma can be changed. */
export interface LumaImage {
  /** How often each level of luma occurs. */
  readonly histogram: Uint32Array;
  /** Luma as it is: width × height samples, row by row, in memory of their own. They are valid until the release. */
  luma(): Uint8Array;
  /** Replaces luma. */
  replaceLuma(samples: Uint8Array): void;
  /** Means of its blocks. @param table that maps luma first, if any does */
  means(table?: ArrayLike<number>): DecodedMeans;
  /**
   * Writes it again.
   *
   * @param quality 1..100: of luma, and of chroma if that is not kept
   * @param table that maps luma. Default: it stays
   * @returns the file without APPn and COM segments, valid until the next call or the release; undefined if it has values that cannot be
   *   coded, or takes more memory than kernels can have
   */
  encode(quality: number, table?: ArrayLike<number>): Buffer | undefined;
  /** Passes the memory on to the next image. The image must not be used afterwards. */
  release(): void;
}

// One per thread. Made for the first progressive file, as V8 takes time to compile the kernels.
export const spaces = workspaces(() => instantiate<ProgressiveExports>('jpeg-progressive'));

/** Whether there are kernels for this machine. */
export function hasOwnCoder(): boolean {
  return kernels().name === 'wasm-simd';
}

function suits(frame: Frame): boolean {
  return hasLuma(frame) && hasShortScans(frame) && (frame.kind !== 'progressive' || suitsProgressive(frame));
}

/** Whether luma is the first component, and has the highest sampling. */
export function hasLuma({ colours, components, across, down }: Frame): boolean {
  const [luma] = components;
  return (colours === 'grey' || colours === 'ycbcr') && luma!.across === across && luma!.down === down;
}

function hasShortScans({ scans }: Frame): boolean {
  return scans.every(({ start, end }) => end - start < mostScanBytes);
}

/** Whether the scans of a progressive image are such as `readImage` takes. */
export function suitsProgressive(frame: Frame): boolean {
  return hasShortScans(frame) && isWholeScript(frame);
}

/** Positions are counted in bits, in 32 bits. */
const mostScanBytes = 2 ** 27;

/** Decodes a JPEG as far as its luma. Undefined if it is unusual in any way, or faulty: another decoder has the verdict. */
export function readOwn(file: Uint8Array, frame: Frame, wanted: OwnCoding): LumaImage | undefined {
  if (!suits(frame)) return undefined;
  const space = spaces.take();
  const luma = readImage(space, file, frame, !canCopyChroma(frame, wanted));
  if (!luma) {
    spaces.release(space);
    return undefined;
  }
  const lent: KernelMemory[] = [];
  return {
    histogram: countedInside(space, luma, frame),
    luma() {
      const samples = frame.width * frame.height;
      // Memory of the methods' kernels, so that nothing is copied between them.
      const memory = kernels().takeMemory(samples);
      if (memory) lent.push(memory);
      const to = memory ? memory.bytes.subarray(0, samples) : new Uint8Array(samples);
      copyLuma(space, luma, frame, to);
      return to;
    },
    replaceLuma: (samples) => replaceLuma(space, luma, frame, samples),
    means: (table) => meansOf(space, luma, frame, table),
    encode: (quality, table = unchanged) => withinRoom(() => encode(space, file, frame, luma, wanted, quality, table)),
    release() {
      for (const memory of lent) memory.release(poolLimitBytes());
      spaces.release(space);
    },
  };
}

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

function encode(
  space: Workspace,
  file: Uint8Array,
  frame: Frame,
  image: ReadImage,
  { isProgressive, keepsChroma }: OwnCoding,
  quality: number,
  table: ArrayLike<number>,
): Buffer | undefined {
  const wasProgressive = frame.kind === 'progressive';
  const newSteps = chromaSteps(quality);
  const steps = frame.components.map((component, i) => (i === 0 ? lumaSteps(quality) : keepsChroma ? component.steps : newSteps));
  const scans = isProgressive === wasProgressive ? frame.scans : isProgressive ? progressiveScript(frame) : sequentialScript(frame);
  const write = (blocks: readonly Grid[] | undefined) =>
    writeImage(space, file, frame, image, { isProgressive, scans, steps, table, blocks });
  if (canCopyChroma(frame, { isProgressive, keepsChroma })) return write(undefined);
  if (keepsChroma) return write(image.others);
  const mark = space.free;
  const blocks = copiedBlocks(space, frame, image);
  requantise(space, frame, blocks, newSteps);
  const written = write(blocks);
  space.giveBack(mark);
  return written;
}

/** Whether scans of chroma can be copied as they are. */
function canCopyChroma({ kind }: Frame, { isProgressive, keepsChroma }: OwnCoding): boolean {
  return isProgressive && kind === 'progressive' && keepsChroma;
}

/** Quantises the blocks of all components but luma anew. */
function requantise(space: Workspace, { components }: Frame, blocks: readonly Grid[], steps: readonly number[]): void {
  const { wasm, bytes, oldSteps, newSteps } = space;
  setWords(bytes, newSteps, rowByRow(steps));
  for (const [i, { at, stride, rows }] of blocks.entries()) {
    setWords(bytes, oldSteps, rowByRow(components[i + 1]!.steps));
    wasm.requantise(at, stride * rows, oldSteps, newSteps);
  }
}

// ---- small pictures ----

function meansOf(space: Workspace, image: ReadImage, { components }: Frame, table: ArrayLike<number> | undefined): DecodedMeans {
  return {
    luma: (take) => eachMeans(space, image, table, take),
    lumaStride: 2 * image.columns,
    lumaRowsAtOnce: 2,
    chroma() {
      const values = new Int16Array(space.bytes.buffer);
      return image.others.map(({ at, step, stride }, i): DcGrid => {
        const { columns, rows } = components[i + 1]!;
        // DC is the first coefficient of a block.
        return { values, first: at / 2, step: step / 2, rowStep: (step / 2) * stride, columns, rows };
      });
    },
  };
}

function eachMeans(
  space: Workspace,
  { tiles, columns, rows }: ReadImage,
  table: ArrayLike<number> | undefined,
  take: (means: Uint8Array) => void,
): void {
  const stride = 2 * columns;
  const strip = space.take(2 * stride);
  const { bytes, wasm, mapping } = space;
  if (table) bytes.set(table, mapping);
  for (let row = 0; row < rows; row++) {
    wasm.averageTileRow(tiles + 64 * columns * row, columns, table ? mapping : 0, strip, stride);
    take(bytes.subarray(strip, strip + 2 * stride));
  }
  space.giveBack(strip);
}
