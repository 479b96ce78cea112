import { ImgparError, messageOf } from '../errors.js';
import { displayFor } from './display/choose-display.js';
import type { Display, ShownBar } from './display/display.js';
import { hasBlocks } from './display/terminal-abilities.js';
import { optionsFrom } from './environment.js';
import type { Postfix, ProgressOptions } from './options.js';
import { isNamedByParts, postfixText } from './postfix.js';
import { Schedule } from './schedule.js';
import { includes, lengthOf, reversed } from './source.js';
import { ArraySteps, AsyncSteps, type Stepped, Steps } from './steps.js';
import { colourSequence } from './text/bar.js';
import { trim } from './text/columns.js';
import { formatMeter, type MeterOptions } from './text/meter.js';
import { warnOnce } from './warning.js';

/** What is looped over; undefined for a bar that is moved by hand. */
export type Source<Item> = Iterable<Item> | AsyncIterable<Item> | undefined;

/**
 * A bar, and the loop that it belongs to. Iterate over it instead of its source, or move it by hand with `update`. Its methods are those of
 * tqdm, in camelCase.
 */
export class Progress<Item> implements Iterable<Item>, AsyncIterable<Item>, ShownBar, Stepped {
  /** The amount done. */
  n: number;
  /** The total amount; undefined if unknown. */
  total: number | undefined;
  /** The amount from which a step checks the clock. */
  due = Number.POSITIVE_INFINITY;
  /** Its row among the bars of its display; 0 is the top one. */
  readonly position: number;
  /** Whether its row was chosen, and not just free. */
  readonly isPlaced: boolean;
  /** Whether nothing is shown. */
  readonly disabled: boolean;
  protected readonly source: Source<Item>;
  readonly #options: ProgressOptions;
  readonly #schedule: Schedule;
  readonly #display: Display;
  readonly #clock: () => number;
  readonly #leave: boolean;
  #initial: number;
  #desc: string;
  #postfix: string;
  #fields: Readonly<Record<string, unknown>>;
  #isClosed = false;
  #hasFailed = false;
  #watch: NodeJS.Timeout | undefined;

