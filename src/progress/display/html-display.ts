import { formatMeter } from '../text/meter.js';
import { type Display, Rows, type ShownBar } from './display.js';

/** A place of a page or notebook whose content can be replaced. */
export interface HtmlPlace {
  set(html: string): void;
}

export interface HtmlDisplayOptions {
  /** Makes a place for a new bar, below existing content. */
  readonly newPlace: () => HtmlPlace;
  readonly write: (text: string) => void;
  /** Minimum time between two updates of a bar, in milliseconds: notebooks send each one as a message. Default: 100 */
  readonly intervalMs?: number;
  readonly clockMs?: () => number;
}

/**
 * Bars as HTML: blue while running, green when done, red when the loop failed or ended short of its total, as with tqdm: an iterator is not
 * told whether a loop was left by `break` or by an exception. They use neither scripts nor widgets, so they are visible wherever a notebook
 * is shown, and in exported pages.
 */
export function htmlDisplay({ newPlace, write, intervalMs = 100, clockMs = () => performance.now() }: HtmlDisplayOptions): Display {
  const rows = new Rows();
  const places = new Map<ShownBar, { readonly place: HtmlPlace; at: number }>();
  // Left empty by bars of inner loops, for the next one: a notebook keeps an empty output for each place. Not beyond the outermost loop, as
  // the next one may be in another cell.
  const vacant: HtmlPlace[] = [];
  const takePlace = () => vacant.pop() ?? newPlace();
  return {
    isTerminal: true,
    freePosition: () => rows.free(),
    add: (bar) => rows.add(bar),
    draw(bar) {
      if (!rows.has(bar)) return;
      const shown = places.get(bar) ?? { place: takePlace(), at: Number.NEGATIVE_INFINITY };
      places.set(bar, shown);
      const now = clockMs();
      if (now - shown.at < intervalMs) return;
      shown.at = now;
      shown.place.set(barHtml(bar, 'running'));
    },
    remove(bar, { leave, failed }) {
      if (!rows.delete(bar)) return;
      const hasFailed = failed || (bar.share !== undefined && bar.share < 1);
      const place = places.get(bar)?.place ?? (leave ? takePlace() : undefined);
      places.delete(bar);
      // A failed bar stays visible, whatever was requested.
      const stays = leave || hasFailed;
      place?.set(stays ? barHtml(bar, hasFailed ? 'failed' : 'done') : '');
      if (place && !stays) vacant.push(place);
      if (rows.size === 0) vacant.length = 0;
    },
    write,
    clear() {},
  };
}

const colours = { running: '#2196f3', done: '#4caf50', failed: '#f44336' } as const;

/** One bar as HTML, with inline styles. */
function barHtml(bar: ShownBar, state: keyof typeof colours): string {
  const meter = bar.meter();
  const total = meter.total !== undefined && meter.n <= meter.total ? meter.total : undefined;
  const share = total ? meter.n / total : 1;
  const { prefix = '' } = meter;
  const [before, after] = formatMeter({
    ...meter,
    prefix: prefix === '' || prefix.endsWith(': ') ? prefix : `${prefix}: `,
    total,
    barFormat: total ? '{l_bar}\0{r_bar}' : '{desc}\0{n_fmt}{unit} [{elapsed}, {rate_fmt}{postfix}]',
  }).split('\0');
  const colour = state === 'running' && meter.colour ? meter.colour : colours[state];
  const filled = `width:${(100 * share).toFixed(1)}%;height:100%;background:${escaped(colour)}`;
  const track = 'display:inline-block;width:12em;height:.9em;background:#8884;border-radius:2px;overflow:hidden;vertical-align:middle';
  return (
    `<div style="font-family:monospace;white-space:pre" class="imgpar-progress" data-state="${state}">` +
    `${escaped(before!.replace(/\|$/, ' '))}<span style="${track}"><span style="display:block;${filled}"></span></span>` +
    `${escaped(after!.replace(/^\|/, ' '))}</div>`
  );
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
