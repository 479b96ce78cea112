import { variables } from '../environment.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether bars can be drawn on a stream: on a terminal that can move its cursor, outside CI logs. */
export function canDrawBars(stream: { readonly isTTY?: boolean } | undefined, env: Environment = variables()): boolean {
  return stream?.isTTY === true && env.TERM !== 'dumb' && (!env.CI || env.CI === 'false');
}

/**
 * Whether text on a stream may have colours: on a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR says otherwise. NO_COLOR wins.
 */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Environment = variables()): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Whether bars can be made of eighths of a block; otherwise they are made of ASCII. True if unknown. */
export function hasBlocks(env: Environment = variables(), platform: string = globalThis.process?.platform): boolean {
  // The console of Windows before Windows Terminal has fonts without them; those that bring their own name themselves.
  if (platform === 'win32')
    return ['WT_SESSION', 'TERM_PROGRAM', 'TERM', 'ConEmuTask', 'TERMINAL_EMULATOR', 'CI'].some((name) => env[name]);
  // So has the console of Linux.
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  // A locale that states no encoding says nothing about the terminal: `C` is what programs get without any settings.
  return !locale.includes('.') || /\.utf-?8\b/i.test(locale);
}
