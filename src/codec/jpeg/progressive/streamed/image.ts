import type { Picture } from '../../../../pixels/pictures/picture.js';
import type { ImageShape } from '../../../../pixels/raster.js';
import type { ChangeBand } from '../../../format-codec.js';
import type { Frame } from '../../coder/frame.js';
import { hasLuma, spaces } from '../image.js';
import { isWholeScript } from '../script.js';
import { gridBytes, valueBytes, type Workspace } from '../workspace.js';
import { type ProgressiveBand, progressiveBands, readThrough } from './bands.js';
import { StreamedEncoder } from './encoder.js';
import type { StreamedScans } from './input.js';
import { bandOf, counter, placeBands, placeThrough } from './places.js';
import { placeCoding } from './scan-coder.js';

/** Whether a progressive image is such as can be streamed. */
export function suitsStreaming(frame: Frame): boolean {
  return frame.kind === 'progressive' && hasLuma(frame) && isWholeScript(frame);
}

/**
 * A progressive JPEG that is never in memory whole, of which only luma changes: all scans of luma are read side by side, band by band, as
 * often as they are needed; those of other components are copied, but for DC that is interleaved with that of luma. The same file comes out
 * as from `readOwn`.
 *
 * Scans are written one after the other but coded side by side, so those that come later wait in memory. If that is too much, the last ones
 * are left, and the file is read again for them.
 */
export class StreamedProgressive {
  /** The shape of a band; the last one may be lower. */
  readonly bandShape: ImageShape;
  readonly #file: StreamedScans;
  readonly #rows: number;
  readonly #mostKeptBytes: number;
  #isReadThrough = false;

  /**
   * @param bandPixels how many pixels a band has, unless a row of MCUs has more
   * @param mostKeptBytes of coded scans that wait
   */
  constructor(file: StreamedScans, bandPixels: number, mostKeptBytes: number) {
    const { width, height, down, components } = file.frame;
    this.#file = file;
    this.#rows = Math.max(Math.floor(bandPixels / (8 * down * width)), 1);
    this.#mostKeptBytes = mostKeptBytes;
    const bandHeight = Math.min(8 * down * this.#rows, height);
    this.bandShape = { width, height: bandHeight, channels: components.length === 1 ? 1 : 3, maxSample: 255 };
  }

  /** Memory of the kernels, and of scans that wait. */
  get bytes(): number {
    const { frame } = this.#file;
    const band = bandOf(frame, 0, this.#rows);
    const [reading, ...through] = frame.components.map((_, i) => {
      const { take, taken } = counter();
      if (i > 0) placeThrough(this.#file, i, mostTableBytes, take);
      else {
        placeBands(this.#file, band, mostTableBytes, take);
        placeCoding(gridBytes(band, 0, valueBytes), take);
        for (const { highBit } of frame.scans) take(highBit === 0 ? firstScanBytes : refinementBytes);
      }
      return taken();
    });
    return Math.max(reading!, ...through) + this.#mostKeptBytes;
  }

  /** Yields band after band from the top. @throws {UnfitForBands} if a decoder could object to anything */
  async *bands(): AsyncGenerator<Picture> {
    const space = spaces.take();
    try {
      for await (const { luma } of this.#decoded(space)) yield luma.picture;
    } finally {
      spaces.release(space);
    }
  }

  async *#decoded(space: Workspace): AsyncGenerator<ProgressiveBand> {
    if (!this.#isReadThrough) await readThrough(space, this.#file);
    this.#isReadThrough = true;
    yield* progressiveBands(space, this.#file, this.#rows);
  }

  /**
   * Yields the file without APPn and COM segments, with luma as `change` leaves it, part by part. A part is valid until the next one is
   * requested. The first one ends before the first scan.
   *
   * @param quality 1..100, of luma
   * @throws {UnfitForBands} as above
   */
  async *encode(quality: number, change: ChangeBand): AsyncGenerator<Uint8Array> {
    const space = spaces.take();
    try {
      const dcBytes = gridBytes(bandOf(this.#file.frame, 0, this.#rows), 0, valueBytes);
      const encoder = new StreamedEncoder(space, this.#file, dcBytes, quality, this.#mostKeptBytes);
      yield* encoder.encode(() => this.#decoded(space), change);
    } finally {
      spaces.release(space);
    }
  }
}

/** Bytes of a table of codes, or some more. */
const mostTableBytes = 42 << 10;

/** What the symbols of a scan take: two pieces, and for one that refines the corrections of the longest run. */
const firstScanBytes = 2 << 16;
const refinementBytes = 10 << 16;
