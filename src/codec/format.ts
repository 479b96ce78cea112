import type { FormatCodec } from './format-codec.js';

/** A file format: how its files are told from others, what they can hold, and what reads and writes them. */
export interface Format {
  /** What people call it. */
  readonly title: string;
  /** File name endings, without the dot, in lower case; the first one is used for new names. */
  readonly endings: readonly [string, ...string[]];
  /** Fits the first 16 bytes of its files, taken as Latin-1. */
  readonly magic?: RegExp;
  /** Of a format that lies in ISO base media: the brands of its files. */
  readonly brands?: readonly string[];
  readonly holds: Holdings;
  /** Who reads its files. */
  readonly reader: 'sharp' | 'imgpar' | OptionalReader;
  /** What is written so: any picture that it can hold, only one that was read so, or none. */
  readonly writes: 'any' | 'itself' | 'none';
  /** Options that do not decide the bytes of its files. */
  readonly ignores: ReadonlyArray<'quality' | 'effort' | 'compression' | 'lossless' | 'codec'>;
  /**
   * What the samples of a file take at least, as far as its first bytes say so; 0 if they have more pixels than are allowed. So a file
   * that is too large is not read to find that out.
   */
  readonly leastSampleBytes?: (head: Uint8Array, maxPixels: number) => number;
  /**
   * What reads and writes its files; a module of its own, as many processes need only what is above.
   *
   * @internal as users of the library need no types of Node's
   */
  readonly load: () => Promise<FormatCodec>;
}

/** A package that reads a format, is not installed with imgpar, and is used where users have installed it. */
interface OptionalReader {
  readonly package: string;
  /** Its SPDX name. */
  readonly licence: string;
}

/** What files of a format can hold. An image that has more is not written so: nothing is lost that was not asked for. */
interface Holdings {
  /** Pixels a side. */
  readonly largestSide: number;
  readonly cmyk: boolean;
  readonly sixteenBits: boolean;
  readonly transparency: boolean;
  /** Frames of an animation that was read as another format. */
  readonly animation: boolean;
  /** A colour profile (ICC). */
  readonly profile: boolean;
  /** EXIF, and with it the orientation. */
  readonly exif: boolean;
}

/** What `load` gives, asked for once a thread. */
export function once<Codec>(load: () => Promise<Codec>): () => Promise<Codec> {
  let loading: Promise<Codec> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
