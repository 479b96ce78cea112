import type { Picture } from '../pixels/pictures/picture.js';
import type { ImageShape, Raster } from '../pixels/raster.js';
import type { Reading } from '../pixels/reading.js';
import type { Size } from '../pixels/small/area-average.js';
import type { StoredFile } from '../storage/store.js';
import type { LentRaster } from './buffer-pool.js';
import type { Animation, Header } from './container.js';
import type { CodecName, Coding, Encoded, Rasters } from './encoding.js';
import type { MemoryNeed, PeakFactors } from './memory.js';
import type { Metadata } from './metadata.js';
import type { SmallPlanes } from './small/small-picture.js';

/**
 * Reads and writes files of one format. `File` is the result of `parse`, and returns only to the codec that made it; this allows codecs
 * with different file types in one table.
 */
export interface FormatCodec<File extends Header = Header> {
  /** Parses a file, and refuses what cannot be written back. May throw a RangeError if the file ends too early. */
  parse(bytes: Buffer, reading?: Reading): File;
  readonly peakFactors: PeakFactors<File>;
  /** Repairs a file that decoders refuse as broken; undefined if that is impossible. */
  mended?(bytes: Buffer, limits: MendingLimits): Mended | undefined;

  /** The pixels of all pages; missing ones are made up if the file may be `damaged`. */
  decode(bytes: Buffer, file: File, maxPixels: number, damaged: boolean): Promise<Rasters>;
  /** Reads the pixels faster, with a reader of our own; undefined for a file that it leaves to `decode`. */
  read?(bytes: Buffer, file: File): LentRaster | undefined;
  readonly components?: ComponentCodec<File>;
  readonly whole?: WholeCodec<File>;
  readonly bands?: BandCodec<File>;

  /** Writes the source's own format, with everything but the pixels unchanged. */
  rewrite(rasters: Rasters, file: File, coding: Coding): Promise<Encoded>;
  /** Writes an image that was read from another format. */
  write(rasters: Rasters, picture: ForeignPicture, coding: Coding): Promise<Encoded>;

  /** Reads the EXIF block of a file, and gives the file with another one instead. */
  readonly exif?: { of(file: File): Uint8Array | undefined; with(file: File, exif: Uint8Array): File };
  /** The metadata of a file, for writing another format. */
  metadata(file: File): Metadata;
  animation?(file: File): Animation | undefined;
  /** The orientation of each page, 1 (upright) to 8; a single number if all are the same. */
  orientations(file: File): number | readonly number[];
  /** The file with every orientation it states set to upright; `swapped` if this swaps width and height. */
  upright(file: File, swapped: boolean): File;
  /** The file without anything that does not affect how the image is shown. */
  stripped(file: File): File;
  /** The file without its HDR gain map; present if the file would otherwise keep it. */
  withoutGainMap?(file: File): File;
  /** The quality it was encoded with, 1..100. */
  estimateQuality?(file: File): number;
}

/** A broken file, repaired for decoders. */
export interface Mended {
  readonly bytes: Buffer;
  /** What was wrong with it, one sentence each. */
  readonly warnings: readonly string[];
  /** Whether all of its pixels are there. */
  readonly isWhole: boolean;
}

export interface MendingLimits {
  readonly maxPixels: number;
  /** Called before memory is allocated; throws to refuse. */
  readonly admit: (bytes: number) => void;
}

/** What a format gets to know about an image that was read from another one. */
export interface ForeignPicture extends Header {
  readonly metadata: Metadata;
  readonly animation: Animation | undefined;
}

/** Reads and writes files that hold more than rasters can: numbers that are not levels, more bands, a special layout. */
export interface WholeCodec<File> {
  suits(file: File): boolean;
  /** @throws {ImgparError} `too-large` */
  need(file: File, maxPixels: number): MemoryNeed;
  decode(bytes: Buffer, file: File, options: WholeOptions): Promise<WholeImage<File>>;
}

