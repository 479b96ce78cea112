import type { Picture } from '../../../pixels/pictures/picture.js';
import type { ImageShape } from '../../../pixels/raster.js';
import { type ChangeBand, UnfitForBands } from '../../format-codec.js';
import { lumaSteps } from '../quality.js';
import { windowBytes } from './coded-data.js';
import type { NewLuma } from './headers.js';
import { type JpegKernels, takeKernels } from './kernels.js';
import { tablesIn } from './loaded-tables.js';
import { countedCodes, type LumaCodes, type LumaCoding, mcusOf, standardLuma } from './luma-scan.js';
import { decodedBands, type LumaBand, type StreamedFile, type StreamLayout, streamLayout } from './streamed-scan.js';

/** The parts of the file to be written before and after its coded data. */
interface Surroundings {
  readonly before: readonly Uint8Array[];
  readonly after: Uint8Array;
}

/**
 * The luma of a sequential JPEG that is never in memory whole: decoded band by band as often as it is needed, by the kernels that also read
 * files whole. On writing, it is decoded once more, and the bits of the other components are copied. The same file comes out.
 */
export class StreamedLuma {
  /** The shape of a band; the last one may be lower. */
  readonly bandShape: ImageShape;
  readonly #file: StreamedFile;
  readonly #layout: StreamLayout;

  /** @param bandPixels how many pixels a band has, unless a row of MCUs has more */
  constructor(file: StreamedFile, bandPixels: number) {
    const { width, height, components } = file.frame;
    const { scan, lumaBlocks, lumaDown } = file.luma;
    const rows = Math.min(Math.max(Math.floor(bandPixels / (64 * lumaBlocks * scan.columns)), 1), scan.rows);
    this.#file = file;
    this.#layout = streamLayout(file, rows);
    this.bandShape = { width, height: Math.min(rows * lumaDown * 8, height), channels: components.length === 1 ? 1 : 3, maxSample: 255 };
  }

  /** Memory of the kernels. */
  get bytes(): number {
    return this.#layout.bytes;
  }

  /** Yields band after band from the top. @throws {UnfitForBands} if a decoder could object to anything */
  async *bands(): AsyncGenerator<Picture> {
    const kernels = this.#take();
    try {
      for await (const { luma } of this.#decoded(kernels)) yield luma.picture;
    } finally {
      kernels.release();
    }
  }

  /**
   * Yields the file with luma as `change` leaves it, part by part. A part is valid until the next one is requested.
   *
   * @param around gives the rest of the file, now that the codes are known
   * @throws {UnfitForBands} as above
   */
  async *encode(
    { quality, optimised }: LumaCoding,
    around: (luma: NewLuma) => Surroundings,
    change: ChangeBand,
  ): AsyncGenerator<Uint8Array> {
    const kernels = this.#take();
    try {
      const tables = tablesIn(kernels.wasm);
      const steps = lumaSteps(quality);
      tables.quantise(steps);
      const codes = optimised ? await this.#optimalCodes(kernels, change) : standardLuma;
      tables.encode(codes);
      const { before, after } = around({ steps, ...codes });
      yield* before;
      yield* this.#coded(kernels, change);
      yield after;
    } finally {
      kernels.release();
    }
  }

  async *#coded(kernels: JpegKernels, change: ChangeBand): AsyncGenerator<Uint8Array> {
    const { wasm, start } = kernels;
    const { lumaBlocks } = this.#file.luma;
    const [first, end] = [start + this.#layout.written, start + this.#layout.writtenEnd];
    const taken = () => {
      const part = new Uint8Array(wasm.memory.buffer, first, wasm.writtenTo.value - first);
      wasm.writtenTo.value = first;
      return part;
    };
    wasm.beginWriting(start + this.#layout.codedTop, this.#interval(), first);
    for await (const band of this.#decoded(kernels)) {
      change(band.luma.picture, true);
      for (const { mcus, tiles, runs } of this.#changed(kernels, band)) {
        if (!wasm.writeMcus(mcus, lumaBlocks, tiles, runs, end)) throw new UnfitForBands();
        if (wasm.writtenTo.value - first >= windowBytes) yield taken();
      }
      // The next band may need the room.
      yield taken();
    }
    if (!wasm.endWriting(end)) throw new UnfitForBands();
    yield taken();
  }

  /** The best codes for the luma that will be written. */
  async #optimalCodes(kernels: JpegKernels, change: ChangeBand): Promise<LumaCodes> {
    const { wasm } = kernels;
    wasm.beginCounting(this.#interval());
    for await (const band of this.#decoded(kernels)) {
      change(band.luma.picture, false);
      for (const { mcus, tiles } of this.#changed(kernels, band)) wasm.countSymbols(mcus, this.#file.luma.lumaBlocks, tiles);
    }
    return countedCodes(wasm);
  }

  /** Has the kernels change a band, and yields it a few MCUs at a time: how many, and the addresses of their tiles and runs. */
  *#changed({ wasm, start }: JpegKernels, { luma, tiles, mcus }: LumaBand) {
    const { mcusAtOnce, runs, tiles: firstTile } = this.#layout;
    const { lumaBlocks } = this.#file.luma;
    const change = luma.change();
    if ('samples' in change) tiles.replace(change.samples);
    tiles.begin();
    tiles.map(('table' in change && change.table) || unchanged);
    wasm.beginBand();
    for (let first = 0; first < mcus; first += mcusAtOnce) {
      const at = { tiles: start + firstTile + 64 * lumaBlocks * first, runs: runs === 0 ? 0 : start + runs + 8 * first };
      yield { mcus: Math.min(mcusAtOnce, mcus - first), ...at };
    }
  }

  #decoded(kernels: JpegKernels): AsyncGenerator<LumaBand> {
    return decodedBands(this.#file, this.#layout, kernels);
  }

  #take(): JpegKernels {
    const kernels = takeKernels(this.bytes);
    if (!kernels) throw new UnfitForBands();
    return kernels;
  }

  /** MCUs between restart markers. */
  #interval(): number {
    const { scan } = this.#file.luma;
    return scan.restartInterval || mcusOf(scan);
  }
}

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);
