/**
 * The text with every character that controls a terminal or is invisible made visible: `\n`, `\t`, `\x1b`, `\u202e`. So a file name can
 * neither move the cursor nor reorder its line. Backslashes stay, as they are common in names on Windows.
 */
export function visible(text: string): string {
  return text.replace(drivesOrHides, (character) => shortForms[character] ?? hexadecimal(character.codePointAt(0) ?? 0));
}

/**
 * C0, DEL, C1; unpaired surrogates; line and paragraph separators; bidirectional marks, embeddings, overrides and isolates; and characters
 * that are never drawn. The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
 */
const drivesOrHides = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/gu;

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function hexadecimal(codePoint: number): string {
  // A byte of a name that is not UTF-8 (storage/undecodable.ts).
  if (codePoint >= 0xdc80 && codePoint <= 0xdcff) return `\\x${(codePoint & 0xff).toString(16)}`;
  return codePoint < 0x100 ? `\\x${codePoint.toString(16).padStart(2, '0')}` : `\\u${codePoint.toString(16).padStart(4, '0')}`;
}
