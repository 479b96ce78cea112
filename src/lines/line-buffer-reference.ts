import { type DecodedText, type LineBuffer, pieceBytes } from './line-buffer.js';

/** The plain version, which defines what the fast one must do. */
export function plainLineBuffer(): LineBuffer {
  let bytes = Buffer.alloc(0);
  let isAscii = true;
  const ends = new Uint32Array(pieceBytes);
  return {
    get bytes() {
      return bytes;
    },
    ends,
    get isAscii() {
      return isAscii;
    },
    reserve(wanted) {
      if (wanted <= bytes.length) return;
      const larger = Buffer.alloc(wanted);
      larger.set(bytes);
      bytes = larger;
    },
    find(from, to, separator) {
      let count = 0;
      isAscii = true;
      for (let at = from; at < to; at++) {
        const byte = bytes[at]!;
        if (byte > 127) isAscii = false;
        if (byte === separator) ends[count++] = at - from;
      }
      return count;
    },
    utf8(from, to, separator) {
      const text = bytes.toString('utf8', from, to);
      let count = 0;
      for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === separator) ends[count++] = at;
      return decoded(text);
    },
  };
}

function decoded(text: string): DecodedText {
  return {
    length: text.length,
    whole: () => text,
    // Through bytes, as a slice would keep the whole text alive.
    part: (from, to) => Buffer.from(text.slice(from, to), 'utf16le').toString('utf16le'),
  };
}
