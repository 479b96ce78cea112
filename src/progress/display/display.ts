import type { MeterOptions } from '../text/meter.js';

/** A bar as a display sees it. */
export interface ShownBar {
  /** Its row among the bars of a display, 0 the uppermost. */
  readonly position: number;
  /** Its text; without columns as wide as it likes to be. */
  text(columns: number | undefined): string;
  /** What its text is made from. */
  meter(columns?: number): MeterOptions;
  /** How much of it is done, 0..1; undefined if nobody knows. */
  readonly share: number | undefined;
  /** How many rows bars may take, if it says so. */
  readonly rows: number | undefined;
}

/** Where bars are shown. One display has all bars of its terminal, log or page. */
export interface Display {
  /** Whether bars are drawn in place, for somebody who looks. */
  readonly isTerminal: boolean;
  /** The first row that no bar has. */
  freePosition(): number;
  /** Takes a bar in, and shows it at the next `draw`. */
  add(bar: ShownBar): void;
  /** Shows the present state of a bar. */
  draw(bar: ShownBar): void;
  /** Lets a bar go; with `leave` its last state stays to be read. */
  remove(bar: ShownBar, end: { readonly leave: boolean; readonly failed: boolean }): void;
  /** Writes a text above the bars. */
  write(text: string): void;
  /** Takes away what is drawn until the next `draw`. */
  clear(): void;
}

/** The bars of a display, by their rows. */
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

  /** The uppermost first. */
  sorted(): ShownBar[] {
    return [...this.#bars].sort((one, other) => one.position - other.position);
  }

  free(): number {
    const taken = new Set(Array.from(this.#bars, ({ position }) => position));
    for (let position = 0; ; position++) if (!taken.has(position)) return position;
  }
}

/** What bars are written to. */
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
  append(child: PageElement): void;
}

/** Where bars are to be shown. */
export type Place = ProgressStream | PageElement;
