import { bytesOf, type Raster } from '../../../pixels/raster.js';
import type { Size } from '../../../pixels/small/area-average.js';
import type { SmallPlanes } from '../../small/small-picture.js';
import { slackBytes } from '../coder/coded-data.js';
import type { Frame, HuffmanCode } from '../coder/frame.js';
import { HeaderWriter } from '../coder/headers.js';
import type { LumaCodes as Codes } from '../coder/luma-scan.js';
import { longestCode, optimalCode } from '../coder/optimal-code.js';
import { standardCodes } from '../huffman.js';
import { chromaSteps, lumaSteps } from '../quality.js';
import { type ColourExports, type ColourKernels, encodingTablesIn, takeColourKernels } from './kernels.js';
import { mostBytes, roomFor } from './planes.js';

export interface ColourCoding {
  /** 1..100. */
  readonly quality: number;
  /** Whether the Huffman codes are optimised for this image: smaller, and slower. */
  readonly optimised: boolean;
  /** Otherwise colour is stored at half resolution. */
  readonly fullChroma: boolean;
}

/**
 * Encodes pixels as a baseline JPEG without metadata: grey, R, G and B as YCbCr, or CMYK (0 for no ink) as it is, inverted. Without
 * optimised codes the file is that of libjpeg, byte for byte. Undefined for 16 bits and alpha, and if there are no kernels or not enough
 * memory.
 */
export function writeColours(raster: Raster, coding: ColourCoding): Buffer | undefined {
  const { width, height, channels, maxSample } = raster;
  if (maxSample !== 255 || channels === 2 || Math.max(width, height) > mostPixels) return undefined;
  return written(planOf(frameOf(raster, channels, coding), false), { pixels: bytesOf(raster.samples as Uint8Array) }, coding);
}

/** The same for planes as a file has them, at a quality: Y alone, or with Cb and Cr at half the resolution. */
export function writePlanes({ width, height, planes }: SmallPlanes, quality: number): Buffer | undefined {
  const key = `${width} ${height} ${planes.length}`;
  const plan = plans.get(key) ?? planOf(frameOf({ width, height }, planes.length === 1 ? 1 : 3, { fullChroma: false }), true);
  if (plans.size >= mostPlans) plans.clear();
  plans.set(key, plan);
  return written(plan, { planes }, { quality, optimised: false });
}

/** Those of planes stay for the next image: most are of a few sizes. */
const plans = new Map<string, Plan>();
const mostPlans = 64;

/** What is written: pixels, or the planes of the components, which are small and so in memory whole. */
type Samples = { readonly pixels: Uint8Array } | { readonly planes: readonly Uint8Array[] };

function written(plan: Plan, samples: Samples, coding: Pick<ColourCoding, 'quality' | 'optimised'>): Buffer | undefined {
  if (plan.layout.bytes > mostBytes) return undefined;
  const kernels = takeColourKernels(plan.layout.bytes);
  if (!kernels) return undefined;
  const file = new ColourWriter(samples, plan, kernels).write(coding);
  kernels.release();
  return file;
}

/** The longest side that libjpeg writes. */
const mostPixels = 65_500;

interface WrittenFrame extends Pick<Frame, 'width' | 'height'> {
  readonly components: ReadonlyArray<{ readonly id: number; readonly across: 1 | 2; readonly down: 1 | 2; readonly table: 0 | 1 }>;
  /** The sampling of the first component, which is the highest. */
  readonly most: 1 | 2;
  readonly mcuColumns: number;
  readonly mcuRows: number;
}

const ids = { 1: [1], 3: [1, 2, 3], 4: [...Buffer.from('CMYK')] } as const;

function frameOf({ width, height }: Size, channels: 1 | 3 | 4, { fullChroma }: Pick<ColourCoding, 'fullChroma'>): WrittenFrame {
  const most = channels === 3 && !fullChroma ? 2 : 1;
  const components = ids[channels].map((id, i) => {
    const factor = i === 0 ? most : 1;
    return { id, across: factor, down: factor, table: channels === 3 && i > 0 ? 1 : 0 } as const;
  });
  return { width, height, components, most, mcuColumns: Math.ceil(width / (8 * most)), mcuRows: Math.ceil(height / (8 * most)) };
}

