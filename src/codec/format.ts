import type { FormatCodec } from './format-codec.js';

/** A file format: how to recognise its files, what they can hold, and the code that reads and writes them. */
export interface Format {
  /** Its common name. */
  readonly title: string;
  /** File extensions, without the dot, in lower case; the first one is used for new names. */
  readonly extensions: readonly [string, ...string[]];
  /** Matches the first 16 bytes of its files, read as Latin-1. */
  readonly magic?: RegExp;
  /** The brands of its files, if it is based on ISO base media. */
  readonly brands?: readonly string[];
  readonly holds: Holdings;
  /** The library that reads its files. */
  readonly reader: 'sharp' | 'imgpar' | OptionalReader;
  /** Which images are written in this format: any that it can hold, only those read from it, or none. */
  readonly writes: 'any' | 'itself' | 'none';
  /** Options that do not affect the bytes of its files. */
  readonly ignores: ReadonlyArray<'quality' | 'effort' | 'compression' | 'lossless' | 'scans' | 'chroma' | 'codec'>;
  /**
   * The least memory for the samples of a file, in bytes, as far as its first bytes tell; 0 if it has more pixels than allowed. Tells that
   * a file is too large without reading it.
   */
  readonly leastSampleBytes?: (head: Uint8Array, maxPixels: number) => number;
  /**
   * Loads the code that reads and writes its files; a separate module, as many processes need only the rest.
   *
   * @internal as users of the library should not need Node's types
   */
  readonly load: () => Promise<FormatCodec>;
}

/** A package that reads a format, is not installed with imgpar, and is used if users have installed it. */
interface OptionalReader {
  readonly package: string;
  /** SPDX identifier. */
  readonly licence: string;
}

/** What files of a format can hold. Images that exceed it are not converted to the format: nothing may be lost unasked. */
interface Holdings {
  /** Pixels per side. */
  readonly largestSide: number;
  readonly cmyk: boolean;
  readonly sixteenBits: boolean;
  readonly transparency: boolean;
  /** Frames of an animation that was read from another format. */
  readonly animation: boolean;
  /** A colour profile (ICC). */
  readonly profile: boolean;
  /** EXIF, and with it the orientation. */
  readonly exif: boolean;
}

/** Calls `load` once per thread, and gives its result. If it fails, as while too many files are open, it is called again. */
export function once<Codec>(load: () => Promise<Codec>): () => Promise<Codec> {
  let loading: Promise<Codec> | undefined;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
