/** Bytes that are searched for separators at a time, so that piece, text and table stay in the caches. */
export const pieceBytes = 32_768;

/** A buffer for bytes read from a file, and what is found in them. */
export interface LineBuffer {
  /** Valid until the next `reserve`. */
  readonly bytes: Buffer;
  /** Makes room for at least this many bytes; keeps the content of `bytes`. */
  reserve(bytes: number): void;
  /** Notes in `ends` the positions of separators in [from, to), relative to `from`; at most `pieceBytes`. @returns their number */
  find(from: number, to: number, separator: number): number;
  /** Positions of the separators found last. Valid until the next `reserve`. */
  readonly ends: Uint32Array;
  /** Whether [from, to) of the last `find` was all ASCII. */
  readonly isAscii: boolean;
  /**
   * Decodes [from, to) as UTF-8, at most `pieceBytes`. Invalid bytes become U+FFFD. Notes in `ends` the positions of separators in the
   * text.
   *
   * @param separator below 128
   */
  utf8(from: number, to: number, separator: number): DecodedText;
}

/** Valid until the next decoding. Positions are in UTF-16 units. */
export interface DecodedText {
  readonly length: number;
  whole(): string;
  /** A separate string. */
  part(from: number, to: number): string;
}
