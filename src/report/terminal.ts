/** Whether bars can be drawn on a stream: on a terminal that can move its cursor, outside CI logs. */
export function canDrawBars(stream: { readonly isTTY?: boolean }, env: Environment = process.env): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && (!env.CI || env.CI === 'false');
}

/**
 * Whether text on a stream may have colours: on a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR says otherwise. NO_COLOR wins.
 */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Environment = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

type Environment = Readonly<Record<string, string | undefined>>;

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
