import type { KernelMemory } from '../../../pixels/kernels/contract.js';
import { kernels } from '../../../pixels/kernels/kernels.js';
import type { Lut } from '../../../pixels/raster.js';
import { poolLimitBytes } from '../../buffer-pool.js';
import type { JpegKernels } from './kernels.js';
import type { LumaScan } from './luma-scan.js';

/** Where tiles lie, and what they make up. */
interface TilesAt {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Rows of MCUs. */
  readonly rows: number;
  /** Addresses of the tiles, and of room for the samples of a row of MCUs. */
  readonly tiles: number;
  readonly strip: number;
}

/** A row of MCUs. */
interface Strip {
  /** Number of the first MCU, and its tiles. */
  readonly first: number;
  readonly tiles: number;
  /** The first of its rows of samples, and the first one after it. */
  readonly top: number;
  readonly bottom: number;
}

/** Luma as tiles of 8 × 8 samples in the memory of the kernels, in the order of MCUs: an image, or a band of whole rows of MCUs. */
export class LumaTiles {
  readonly #kernels: JpegKernels;
  readonly #luma: LumaScan;
  readonly #at: TilesAt;
  /** Memory of samples that were asked for. */
  readonly #lent: KernelMemory[] = [];

  constructor(kernels: JpegKernels, luma: LumaScan, at: TilesAt) {
    this.#kernels = kernels;
    this.#luma = luma;
    this.#at = at;
  }

  /** Tells the kernels how the tiles lie. */
  begin(): void {
    const { lumaAcross, lumaDown, scan } = this.#luma;
    const { rows, width, height } = this.#at;
    this.#kernels.wasm.beginTiles(lumaAcross, lumaDown, scan.columns, rows, width, height);
  }

  /** Has the kernels map tiles through a table when they write them. */
  map(table: Lut): void {
    const { wasm } = this.#kernels;
    new Uint8Array(wasm.memory.buffer, wasm.levelTable.value, 256).set(table);
    wasm.beginMapping();
  }

  /** The samples, row by row, in memory of their own that is valid until the release. */
  samples(): Uint8Array {
    const { width, height, strip } = this.#at;
    // Memory of the methods' kernels, so that nothing is copied between them.
    const memory = kernels().takeMemory(width * height);
    if (memory) this.#lent.push(memory);
    const samples = memory ? memory.bytes.subarray(0, width * height) : new Uint8Array(width * height);
    this.#eachStrip(({ first, tiles, top, bottom }) => {
      const { wasm } = this.#kernels;
      wasm.tilesToPlane(tiles, first, this.#luma.scan.columns, strip - top * width);
      samples.set(new Uint8Array(wasm.memory.buffer, strip, (bottom - top) * width), top * width);
    });
    return samples;
  }

  /** Replaces them. */
  replace(samples: Uint8Array): void {
    const { width, strip } = this.#at;
    this.#eachStrip(({ first, tiles, top, bottom }) => {
      const { wasm } = this.#kernels;
      new Uint8Array(wasm.memory.buffer).set(samples.subarray(top * width, bottom * width), strip);
      wasm.planeToTiles(strip - top * width, tiles, first, this.#luma.scan.columns);
    });
  }

  /** Rows of means of 4 × 4 samples of the whole image: how long they are, and how many. */
  get meansSize() {
    const { lumaAcross, lumaDown, scan } = this.#luma;
    return { lumaStride: 2 * lumaAcross * scan.columns, lumaRowsAtOnce: 2 * lumaDown * this.#at.rows };
  }

  /** Brings these means to an address. @param table that maps the samples first, if any does */
  average(table: Lut | undefined, to: number): void {
    const { lumaBlocks, scan } = this.#luma;
    this.begin();
    if (table) this.map(table);
    this.#kernels.wasm.averageAll(this.#at.tiles, scan.columns * this.#at.rows, lumaBlocks, Number(table !== undefined), to);
  }

  #eachStrip(work: (strip: Strip) => void): void {
    const { lumaDown, lumaBlocks, scan } = this.#luma;
    const { rows, height, tiles } = this.#at;
    this.begin();
    for (let row = 0; row < rows; row++) {
      const first = row * scan.columns;
      const top = row * lumaDown * 8;
      work({ first, tiles: tiles + 64 * lumaBlocks * first, top, bottom: Math.min(top + lumaDown * 8, height) });
    }
  }

  /** Gives the memory of samples to the next image. */
  release(): void {
    for (const memory of this.#lent) memory.release(poolLimitBytes());
    this.#lent.length = 0;
  }
}
