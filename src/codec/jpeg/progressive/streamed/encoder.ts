import type { Picture } from '../../../../pixels/pictures/picture.js';
import { type ChangeBand, UnfitForBands } from '../../../format-codec.js';
import type { Scan } from '../../coder/frame.js';
import { lumaSteps } from '../../quality.js';
import type { ScanScript } from '../script.js';
import { SegmentWriter } from '../segment-writer.js';
import type { Wanted } from '../wanted.js';
import type { Workspace } from '../workspace.js';
import { withSymbols } from '../write.js';
import type { ProgressiveBand } from './bands.js';
import type { StreamedScans } from './input.js';
import { KeptScans } from './kept-scans.js';
import { type CodedData, type CodedScan, type CodingPlaces, placeCoding, ScanCoder } from './scan-coder.js';

/** Decodes the image from end to end. */
type Decode = () => AsyncGenerator<ProgressiveBand>;

/** Changes a band. */
type Change = (band: Picture) => void;

/** Writes a progressive JPEG with other luma, part by part. */
export class StreamedEncoder {
  readonly #space: Workspace;
  readonly #file: StreamedScans;
  readonly #wanted: Wanted;
  readonly #places: CodingPlaces;
  /** Scans that wait until those before are written. */
  readonly #kept: KeptScans<ScanScript>;
  /** Counts of symbols that nobody needs. */
  readonly #idleCounts: number;

  /**
   * @param dcBytes of luma's DC in a band
   * @param quality 1..100, of luma
   * @param mostKeptBytes of coded scans that wait
   */
  constructor(space: Workspace, file: StreamedScans, dcBytes: number, quality: number, mostKeptBytes: number) {
    const { components, scans } = file.frame;
    const steps = components.map((component, i) => (i === 0 ? lumaSteps(quality) : component.steps));
    this.#space = space;
    this.#file = file;
    this.#wanted = { isProgressive: true, scans, steps, table: [], blocks: undefined };
    this.#places = placeCoding(dcBytes, (bytes) => space.take(bytes));
    this.#kept = new KeptScans(mostKeptBytes);
    this.#idleCounts = space.take(1024);
  }

  /** @throws {UnfitForBands} if a decoder could object to anything, or there are values that no JPEG may have */
  async *encode(decode: Decode, change: ChangeBand): AsyncGenerator<Uint8Array> {
    const { frame } = this.#file;
    const scans = withSymbols(this.#space, this.#wanted);
    const coded = scans.filter((scan): scan is CodedScan => scan.symbols !== undefined);
    await this.#count(coded, decode, change);

    let parts: number[] = [];
    const segments = new SegmentWriter(this.#space, frame, this.#wanted, (bytes) => parts.push(...bytes));
    const taken = () => {
      const bytes = Uint8Array.from(parts);
      parts = [];
      return bytes;
    };
    segments.begin();
    yield taken();
    for (const [i, { script, symbols }] of scans.entries()) {
      if (symbols) segments.beginScan(script, symbols);
      else segments.beginCopy(frame.scans[i]!);
      yield taken();
      if (!symbols) yield* this.#copied(frame.scans[i]!);
      else if (this.#kept.has(script)) yield* this.#kept.take(script);
      else {
        const left = coded.slice(coded.findIndex((scan) => scan.script === script));
        // The first time, every band comes once.
        yield* this.#coded(left, decode, (band) => change(band, left.length === coded.length));
      }
    }
    segments.end();
    yield taken();
  }

  /** Counts the symbols of scans, and makes their codes, as scans are coded before what comes before them is written. */
  async #count(scans: readonly CodedScan[], decode: Decode, change: ChangeBand): Promise<void> {
    for await (const _ of this.#pass(scans, false, decode, (band) => change(band, false)));
    const segments = new SegmentWriter(this.#space, this.#file.frame, this.#wanted, () => {});
    for (const { script, symbols } of scans) segments.beginScan(script, symbols);
  }

  /** Yields the data of the first scan, and keeps as many of the next ones as there is room for. */
  async *#coded(scans: readonly CodedScan[], decode: Decode, change: Change): AsyncGenerator<Uint8Array> {
    const [first, ...others] = scans.map(({ script }) => script);
    const coming = this.#renumbered(scans);
    for (const script of others) this.#kept.begin(script);
    for await (const { scan, data } of this.#pass(coming, true, decode, change)) {
      const { script } = scan;
      if (script === first) yield data;
      while (this.#kept.has(script) && !this.#kept.hasRoom(script, data.length)) this.#kept.forget(coming.pop()!.script);
      if (this.#kept.has(script)) this.#kept.add(script, data);
    }
  }

  /** Scans of AC come first. */
  #renumbered(scans: readonly CodedScan[]): CodedScan[] {
    const isAc = ({ script }: CodedScan) => script.first > 0;
    const order = [...scans.filter(isAc), ...scans.filter((scan) => !isAc(scan))];
    return scans.map((scan) => ({ ...scan, symbols: { ...scan.symbols, index: order.indexOf(scan), counts: this.#idleCounts } }));
  }

  /** Goes through all bands, and codes scans or only counts their symbols. */
  async *#pass(scans: readonly CodedScan[], hasCodes: boolean, decode: Decode, change: Change): AsyncGenerator<CodedData> {
    const mark = this.#space.free;
    let coder: ScanCoder | undefined;
    for await (const band of decode()) {
      // After the first band has taken its places, as symbols take what is left.
      coder ??= new ScanCoder(this.#space, scans, this.#places, this.#wanted.steps[0]!, hasCodes);
      change(band.luma.picture);
      yield* coder.add(band);
    }
    yield* coder!.end();
    this.#space.giveBack(mark);
  }

  async *#copied({ headerAt, end }: Scan): AsyncGenerator<Uint8Array> {
    const { source, pieceBytes } = this.#file;
    // The same memory again and again.
    const memory = new Uint8Array(Math.min(pieceBytes, end - headerAt));
    for (let at = headerAt; at < end; ) {
      const piece = await source.piece(at, Math.min(pieceBytes, end - at), (bytes) => memory.subarray(0, bytes));
      if (piece.length === 0) throw new UnfitForBands();
      yield piece;
      at += piece.length;
    }
  }
}
