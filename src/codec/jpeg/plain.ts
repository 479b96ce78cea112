import { needsOnlyLuma, type ResolvedOperation } from '../../pixels/operation.js';
import type { Histogram, Lut } from '../../pixels/raster.js';
import { instantiate } from '../../wasm/instance.js';
import { bytesOf, freeAddress, memoryUpTo } from '../../wasm/memory.js';
import { becomesProgressive } from '../encoding.js';
import type { ResolvedOutput } from '../output.js';
import { hasSequentialCoder, type JpegExports } from './coder/kernels.js';
import { setDivisors } from './coder/loaded-tables.js';
import { countedCodes, type LumaCodes, type LumaCoding, standardLuma } from './coder/luma-scan.js';
import { effortOfCodes, effortOfSharp } from './components.js';
import { lumaSteps } from './quality.js';

/** How plain JPEGs are coded anew. */
export interface PlainCoding extends LumaCoding {
  readonly maxPixels: number;
}

/**
 * How plain JPEGs are coded anew for this operation and output; undefined if these ask for anything but new luma, or for a look at what
 * the file says.
 */
export function plainCoding(operation: ResolvedOperation, output: ResolvedOutput, maxPixels: number): PlainCoding | undefined {
  const { format, quality, effort, chroma, strip, codec } = output;
  const isLumaOnly = needsOnlyLuma(operation) && !operation.autoOrient;
  const isOurs = effort < effortOfSharp && chroma === 'keep' && !becomesProgressive(output, false) && codec === 'auto';
  if (!isLumaOnly || !isOurs || strip || quality === 'auto' || (format !== 'keep' && format !== 'jpeg')) return undefined;
  return hasSequentialCoder() ? { quality, optimised: effort >= effortOfCodes, maxPixels } : undefined;
}

interface PlainExports extends JpegExports {
  readonly newSteps: { readonly value: number };
  readonly newDc: { readonly value: number };
  readonly newAc: { readonly value: number };
  readPlain(file: number, length: number, mostPixels: number): number;
  countPlain(): void;
  writePlain(): number;
}

/**
 * Codes small plain JPEGs anew, one after the other: baseline files with nothing in them but a picture, and segments that are kept as they
 * are. It leaves everything else, what is broken included, to `openImage`, which gives the same file for a plain one (small-jpeg.test.ts).
 * A file takes two calls of the kernels, and no object but its table.
 */
export class PlainCoder {
  readonly #coding: PlainCoding;
  readonly #wasm: PlainExports;
  #levels: Uint32Array | undefined;
  /** Where a file begins. */
  readonly at: number;

  constructor(coding: PlainCoding) {
    this.#coding = coding;
    const wasm = instantiate<PlainExports>('jpeg');
    this.#wasm = wasm;
    this.at = freeAddress(wasm);
    memoryUpTo(this.at + memoryBytes, wasm);
    const steps = lumaSteps(coding.quality);
    bytesOf(wasm).set(steps, wasm.newSteps.value);
    setDivisors(wasm.memory, wasm.divisors.value, steps);
    if (!coding.optimised) this.#load(standardLuma);
  }

  /** The memory that a file is read into, at most `mostFileBytes` of it from `at` on; and that the new file is in. */
  get memory(): Uint8Array {
    return bytesOf(this.#wasm);
  }

  /** Decodes the luma of the file. @returns its shape as width · 65536 + height; 0 for a file that is not plain */
  read(length: number): number {
    return this.#wasm.readPlain(this.at, length, this.#coding.maxPixels);
  }

  /** How often each level occurs, valid until the next file is read. The same view each time, as a copy is memory outside of V8's. */
  levels(): Histogram {
    const { memory, levelCounts } = this.#wasm;
    if (this.#levels?.buffer !== memory.buffer) this.#levels = new Uint32Array(memory.buffer, levelCounts.value, 256);
    return this.#levels;
  }

  /** The file with its luma mapped, valid until the next one is read; undefined if there is no room for it. */
  write(table: Lut): Uint8Array | undefined {
    const wasm = this.#wasm;
    this.memory.set(table, wasm.levelTable.value);
    if (this.#coding.optimised) {
      wasm.countPlain();
      this.#load(countedCodes(wasm));
    }
    const start = wasm.writePlain();
    return start === 0 ? undefined : this.memory.subarray(start, wasm.writtenTo.value + endMarkerBytes);
  }

  #load({ dc, ac }: LumaCodes): void {
    const wasm = this.#wasm;
    this.memory.set(dc, wasm.newDc.value);
    this.memory.set(ac, wasm.newAc.value);
    wasm.buildDcEntries(wasm.newDc.value, 0);
    wasm.buildAcEntries(wasm.newAc.value, 0);
  }
}

export const mostFileBytes = 1 << 17;
/** Enough for such a file of 2^18 pixels, its tiles, and the new file; what fits in spite of more is done, too. */
const memoryBytes = 3 << 20;
const endMarkerBytes = 2;
