export { canDrawBars, hasBlocks, wantsColour } from '../progress/display/terminal-abilities.js';

/** Colours a text, or leaves it unchanged. */
export interface Paint {
  bar(text: string): string;
  failure(text: string): string;
  faint(text: string): string;
}

/** The colours of the reports: only named ones, so that the terminal's theme decides how they look. */
export function paint(colour: boolean): Paint {
  const sgr = (code: number) => (text: string) => (colour && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bar: sgr(36), failure: sgr(31), faint: sgr(2) };
}
