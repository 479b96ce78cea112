import { type Display, type ProgressStream, Rows, type ShownBar } from './display.js';
import { guarded } from './guarded-stream.js';

/** Minimum time between two lines of a bar, in milliseconds. */
const lineMs = 1000;

/**
 * Bars as lines of JSON for programs: `{"type":"progress","bar":0,"desc":"…","n":5,"total":10,"elapsed":1.2,"rate":4.1}`, at most one per
 * second and bar, and one at the end with `"end":"done"` or `"failed"`.
 */
export function jsonDisplay(stream: ProgressStream, clockMs: () => number = () => performance.now()): Display {
  const rows = new Rows();
  const write = guarded(stream);
  const last = new Map<ShownBar, number>();
  const writeLine = (bar: ShownBar, end?: 'done' | 'failed') => {
    const { prefix, n, total, elapsed, rate, remaining, unit } = bar.meter();
    const line = { type: 'progress', bar: bar.position, desc: prefix?.replace(/: $/, ''), n, total, unit, elapsed, rate, remaining, end };
    write(`${JSON.stringify(line)}\n`);
  };
  return {
    isTerminal: false,
    freePosition: () => rows.free(),
    add: (bar) => rows.add(bar),
    draw(bar) {
      const now = clockMs();
      if (!rows.has(bar) || now - (last.get(bar) ?? Number.NEGATIVE_INFINITY) < lineMs) return;
      last.set(bar, now);
      writeLine(bar);
    },
    remove(bar, { failed }) {
      if (!rows.delete(bar)) return;
      last.delete(bar);
      writeLine(bar, failed ? 'failed' : 'done');
    },
    write: (text) => write(`${JSON.stringify({ type: 'text', text })}\n`),
    clear() {},
  };
}
