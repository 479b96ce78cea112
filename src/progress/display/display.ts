import type { MeterOptions } from '../text/meter.js';

/** A bar as a display sees it. */
export interface ShownBar {
  /** Its row among the bars of a display; 0 is the top one. */
  readonly position: number;
  /** Whether it keeps its row although rows above are free. */
  readonly isPlaced?: boolean;
  /** Its text; without columns, as wide as it needs. */
  text(columns: number | undefined): string;
  /** The data behind its text. */
  meter(columns?: number): MeterOptions;
  /** The share that is done, 0..1; undefined if unknown. */
  readonly share: number | undefined;
  /** The number of rows that bars may take, if stated. */
  readonly rows: number | undefined;
  /** Its lines, for one that takes several rows of a terminal: at most so many, none wider than `columns`. */
  lines?(columns: number, rows: number): readonly string[];
  /** Whether nothing of it stays when the program ends, and the cursor is hidden meanwhile; the program shows it however it ends. */
  readonly isPassing?: boolean;
}

/** Shows bars. One display has all bars of its terminal, log or page. */
export interface Display {
  /** Whether bars are drawn in place, for somebody who watches. */
  readonly isTerminal: boolean;
  /** Whether it shows the colours of escape sequences. Default: true. */
  readonly hasColour?: boolean;
  /** The first row without a bar. */
  freePosition(): number;
  /** Adds a bar, to be shown at the next `draw`. */
  add(bar: ShownBar): void;
  /** Shows the current state of a bar. */
  draw(bar: ShownBar): void;
  /** Removes a bar; with `leave` its last state stays visible. */
  remove(bar: ShownBar, end: { readonly leave: boolean; readonly failed: boolean }): void;
  /** Writes a text above the bars. */
  write(text: string): void;
  /** Erases the bars until the next `draw`. */
  clear(): void;
  /** Erases the bars, and lets others write to the terminal, until the returned function is called. */
  hold?(): () => void;
}

/** The bars of a display, by row. */
export class Rows {
  readonly #bars = new Set<ShownBar>();

  get size(): number {
    return this.#bars.size;
  }

  add(bar: ShownBar): void {
    this.#bars.add(bar);
  }

  delete(bar: ShownBar): boolean {
    return this.#bars.delete(bar);
  }

  has(bar: ShownBar): boolean {
    return this.#bars.has(bar);
  }

  /** From top to bottom. */
  sorted(): ShownBar[] {
    return [...this.#bars].sort((one, other) => one.position - other.position);
  }

  free(): number {
    const taken = new Set(Array.from(this.#bars, ({ position }) => position));
    for (let position = 0; ; position++) if (!taken.has(position)) return position;
  }
}

/** A stream that bars are written to. */
export interface ProgressStream {
  write(text: string | Uint8Array, encoding?: unknown, done?: unknown): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** An element of a page, as far as bars need it. */
export interface PageElement {
  readonly ownerDocument: { createElement(name: string): PageElement };
  innerHTML: string;
  insertAdjacentElement(where: 'beforeend', child: PageElement): unknown;
}

/** Where to show bars. */
export type Place = ProgressStream | PageElement;
