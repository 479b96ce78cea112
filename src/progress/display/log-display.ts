import { type Display, type ProgressStream, Rows, type ShownBar } from './display.js';
import { guarded } from './guarded-stream.js';
import { wantsColour } from './terminal-abilities.js';

/** Minimum time between two lines of a bar, in milliseconds. */
const lineMs = 10_000;

/** Minimum share of a bar between two of its lines. */
const lineShare = 0.1;

/**
 * Bars as lines of a log: one every ten seconds or ten per cent, whichever comes later, and one at the end. Nothing is ever overwritten, so
 * a file or the log of a CI job can be read from top to bottom.
 */
export function logDisplay(stream: ProgressStream, clockMs: () => number = () => performance.now()): Display {
  const rows = new Rows();
  const write = guarded(stream);
  const last = new Map<ShownBar, { readonly at: number; readonly share: number; readonly text?: string }>();
  const writeLine = (bar: ShownBar) => {
    const text = bar.text(undefined);
    // The end may have been reported already.
    if (last.get(bar)?.text !== text) write(`${text}\n`);
    last.set(bar, { at: clockMs(), share: bar.share ?? 0, text });
  };
  return {
    isTerminal: false,
    hasColour: wantsColour(stream),
    freePosition: () => rows.free(),
    add(bar) {
      rows.add(bar);
      last.set(bar, { at: clockMs(), share: bar.share ?? 0 });
    },
    draw(bar) {
      const before = last.get(bar);
      if (!before || clockMs() - before.at < lineMs) return;
      if (bar.share === undefined || bar.share - before.share >= lineShare) writeLine(bar);
    },
    remove(bar, { leave }) {
      if (!rows.delete(bar)) return;
      if (leave) writeLine(bar);
      last.delete(bar);
    },
    write: (text) => write(text.endsWith('\n') ? text : `${text}\n`),
    clear() {},
  };
}
