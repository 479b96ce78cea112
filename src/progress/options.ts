import type { Display, Place } from './display/display.js';
import type { ScheduleOptions } from './schedule.js';

/** Every option of tqdm, under its name in camelCase; times are in seconds, as there. */
export interface ProgressOptions extends ScheduleOptions {
  /** Text before the bar. */
  readonly desc?: string;
  /** The number of steps; Infinity or undefined if unknown. Default: the length of the iterable, if it has one. */
  readonly total?: number;
  /** Whether the bar stays when done; null: only the top one does. Default: true. */
  readonly leave?: boolean | null;
  /**
   * Where to show the bar: a stream, or an element of a page. Default: the notebook if there is one, the console of a page, otherwise
   * standard error.
   */
  readonly file?: Place;
  /** Width in columns. Default: that of the terminal. 0 omits the bar. */
  readonly ncols?: number;
  /** The number of rows that bars may take. Default: those of the terminal. */
  readonly nrows?: number;
  /** Whether the bar is made of ASCII; or its characters, from empty to full. Default: what the terminal can show. */
  readonly ascii?: boolean | string;
  /** Whether nothing is shown; null: only on a terminal. Default: false. */
  readonly disable?: boolean | null;
  readonly unit?: string;
  readonly unitScale?: boolean | number;
  readonly unitDivisor?: number;
  readonly barFormat?: string;
  /** Where counting begins. Default: 0. */
  readonly initial?: number;
  /** The row of the bar; 0 is the top one. Default: the first free one. */
  readonly position?: number;
  /** Text at the end, or names with values. */
  readonly postfix?: Postfix;
  readonly colour?: string | undefined;
  /** Your own fields for `barFormat`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** A display to use instead of the one for `file`. */
  readonly display?: Display;
  /** Gives the time in seconds. Default: the system clock. */
  readonly clock?: () => number;
}

/**
 * What follows the bar: a text, or names with values. Those of an object are sorted, those of a Map or of a list of pairs keep their order.
 * If `barFormat` names parts of it, as in `{postfix[0][name]}`, it may be anything that has them.
 */
export type Postfix = string | object;
