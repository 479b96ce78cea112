import { eastAsianWidth } from 'get-east-asian-width';

/**
 * The terminal columns that a text takes, by the Unicode rules: wide characters and emoji 2, combining marks 0. Old terminals draw some
 * emoji differently, so use the figure for looks only. The text must not contain control characters.
 */
export function columnsOf(text: string): number {
  if (isPlain(text)) return text.length;
  if (!joinsSequences.test(text)) return columnsOfCharacters(text);
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += isEmojiSequence(segment) ? 2 : columnsOfCharacters(segment);
  return columns;
}

/** The text in exactly `columns` columns: shortened in the middle, or padded with spaces. */
export function fit(text: string, columns: number): string {
  const shortened = shorten(text, columns);
  return shortened + ' '.repeat(columns - columnsOf(shortened));
}

/** The text in at most `columns` columns, with '…' for what is cut; two thirds show its end, as the end of a path says most. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 1) return '';
  const parts = isPlain(text) ? [...text] : Array.from(graphemes.segment(text), ({ segment }) => segment);
  const head = leading(parts, Math.floor((columns - 1) / 3)).join('');
  const tail = leading(parts.reverse(), columns - 1 - columnsOf(head)).reverse();
  return `${head}…${tail.join('')}`;
}

/** As many leading parts as fit into `columns` columns. */
function leading(parts: readonly string[], columns: number): string[] {
  let used = 0;
  const end = parts.findIndex((part) => {
    used += columnsOf(part);
    return used > columns;
  });
  return parts.slice(0, end === -1 ? parts.length : end);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Printable ASCII, like almost all names: one column per character, and some hundred times cheaper to check than segments. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** The only characters that join several into one picture. A text without them needs no segments, which cost ten times as much. */
const joinsSequences = /[\u200d\ufe0f\u20e3\p{Regional_Indicator}\p{Emoji_Modifier}]/u;

function columnsOfCharacters(text: string): number {
  let columns = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint < firstMark || !takesNoColumn.test(character)) columns += eastAsianWidth(codePoint);
  }
  return columns;
}

/** Flags, keycaps, and pictographs turned into emoji by a variation selector, a joiner or a skin tone: one picture of two columns. */
function isEmojiSequence(grapheme: string): boolean {
  return /^\p{Regional_Indicator}{2}|^[0-9#*]\ufe0f?\u20e3|^\p{Extended_Pictographic}.*(?:\ufe0f|\u200d|\p{Emoji_Modifier})/u.test(
    grapheme,
  );
}

/** Marks, joiners and selectors are drawn over their base, and so are the vowels and final consonants of conjoining Hangul. */
const takesNoColumn = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff\ud7b0-\ud7ff]$/u;

/** Every character before U+0300 that is not a control takes a column. */
const firstMark = 0x300;