  /** @throws {ImgparError} `usage`, for an unknown option */
  constructor(source: Source<Item>, given: ProgressOptions = {}) {
    const options = { ...optionsFrom(), ...given };
    const { initial = 0, desc = '', clock = secondsNow, position, leave = true, disable = false, postfix } = options;
    requireLooks(options);
    const total = options.total ?? lengthOf(source);
    this.source = source;
    this.#options = { ...options, ascii: options.ascii ?? !hasBlocks(), colour: knownColour(options.colour) };
    this.#clock = clock;
    this.#initial = initial;
    this.n = initial;
    this.total = total === Number.POSITIVE_INFINITY ? undefined : total;
    this.#desc = desc === '' || desc.endsWith(': ') ? desc : `${desc}: `;
    this.#postfix = isNamedByParts(options, postfix) ? '' : postfixText(postfix);
    this.#fields = fieldsOf(options, postfix);
    this.#schedule = new Schedule(initial, clock, options);
    this.#display = options.display ?? displayFor(options.file);
    this.disabled = disable ?? !this.#display.isTerminal;
    this.position = position ?? (this.disabled ? -1 : this.#display.freePosition());
    this.isPlaced = position !== undefined;
    this.#leave = leave ?? this.position === 0;
    if (this.disabled) this.#isClosed = true;
    else this.#open();
  }

  #open(): void {
    this.#display.add(this);
    this.due = this.#schedule.due;
    if (!this.#schedule.isDelayed) this.#display.draw(this);
    const { maxinterval = 10 } = this.#options;
    if (maxinterval <= 0) return;
    this.#watch = setInterval(() => this.#lookAfter(), maxinterval * 1000);
    // A bar does not keep a program alive.
    this.#watch.unref?.();
  }

  /** Draws a bar that stands still, for its time, and makes the next step check the clock. */
  #lookAfter(): void {
    if (!this.#schedule.isStalled()) return;
    this.due = this.#schedule.due;
    this.refresh();
  }

  // ---- looping ----

  [Symbol.iterator](): IterableIterator<Item> {
    const { source } = this;
    if (Array.isArray(source)) return new ArraySteps<Item>(source, this);
    if (typeof source === 'string' || (source && Symbol.iterator in source)) return new Steps(source[Symbol.iterator](), this);
    throw new ImgparError(
      'usage',
      source ? 'the source is asynchronous; loop over it with for await' : 'there is nothing to loop over; call update',
    );
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Item> {
    const { source } = this;
    if (typeof source === 'object' && Symbol.asyncIterator in source) return new AsyncSteps(source[Symbol.asyncIterator](), this);
    const steps = this[Symbol.iterator]();
    return {
      next: async () => steps.next(),
      return: async (value?: unknown) => steps.return?.(value) ?? { done: true, value },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** The number of steps, as Python's `len`; undefined if unknown. */
  get length(): number | undefined {
    return this.total ?? lengthOf(this.source);
  }

  /** Whether there is nothing to do; false if that is unknown. */
  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Whether the source has this item; does not count as iterating. */
  includes(item: Item): boolean {
    return includes(this.source, item);
  }

  /** The same loop from the last item to the first. */
  reversed(): IterableIterator<Item> {
    return new ArraySteps(reversed(this.source), this);
  }

  /** Draws if due. For iterators; otherwise call `update`. */
  look(): void {
    if (!this.#isClosed && this.#schedule.isDue(this.n)) this.#display.draw(this);
    if (!this.#isClosed) this.due = this.#schedule.due;
  }

  /** Reports the end of the loop. For iterators; otherwise call `close`. */
  ended(): void {
    this.close();
  }

  /** Reports that the source has thrown. For iterators; otherwise call `fail`. */
  failed(): void {
    this.fail();
  }

  // ---- by hand ----

  /** Counts this many more units as done; negative ones go back. @returns whether the bar was drawn */
  update(units = 1): boolean {
    this.n += units;
    if (units < 0 && !this.#isClosed) {
      this.#schedule.moveBack(units);
      this.due = this.#schedule.due;
    }
    if (this.n < this.due || this.#isClosed) return false;
    const isDue = this.#schedule.isDue(this.n);
    if (isDue) this.#display.draw(this);
    this.due = this.#schedule.due;
    return isDue;
  }

  /** Draws the current state, even if not due. */
  refresh(): void {
    if (!this.#isClosed && !this.#schedule.isDelayed) this.#display.draw(this);
  }

  /** Erases the bars until one of them is drawn again. */
  clear(): void {
    if (!this.#isClosed) this.#display.clear();
  }

  /** Starts again at 0, with another total if given. */
  reset(given?: number | { readonly total?: number }): void {
    const total = typeof given === 'object' ? given.total : given;
    if (total !== undefined) this.total = total === Number.POSITIVE_INFINITY ? undefined : total;
    this.#initial = 0;
    this.n = 0;
    this.#schedule.restart(0);
    if (this.#isClosed) return;
    this.due = this.#schedule.due;
    this.refresh();
  }

  /** Leaves the time since the last drawing out of rate and estimate. */
  unpause(): void {
    if (!this.#isClosed) this.#schedule.unpause();
  }

  /** Ends the bar: its last state stays, or disappears. Further calls do nothing. */
  close(): void {
    if (this.#isClosed) return;
    const wasHidden = this.#schedule.isDelayed;
    this.#isClosed = true;
    this.due = Number.POSITIVE_INFINITY;
    clearInterval(this.#watch);
    this.#display.remove(this, { leave: this.#leave && !wasHidden, failed: this.#hasFailed });
  }

  /** Writes a text above all bars of the same place. */
  write(text: string): void {
    this.#display.write(text);
  }

  /** Ends the bar as that of a failed loop. */
  fail(): void {
    this.#hasFailed = true;
    this.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  // ---- texts ----

  /** The text before the bar, with its colon. */
  get desc(): string {
    return this.#desc;
  }

  /** Sets the text before the bar, followed by a colon if not empty. */
  setDescription(desc = '', { refresh = true } = {}): void {
    this.setDescriptionStr(desc === '' ? '' : `${desc}: `, { refresh });
  }

  /** The same, verbatim. */
  setDescriptionStr(desc = '', { refresh = true } = {}): void {
    this.#desc = desc;
    if (refresh) this.refresh();
  }

  /** Sets names with values after the bar; numbers are shortened. The names of `more` follow, sorted. */
  setPostfix(
    postfix: Postfix,
    { refresh = true, more }: { readonly refresh?: boolean; readonly more?: Readonly<Record<string, unknown>> } = {},
  ): void {
    this.#postfix = isNamedByParts(this.#options, postfix) ? '' : postfixText(postfix, more);
    this.#fields = fieldsOf(this.#options, postfix);
    if (refresh) this.refresh();
  }

  /** The same, verbatim. */
  setPostfixStr(postfix = '', { refresh = true } = {}): void {
    this.#postfix = postfix;
    if (refresh) this.refresh();
  }

  /** Units per second: recent ones, or the mean if `smoothing` is 0. */
  get rate(): number | undefined {
    return this.#options.smoothing === 0 || this.#options.smoothing === null ? undefined : this.#schedule.rate;
  }

  /** The seconds left. Whoever chooses how the rate is smoothed gets what that rate says, as with tqdm. */
  get remaining(): number | undefined {
    const { total } = this;
    return total && this.#options.smoothing === undefined && !this.disabled ? this.#schedule.remaining(this.n, total) : undefined;
  }

  get share(): number | undefined {
    return this.total ? Math.min(1, this.n / this.total) : undefined;
  }

  /** The number of steps between two looks at the clock. */
  get miniters(): number {
    return this.#schedule.miniters;
  }

  get rows(): number | undefined {
    return this.#options.nrows;
  }

  /** The data from which `formatMeter` makes the bar's text. */
  meter(columns?: number): MeterOptions {
    const { total, rate, remaining } = this;
    // As with tqdm, one that shows nothing tells of nothing.
    const n = this.disabled ? this.#initial : this.n;
    const { ncols = columns, ascii, unit = 'it', unitScale, barFormat, unitDivisor, colour } = this.#options;
    // Without a total the meter adds a colon whether there is one or not (a fault of tqdm's, byte for byte).
    const isCount = barFormat === undefined && (!total || n >= total + 0.5);
    return {
      ...{ n, total, rate, remaining, ncols, ascii, unit, unitScale, barFormat, unitDivisor, colour },
      elapsed: this.disabled ? 0 : this.#clock() - this.#schedule.startedAt,
      initial: this.#initial,
      prefix: isCount ? this.#desc.replace(/: $/, '') : this.#desc,
      postfix: this.#postfix,
      fields: this.#fields,
    };
  }

  text(columns: number | undefined): string {
    const meter = this.meter(columns);
    const { n, total } = meter;
    if (total && n > total && n < total + 0.5) warnOnce(`the bar has come to ${n} of ${total}; it is shown as full`);
    const { hasColour = true } = this.#display;
    const text = formatMeter(hasColour ? meter : { ...meter, colour: undefined });
    return meter.ncols ? trim(text, meter.ncols) : text;
  }

  toString(): string {
    return this.text(undefined);
  }

  /** Bars compare by their position: `one < other` if it is above. */
  [Symbol.toPrimitive](hint: string): string | number {
    return hint === 'number' ? this.position : this.toString();
  }
}

/** The colour, if there is one of this name. */
function knownColour(colour: string | undefined): string | undefined {
  if (colour === undefined || colourSequence(colour) !== undefined) return colour;
  warnOnce(`colour is ${JSON.stringify(colour)}, expected a name such as green, or #rrggbb`);
  return undefined;
}

const secondsNow = () => performance.now() / 1000;

/** A bar format may name parts of the postfix: `{postfix[0][name]}`. */
function fieldsOf(options: ProgressOptions, postfix: Postfix | undefined): Readonly<Record<string, unknown>> {
  return isNamedByParts(options, postfix) ? { ...options.fields, postfix } : { ...options.fields };
}

function requireLooks(options: ProgressOptions): void {
  const { barFormat, postfix } = options;
  if (barFormat === undefined) return;
  try {
    formatMeter({ n: 0, total: 1, elapsed: 0, barFormat, fields: fieldsOf(options, postfix) });
  } catch (error) {
    throw new ImgparError('usage', `barFormat is ${JSON.stringify(barFormat)}: ${messageOf(error)}`, { cause: error });
  }
}
