import { formatMeter, type MeterOptions } from '../text/meter.js';
import { type Display, Rows, type ShownBar } from './display.js';

/** What a worker tells its parent of its bars. */
export type BarMessage =
  | { readonly type: 'draw'; readonly bar: number; readonly state: BarState }
  | { readonly type: 'remove'; readonly bar: number; readonly state: BarState; readonly leave: boolean; readonly failed: boolean }
  | { readonly type: 'write'; readonly text: string };

interface BarState {
  readonly meter: MeterOptions;
  readonly share: number | undefined;
  readonly rows: number | undefined;
}

type Post = (message: BarMessage) => void;

// A worker's program and the module that a task imports are two copies of this file.
const key = Symbol.for('imgpar.progress.relay');

interface Shared {
  [key]?: Display | undefined;
}

/**
 * Has a parent draw all bars of this thread or process from now on: several that draw on one terminal would overwrite each other.
 *
 * @param isTerminal whether the parent draws in place
 */
export function relayBars(post: Post, isTerminal: boolean): void {
  (globalThis as Shared)[key] = relayDisplay(post, isTerminal);
}

/** The display of a thread or process whose parent draws its bars. */
export function relayed(): Display | undefined {
  return (globalThis as Shared)[key];
}

function relayDisplay(post: Post, isTerminal: boolean): Display {
  const rows = new Rows();
  const numbers = new Map<ShownBar, number>();
  let next = 0;
  const stateOf = (bar: ShownBar): BarState => ({ meter: plain(bar.meter()), share: bar.share, rows: bar.rows });
  return {
    isTerminal,
    freePosition: () => rows.free(),
    add(bar) {
      rows.add(bar);
      numbers.set(bar, next++);
    },
    draw(bar) {
      if (rows.has(bar)) post({ type: 'draw', bar: numbers.get(bar)!, state: stateOf(bar) });
    },
    remove(bar, { leave, failed }) {
      if (!rows.delete(bar)) return;
      post({ type: 'remove', bar: numbers.get(bar)!, state: stateOf(bar), leave, failed });
      numbers.delete(bar);
    },
    write: (text) => post({ type: 'write', text }),
    clear() {},
  };
}

/** What can be copied: fields of a user's own may hold anything, and without them no bar format that names them can be filled in. */
function plain(meter: MeterOptions): MeterOptions {
  if (!meter.fields || Object.values(meter.fields).every((value) => typeof value === 'number' || typeof value === 'string')) return meter;
  return { ...meter, fields: undefined, barFormat: formatMeter(meter).replace(/[{}]/g, '$&$&') };
}

/** The bars of one worker, as its parent draws them. */
export interface RelayedBars {
  take(message: BarMessage): void;
  /** The worker has ended; bars that it had stay as they are. */
  close(): void;
}

export function relayedBars(display: () => Display): RelayedBars {
  const bars = new Map<number, RelayedBar>();
  const known = (number: number, state: BarState): RelayedBar => {
    const bar = bars.get(number) ?? new RelayedBar(display(), state);
    bars.set(number, bar);
    bar.state = state;
    return bar;
  };
  return {
    take(message) {
      if (message.type === 'write') return display().write(message.text);
      const bar = known(message.bar, message.state);
      if (message.type === 'draw') return bar.display.draw(bar);
      bars.delete(message.bar);
      bar.display.remove(bar, message);
    },
    close() {
      for (const bar of bars.values()) bar.display.remove(bar, { leave: true, failed: true });
      bars.clear();
    },
  };
}

class RelayedBar implements ShownBar {
  readonly display: Display;
  readonly position: number;
  state: BarState;

  constructor(display: Display, state: BarState) {
    this.display = display;
    // Rows of several workers: each takes the first that is free.
    this.position = display.freePosition();
    this.state = state;
    display.add(this);
  }

  get share(): number | undefined {
    return this.state.share;
  }

  get rows(): number | undefined {
    return this.state.rows;
  }

  meter(columns?: number): MeterOptions {
    const { meter } = this.state;
    return { ...meter, ncols: meter.ncols ?? columns };
  }

  text(columns: number | undefined): string {
    const { hasColour = true } = this.display;
    const meter = this.meter(columns);
    return formatMeter(hasColour ? meter : { ...meter, colour: undefined });
  }
}
