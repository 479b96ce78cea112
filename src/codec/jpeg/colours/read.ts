import type { LentRaster } from '../../buffer-pool.js';
import { restartsOf, unstuffScan, windowBytes } from '../coder/coded-data.js';
import type { Frame, Scan } from '../coder/frame.js';
import { rowByRow } from '../quality.js';
import { type ColourExports, type ColourKernels, decodingTablesIn, takeColourKernels } from './kernels.js';
import { lendPixels, PixelRows } from './pixel-rows.js';
import { mostBytes, Planes, roomFor } from './planes.js';
import { readProgressive } from './read-progressive.js';

/**
 * Decodes all components of a JPEG to pixels: grey, R, G and B, or C, M, Y and K with 0 for no ink. The samples are
 * those of libjpeg with its transform `islow` and its fancy upsampling. Undefined if a decoder could object to anything, or if there are
 * no kernels or not enough memory.
 *
 * @param file from its first byte to its end marker
 */
export function readColours(file: Uint8Array, frame: Frame): LentRaster | undefined {
  if (!hasWholeRatios(frame) || !hasData(frame)) return undefined;
  return frame.kind === 'progressive' ? readProgressive(file, frame) : readSequential(file, frame);
}

function readSequential(file: Uint8Array, frame: Frame): LentRaster | undefined {
  const layout = layoutOf(frame);
  if (file.length > mostCodedBytes || layout.bytes > mostBytes) return undefined;
  const kernels = takeColourKernels(layout.bytes);
  if (!kernels) return undefined;
  const lent = lendPixels(frame);
  const isSound = new ColourReader(file, frame, layout, kernels, lent.raster.samples as Uint8Array).read();
  kernels.release();
  if (isSound) return lent;
  lent.release();
  return undefined;
}

/** Whether the highest sampling is a multiple of each, as libjpeg requires. */
function hasWholeRatios({ components, across, down }: Frame): boolean {
  return components.every((component) => across % component.across === 0 && down % component.down === 0);
}

/** Whether there can be data for all blocks, each of which takes two bits: else allocate nothing. */
function hasData({ components, scans }: Frame): boolean {
  const blocks = components.reduce((sum, { columns, rows }) => sum + columns * rows, 0);
  return scans.reduce((sum, { start, end }) => sum + end - start, 0) * 4 >= blocks;
}

/** Places in the coded data are counted in bits, as signed numbers of 32 bits. */
const mostCodedBytes = 2 ** 28 - 1;
/** Where things lie, counted from the start of the memory. */
interface Layout {
  /** The file on its way in, piece by piece. */
  readonly window: number;
  /** The coded data of a scan, unstuffed and back to front, up to this address. */
  readonly codedTop: number;
  readonly ends: number;
  /** The samples of all components: those of a few rows of MCUs, or all of them if components have scans of their own. */
  readonly planes: Planes;
  readonly bytes: number;
}

function layoutOf(frame: Frame): Layout {
  const { scans } = frame;
  let at = 0;
  const place = (bytes: number) => {
    const start = at;
    at += roomFor(bytes);
    return start;
  };
  const window = place(windowBytes + 1);
  place(scans.reduce((most, { start, end }) => Math.max(most, end - start), 0));
  const codedTop = at;
  const ends = place(scans.reduce((most, scan) => Math.max(most, 4 * restartsOf(scan)), 0));
  const planes = new Planes(frame, scans.length > 1, place);
  return { window, codedTop, ends, planes, bytes: at };
}

class ColourReader {
  readonly #file: Uint8Array;
  readonly #frame: Frame;
  readonly #layout: Layout;
  readonly #wasm: ColourExports;
  readonly #start: number;
  readonly #pixels: PixelRows;

  constructor(file: Uint8Array, frame: Frame, layout: Layout, { wasm, start }: ColourKernels, samples: Uint8Array) {
    this.#file = file;
    this.#frame = frame;
    this.#layout = layout;
    this.#wasm = wasm;
    this.#start = start;
    this.#pixels = new PixelRows(frame, layout.planes, { wasm, start }, samples);
  }

  read(): boolean {
    const { components, scans } = this.#frame;
    const { planes } = this.#layout;
    const wasm = this.#wasm;
    const steps = new Uint16Array(wasm.memory.buffer, wasm.steps.value, 64 * components.length);
    for (const [i, component] of components.entries()) steps.set(rowByRow(component.steps), 64 * i);
    planes.begin(wasm, this.#start);
    for (const scan of scans) {
      if (!this.#beginScan(scan)) return false;
      for (let row = 0; row < scan.rows; row++) {
        if (!planes.isWhole) planes.moveTo(wasm, this.#start, row);
        if (!wasm.readMcuRow(row, scan.columns)) return false;
        if (!planes.isWhole) this.#pixels.giveMcuRow(row);
      }
      if (!wasm.isAtEnd()) return false;
    }
    this.#pixels.giveRest();
    return true;
  }

  #beginScan(scan: Scan): boolean {
    const wasm = this.#wasm;
    const { components } = this.#frame;
    const [window, top, ends] = [this.#layout.window, this.#layout.codedTop, this.#layout.ends].map((place) => place + this.#start);
    const bottom = unstuffScan(wasm, this.#file, scan, { window: window!, top: top!, ends: ends! });
    if (bottom === undefined) return false;
    const tables = decodingTablesIn(wasm);
    wasm.beginMcu();
    wasm.beginScanComponents();
    for (const [place, { index, dc, ac }] of scan.components.entries()) {
      tables.decode(dc!, false);
      tables.decode(ac!, true);
      const isSingle = scan.components.length === 1;
      const across = isSingle ? 1 : components[index]!.across;
      const down = isSingle ? 1 : components[index]!.down;
      wasm.addBlocks(across * down, place, dc!.number, ac!.number, 1);
      wasm.addScanComponent(index, across, down);
    }
    wasm.beginScan(top!, ends!, scan.restartInterval || scan.columns * scan.rows);
    return true;
  }
}
