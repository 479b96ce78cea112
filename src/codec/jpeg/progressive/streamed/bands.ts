import { type LumaOnDemand, lumaOnDemand } from '../../../../pixels/pictures/luma-on-demand.js';
import { UnfitForBands } from '../../../format-codec.js';
import type { Frame, HuffmanCode, Scan } from '../../coder/frame.js';
import { rowByRow } from '../../quality.js';
import { copyLuma, countedInside } from '../luma-rows.js';
import { clear, makeTable, mcuBlocksOf, ofAc, ofDc, ofRefinement, type ReadImage } from '../read.js';
import { acScansOf } from '../script.js';
import { type Grid, gridOf, setWords, valueBytes, type Workspace } from '../workspace.js';
import { from, type InputPlaces, ScanInput, type StreamedScans } from './input.js';
import { type BandPlaces, bandOf, dcScansOf, mostComponents, placeBands, placeThrough, rowsIn } from './places.js';

/** Whole rows of MCUs, decoded. */
export interface ProgressiveBand {
  /** The frame, as if the band were an image. */
  readonly frame: Frame;
  readonly image: ReadImage;
  readonly luma: LumaOnDemand;
}

/**
 * Decodes luma from end to end, band by band, with scans side by side. A band is valid until the next one is requested; it is the image of
 * the kernels that read files whole.
 *
 * @param rows of MCUs in a band
 * @throws {UnfitForBands} if a decoder could object to anything
 */
export async function* progressiveBands(space: Workspace, file: StreamedScans, rows: number): AsyncGenerator<ProgressiveBand> {
  const { frame } = file;
  const places = placeBands(file, bandOf(frame, 0, rows), space.tableBytes, (bytes) => space.take(bytes));
  setWords(space.bytes, space.steps, rowByRow(frame.components[0]!.steps));
  const reader = new ScansReader(space, file, places);
  const mcuRows = Math.ceil(frame.height / (8 * frame.down));
  for (let row = 0; row < mcuRows; row += rows) {
    const band = bandOf(frame, row, rows);
    const grids = places.grids.map(({ at }, i) => gridOf(band, i, valueBytes, at));
    const image = { tiles: places.tiles, columns: band.components[0]!.columns, rows: band.components[0]!.rows, others: grids.slice(1) };
    await reader.readBand(band, image, grids);
    const { width, height } = band;
    const channels = frame.components.length === 1 ? 1 : 3;
    const luma = lumaOnDemand({ width, height, channels }, countedInside(space, image, band), () => {
      const samples = new Uint8Array(width * height);
      copyLuma(space, image, band, samples);
      return samples;
    });
    yield { frame: band, image, luma };
  }
  reader.end();
}

/**
 * Reads the AC of the other components through, so that every fault in it shows.
 *
 * @throws {UnfitForBands} if there is any
 */
export async function readThrough(space: Workspace, file: StreamedScans): Promise<void> {
  const { frame } = file;
  for (let component = 1; component < frame.components.length; component++) {
    const mark = space.free;
    const places = placeThrough(file, component, space.tableBytes, (bytes) => space.take(bytes));
    const { columns, rows } = frame.components[component]!;
    const reader = new AcReader(space, file, component, places);
    for (let row = 0; row < rows; row++) {
      await reader.fill();
      insist(space.wasm.readBlockRow(reader.scans, columns, 0));
    }
    reader.end();
    space.giveBack(mark);
  }
}

function insist(isSound: number | boolean): void {
  if (!isSound) throw new UnfitForBands();
}

/** The scans of a component's AC, side by side. */
class AcReader {
  readonly #space: Workspace;
  readonly #inputs: readonly ScanInput[];

