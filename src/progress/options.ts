import type { Display, Place } from './display/display.js';
import type { ScheduleOptions } from './schedule.js';

/** Every option of tqdm, under its name in camelCase; times are in seconds, as there. */
export interface ProgressOptions extends ScheduleOptions {
  /** Stands before the bar. */
  readonly desc?: string;
  /** How many steps there are; Infinity or nothing if nobody knows. Default: what the iterable says of itself. */
  readonly total?: number;
  /** Whether the bar stays when it is done; null: only the uppermost does. Default: true. */
  readonly leave?: boolean | null;
  /** Where to: a stream, or an element of a page. Default: the notebook if this is one, the console of a page, otherwise standard error. */
  readonly file?: Place;
  /** Columns. Default: those of the terminal. 0 leaves out the bar. */
  readonly ncols?: number;
  /** How many rows bars may take. Default: those of the terminal. */
  readonly nrows?: number;
  readonly ascii?: boolean | string;
  /** Whether nothing is shown; null: only on a terminal is anything shown. Default: false. */
  readonly disable?: boolean | null;
  readonly unit?: string;
  readonly unitScale?: boolean | number;
  readonly unitDivisor?: number;
  readonly barFormat?: string;
  /** Where counting begins. Default: 0. */
  readonly initial?: number;
  /** The row of the bar, 0 the uppermost. Default: the first that is free. */
  readonly position?: number;
  /** Stands at the end: a text, or names with values. */
  readonly postfix?: Postfix;
  readonly colour?: string;
  /** Fields of your own for `barFormat`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Shows the bar, in the place of what `file` asks for. */
  readonly display?: Display;
  /** Seconds. Default: those of the machine. */
  readonly clock?: () => number;
}

export type Postfix = string | Readonly<Record<string, unknown>>;