/** Where things lie, counted from the start of the memory. */
interface Layout {
  readonly pixels: number;
  /** A row of MCUs of each component, or all. */
  readonly planes: readonly number[];
  readonly chromaRows: number;
  readonly written: number;
  readonly bytes: number;
}

/** All that is known of a file before its samples are. */
interface Plan {
  readonly frame: WrittenFrame;
  readonly layout: Layout;
  /** Its headers with the usual codes, by quality, once they were made. */
  readonly headers: Array<Uint8Array | undefined>;
}

/** @param isWhole whether all rows of MCUs will be in memory */
function planOf(frame: WrittenFrame, isWhole: boolean): Plan {
  return { frame, layout: layoutOf(frame, isWhole), headers: [] };
}

function layoutOf(frame: WrittenFrame, isWhole: boolean): Layout {
  const { width, components, most, mcuColumns, mcuRows } = frame;
  let at = 0;
  const place = (bytes: number) => {
    const start = at;
    at += roomFor(bytes);
    return start;
  };
  const pixels = place(8 * most * width * components.length);
  const planes = components.map(({ across, down }) => place(8 * down * strideOf(frame, across) * (isWhole ? mcuRows : 1)));
  const chromaRows = place(4 * bytesOfRow(frame));
  const blocks = components.reduce((sum, { across, down }) => sum + across * down, 0) * mcuColumns * mcuRows;
  const written = place(mostHeaderBytes + roomPerSample * 64 * blocks);
  return { pixels, planes, chromaRows, written, bytes: at };
}

/** Whatever is coded takes less, unless it is noise at the best quality. */
const roomPerSample = 1.25;
/** Codes of 64 blocks, stuffed in full, and the headers. */
const mostHeaderBytes = 1 << 17;

function strideOf({ mcuColumns }: WrittenFrame, across: number): number {
  return Math.ceil((8 * mcuColumns * across) / 16) * 16;
}

function bytesOfRow(frame: WrittenFrame): number {
  return strideOf(frame, frame.most) + slackBytes;
}

class ColourWriter {
  readonly #samples: Samples;
  readonly #frame: WrittenFrame;
  readonly #layout: Layout;
  readonly #usualHeaders: Plan['headers'];
  readonly #wasm: ColourExports;
  readonly #start: number;

  constructor(samples: Samples, { frame, layout, headers }: Plan, { wasm, start }: ColourKernels) {
    this.#samples = samples;
    this.#frame = frame;
    this.#layout = layout;
    this.#usualHeaders = headers;
    this.#wasm = wasm;
    this.#start = start;
  }

  write({ quality, optimised }: Pick<ColourCoding, 'quality' | 'optimised'>): Buffer | undefined {
    const wasm = this.#wasm;
    const { mcuColumns } = this.#frame;
    const steps = this.#tables([lumaSteps(quality), chromaSteps(quality)]);
    const loaded = encodingTablesIn(wasm);
    for (const [i, each] of steps.entries()) loaded.quantise(i, each);
    this.#placeComponents();
    const first = this.#start + this.#layout.written;
    const end = this.#start + this.#layout.bytes;
    if (optimised && 'pixels' in this.#samples) {
      this.#begin(first);
      this.#eachRow(this.#samples.pixels, (row) => wasm.countMcuRow(row, mcuColumns) === undefined);
    }
    const codes = this.#tables(optimised ? this.#optimalCodes() : standard);
    for (const [i, each] of codes.entries()) loaded.encode(i, each);
    // A copy, as the room is taken again.
    if (!optimised) this.#usualHeaders[quality] ??= this.#headers(steps, standard).slice();
    const headers = optimised ? this.#headers(steps, codes) : this.#usualHeaders[quality]!;
    new Uint8Array(wasm.memory.buffer).set(headers, first);
    this.#begin(first + headers.length);
    if (!this.#rows(end) || wasm.endWriting(end - 2) === 0) return undefined;
    const last = wasm.writtenTo.value;
    new Uint8Array(wasm.memory.buffer).set([0xff, 0xd9], last);
    return Buffer.from(new Uint8Array(wasm.memory.buffer, first, last + 2 - first));
  }

  /** One for each table that is used. */
  #tables<Kind>([first, second]: readonly [Kind, Kind]): Kind[] {
    return this.#frame.components.some(({ table }) => table === 1) ? [first, second] : [first];
  }

