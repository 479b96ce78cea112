import type { Formattable } from './python-format.js';

/** From empty to full. */
export const blocks = ' ▏▎▍▌▋▊▉█';
export const asciiBlocks = ' 123456789#';
const blanks = '  ';

export interface BarStyle {
  /** Characters from empty to full, at least two. */
  readonly characters: string;
  /** An escape sequence, which is reset after the bar. */
  readonly colour?: string | undefined;
}

/**
 * A bar in a format string. A number after the colon is its width, a negative one reduces it; a letter chooses other characters: `a` ASCII,
 * `u` blocks, `b` blanks.
 *
 * @param share 0..1; clamped to that range
 * @param columns default width
 */
export function bar(share: number, columns: number, { characters, colour }: BarStyle): Formattable {
  const filled = Math.min(1, Math.max(0, share));
  return {
    format(spec) {
      const letter = spec.slice(-1).toLowerCase();
      const chosen = { a: asciiBlocks, u: blocks, b: blanks }[letter];
      const number = chosen === undefined ? spec : spec.slice(0, -1);
      const wanted = number === '' ? columns : Number.parseInt(number, 10);
      const text = drawn(filled, wanted < 0 ? wanted + columns : wanted, Array.from(chosen ?? characters));
      return colour === undefined ? text : colour + text + reset;
    },
  };
}

const reset = '\x1b[0m';

function drawn(share: number, columns: number, characters: readonly string[]): string {
  const steps = characters.length - 1;
  const done = Math.trunc(share * columns * steps);
  const full = characters[steps]!.repeat(Math.max(0, Math.floor(done / steps)));
  const rest = columns - Math.floor(done / steps);
  return rest > 0 ? full + characters[done % steps]! + characters[0]!.repeat(rest - 1) : full;
}

const named = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The escape sequence of a colour, by name or as `#rrggbb`; undefined if it is unknown. */
export function colourSequence(colour: string): string | undefined {
  const index = named.indexOf(colour.toLowerCase());
  if (index >= 0) return `\x1b[${30 + index}m`;
  const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour) ?? [];
  if (red === undefined) return undefined;
  return `\x1b[38;2;${[red, green, blue].map((part) => Number.parseInt(part!, 16)).join(';')}m`;
}
