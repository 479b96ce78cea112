/** Separators are looked for in pieces of at most so many bytes, so that piece, text and table stay in the caches. */
export const pieceBytes = 32_768;

/** Room for bytes that were read, and what is found in them. */
export interface LineBuffer {
  /** Valid until more room is asked for. */
  readonly bytes: Buffer;
  /** Makes room for so many bytes at least; what `bytes` held stays. */
  reserve(bytes: number): void;
  /** Notes in `ends` where a separator stands in [from, to), counted from `from`; at most `pieceBytes`. @returns how many there are */
  find(from: number, to: number, separator: number): number;
  /** Where separators were found last. Valid until more room is asked for. */
  readonly ends: Uint32Array;
  /** Whether [from, to) of the last `find` held ASCII only. */
  readonly isAscii: boolean;
  /**
   * Reads [from, to) as UTF-8, at most `pieceBytes`. What is none becomes U+FFFD. Notes in `ends` where a separator stands in the text.
   *
   * @param separator below 128
   */
  utf8(from: number, to: number, separator: number): DecodedText;
}

/** Valid until something else is decoded. Positions are in UTF-16 units. */
export interface DecodedText {
  readonly length: number;
  whole(): string;
  /** A string of its own. */
  part(from: number, to: number): string;
}