  #placeComponents(): void {
    const wasm = this.#wasm;
    const { components, width, height, most } = this.#frame;
    wasm.beginComponents(most, most);
    for (const [i, { across, down }] of components.entries()) {
      const [columns, rows] = [Math.ceil((width * across) / most), Math.ceil((height * down) / most)];
      wasm.setComponent(i, across, down, strideOf(this.#frame, across), columns, rows);
      wasm.placeRows(i, this.#start + this.#layout.planes[i]!);
    }
    wasm.placeChromaRows(this.#start + this.#layout.chromaRows, bytesOfRow(this.#frame));
  }

  #begin(to: number): void {
    const { components } = this.#frame;
    this.#wasm.beginWriting(components.length, Number(components.length === 3), to);
  }

  /** Writes all rows of MCUs. @returns whether there is room */
  #rows(end: number): boolean {
    const wasm = this.#wasm;
    const { mcuColumns, mcuRows } = this.#frame;
    if ('pixels' in this.#samples) return this.#eachRow(this.#samples.pixels, (row) => wasm.writeMcuRow(row, mcuColumns, end) !== 0);
    const memory = new Uint8Array(wasm.memory.buffer);
    for (const [i, plane] of this.#samples.planes.entries()) memory.set(plane, this.#start + this.#layout.planes[i]!);
    return wasm.writePlanes(mcuRows, mcuColumns, end) !== 0;
  }

  /** Brings rows of MCUs into the planes, one after the other. @returns whether each was done */
  #eachRow(pixels: Uint8Array, work: (row: number) => boolean): boolean {
    const memory = new Uint8Array(this.#wasm.memory.buffer);
    for (let row = 0; row < this.#frame.mcuRows; row++) {
      this.#bringPixels(pixels, row, memory);
      if (!work(row)) return false;
    }
    return true;
  }

  #bringPixels(samples: Uint8Array, row: number, memory: Uint8Array): void {
    const { width, height, components, most } = this.#frame;
    const pixels = this.#start + this.#layout.pixels;
    const top = row * 8 * most;
    const bottom = Math.min(top + 8 * most, height);
    const bytes = width * components.length;
    memory.set(samples.subarray(top * bytes, bottom * bytes), pixels);
    this.#wasm.pixelsToPlanes(pixels, bottom - top, components.length, width);
  }

  #optimalCodes(): [Codes, Codes] {
    const counts = new Uint32Array(this.#wasm.memory.buffer, this.#wasm.symbolCounts.value, 2 * (16 + 256));
    const codesAt = (from: number): Codes => ({
      dc: optimalCode(counts.slice(from, from + 16), longestCode.dc),
      ac: optimalCode(counts.slice(from + 16, from + 16 + 256), longestCode.ac),
    });
    const isUsed = this.#frame.components.length === 3;
    return [codesAt(0), isUsed ? codesAt(16 + 256) : standard[1]];
  }

  #headers(steps: ReadonlyArray<readonly number[]>, codes: readonly Codes[]): Uint8Array {
    const { components, mcuColumns, mcuRows } = this.#frame;
    const coded = components.map((each) => ({ ...each, quantiser: each.table, steps: steps[each.table]!, columns: 0, rows: 0 }));
    const code = (table: number, bytes: Uint8Array): HuffmanCode => ({ number: table, bytes });
    const scanned = components.map(({ table }, index) => ({
      index,
      dc: code(table, codes[table]!.dc),
      ac: code(table, codes[table]!.ac),
    }));
    const scan = {
      ...{ components: scanned, first: 0, last: 63, highBit: 0, lowBit: 0, restartInterval: 0 },
      ...{ columns: mcuColumns, rows: mcuRows, headerAt: 0, start: 0, end: 0 },
    };
    const out = new HeaderWriter(headerRoom);
    out.begin();
    out.quantisers(coded);
    out.frame(this.#frame, coded, [scan]);
    out.scan(scan, coded, undefined);
    return out.written();
  }
}

/**
 * Room for headers: two quantisers, four tables and the rest. One per thread, as fresh memory takes longer than all that is written into
 * it.
 */
const headerRoom = new Uint8Array(4096);

const standard: readonly [Codes, Codes] = [
  { dc: standardCodes.dc[0], ac: standardCodes.ac[0] },
  { dc: standardCodes.dc[1], ac: standardCodes.ac[1] },
];