interface WholeOptions {
  readonly maxPixels: number;
  readonly reading: Reading;
  readonly autoOrient: boolean;
}

interface WholeImage<File> {
  readonly pictures: readonly Picture[];
  /** The part that other formats can hold. @throws {ImgparError} `unsupported-format` if there is more */
  rasters(): Rasters;
  /** Writes the source's own format. */
  encode(kept: File, coding: Coding): Promise<{ readonly encoded: Encoded; readonly warnings: readonly string[] }>;
}

/** Decodes a file only as far as its components, for changes to luma alone. */
export interface ComponentCodec<File> {
  /** Whether this is sufficient and available. Unusual files are left to `decode`. */
  suits(file: File, intent: { readonly lumaOnly: boolean; readonly coding: Coding }): boolean;
  need(file: File, coding: Coding): MemoryNeed;
  /** @param forSmall whether small pictures will be asked for */
  decode(bytes: Buffer, file: File, coding: Coding, forSmall: boolean): Components<File> | undefined;
}

export interface Components<File> {
  /** Who decodes and encodes them. */
  readonly codec: CodecName;
  readonly picture: Picture;
  /** Luma as it is now. */
  luma(): Raster;
  /** The image as it is now, at a small size; undefined if the components at hand do not give that. */
  small?(to: Size): SmallPlanes | undefined;
  /** Whether that is best asked for once the image is encoded, as means are taken on the way; otherwise it must be before. */
  readonly isDrawnEncoding?: boolean;
  /** Writes the same format; undefined if these components cannot be written. */
  encode(kept: File, coding: Coding): Encoded | undefined;
  release(): void;
}

/** Reads and writes files in bands of rows, so that neither pixels nor file are ever in memory whole. */
export interface BandCodec<File> {
  /** Whether this is better even if the file fits into memory whole. Default: no. May be asked of any file of the format. */
  isBetter?(source: StoredFile): Promise<boolean>;
  /** @throws {UnfitForBands} if the file is unusual in any way */
  open(source: StoredFile): Promise<BandedFile<File>>;
}

/** Thrown if a file must be read whole after all: only that can show what is wrong with it, if anything. */
export class UnfitForBands extends Error {}

/** A parsed file without its pixels, which stay in the store until they are read band by band. */
interface BandedFile<File> {
  readonly file: File;
  /** What was wrong with it, one sentence each. */
  readonly warnings?: readonly string[];
  /** How to read and write it. @throws {UnfitForBands} if it is not suited to that */
  inBands(intent: BandIntent): Bands<File>;
}

/** What will be done to an image in bands. */
export interface BandIntent {
  /** Whether only luma is read and changed. */
  readonly lumaOnly: boolean;
  /** Whether sharp was asked for. */
  readonly bySharp: boolean;
  readonly coding: Coding;
}

/** A file that is read and written in bands. */
export interface Bands<File> {
  /** Who decodes and encodes it. */
  readonly codec: CodecName;
  /** The shape of a band; the last one may be lower. */
  readonly bandShape: ImageShape;
  /** Peak memory in bytes of reading and writing, including the samples of a band. */
  readonly peakBytes: number;
  /**
   * Yields the image from top to bottom. A band may be changed, and is valid until the next one is requested.
   *
   * @throws {UnfitForBands} if the file is unusual in any way
   */
  read(): AsyncGenerator<Picture>;
  /**
   * Yields the file part by part, with every band as `change` leaves it. A part is valid until the next one is requested.
   *
   * @throws {UnfitForBands} as `read`
   */
  encode(kept: File, change: ChangeBand): AsyncGenerator<Uint8Array>;
}

/**
 * Changes a band in place, always in the same way.
 *
 * @param isWritten true once for each band, even if it comes several times: an encoder may look at all of them before it writes, or write
 *   one part of them after the other
 */
export type ChangeBand = (band: Picture, isWritten: boolean) => void;
