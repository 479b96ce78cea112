import { eastAsianWidth } from 'get-east-asian-width';

// As in tqdm: escape sequences take no column, wide characters two, all others one.

const sequence = /\x1b\[[;\d]*[A-Za-z]/g;

/** The text without its escape sequences. */
export function withoutSequences(text: string): string {
  return text.replace(sequence, '');
}

/** The columns of a text on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of withoutSequences(text)) columns += eastAsianWidth(character.codePointAt(0)!);
  return columns;
}

/** The text cut to this many columns. Colours that begin in the rest are reset at its end. */
export function trim(text: string, columns: number): string {
  const characters = Array.from(text);
  if (characters.length === columnsOf(text)) return characters.slice(0, columns).join('');
  const isColoured = text.search(sequence) >= 0;
  while (columnsOf(characters.join('')) > columns) characters.pop();
  const left = characters.join('');
  return isColoured && left.search(sequence) >= 0 && !left.endsWith(reset) ? left + reset : left;
}

const reset = '\x1b[0m';