  /** @param places with tables for these scans */
  constructor(
    space: Workspace,
    file: StreamedScans,
    component: number,
    { tables, window, ac }: Pick<BandPlaces, 'tables' | 'window' | 'ac'>,
  ) {
    this.#space = space;
    this.#inputs = acScansOf(file.frame, component).map((scan, index) => {
      const { first, last, lowBit, restartInterval } = scan;
      const refines = scan.highBit > 0;
      const table = tables + index * space.tableBytes;
      const places = ac[index]!;
      insist(makeTable(space, table, refines ? ofRefinement : ofAc, scan.components[0]!.ac!, lowBit));
      space.wasm.beginAc(index, from(places), places.ends, restartInterval, table, first, last, lowBit, Number(refines));
      return new ScanInput(space, file, scan, { ...places, window }, space.wasm.acReading(index));
    });
  }

  get scans(): number {
    return this.#inputs.length;
  }

  /** Makes sure that the next row of blocks is there. */
  async fill(): Promise<void> {
    for (const input of this.#inputs) if (!input.isReady) await input.fill();
  }

  end(): void {
    insist(this.#inputs.every((input) => input.isWhole) && this.#space.wasm.acEndsWell(this.scans));
  }
}

/** All scans of DC, and those of luma's AC. */
class ScansReader {
  readonly #space: Workspace;
  readonly #dc: ReadonlyArray<{ readonly scan: Scan; readonly input: ScanInput }>;
  readonly #ac: AcReader;
  readonly #places: BandPlaces;

  constructor(space: Workspace, file: StreamedScans, places: BandPlaces) {
    this.#space = space;
    this.#places = places;
    this.#dc = dcScansOf(file.frame).map((scan, index) => ({ scan, input: this.#dcInput(file, scan, index, places.dc[index]!) }));
    const acTables = places.tables + mostComponents * this.#dc.length * space.tableBytes;
    this.#ac = new AcReader(space, file, 0, { ...places, tables: acTables });
  }

  #dcInput(file: StreamedScans, scan: Scan, index: number, places: InputPlaces): ScanInput {
    const { wasm } = this.#space;
    for (const [order, { dc }] of scan.components.entries()) if (dc) this.#makeTable(index, order, dc);
    wasm.beginDc(index, from(places), places.ends, scan.restartInterval);
    const { window } = this.#places;
    return new ScanInput(this.#space, file, scan, { ...places, window }, wasm.dcReading(index));
  }

  #makeTable(index: number, order: number, code: HuffmanCode): void {
    insist(makeTable(this.#space, this.#dcTable(index, order), ofDc, code));
  }

  #dcTable(index: number, order: number): number {
    return this.#places.tables + (mostComponents * index + order) * this.#space.tableBytes;
  }

  /** Reads the next band: DC into grids, and luma into tiles. */
  async readBand(band: Frame, { tiles, columns, rows }: ReadImage, grids: readonly Grid[]): Promise<void> {
    const { wasm, steps, histograms } = this.#space;
    for (const grid of grids) clear(this.#space, grid);
    for (const [index, { scan, input }] of this.#dc.entries()) await this.#readDc(band, index, scan, input, grids);
    this.#space.bytes.fill(0, histograms, histograms + 8 * 1024);
    const { at, stride } = grids[0]!;
    for (let row = 0; row < rows; row++) {
      await this.#ac.fill();
      insist(wasm.readTileRow(this.#ac.scans, columns, at + valueBytes * stride * row, steps, tiles + 64 * columns * row, histograms));
    }
  }

  async #readDc(band: Frame, index: number, scan: Scan, input: ScanInput, grids: readonly Grid[]): Promise<void> {
    const { wasm } = this.#space;
    wasm.chooseDc(index);
    for (const { order, at, step, rowStep } of mcuBlocksOf(scan, band, grids))
      wasm.addDcBlock(this.#dcTable(index, order), order, at, step, rowStep);
    const read = scan.highBit === 0 ? wasm.readDc : wasm.refineDc;
    for (let rows = rowsIn(band, scan); rows > 0; rows--) {
      if (!input.isReady) await input.fill();
      insist(read(scan.columns, 1, scan.lowBit));
    }
  }

  /** Whether nothing is left of the scans. @throws {UnfitForBands} if anything is */
  end(): void {
    for (const [index, { input }] of this.#dc.entries()) {
      this.#space.wasm.chooseDc(index);
      insist(input.isWhole && this.#space.wasm.dcEndsWell());
    }
    this.#ac.end();
  }
}
