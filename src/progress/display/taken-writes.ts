import { withoutSequences } from '../text/columns.js';
import type { ProgressStream } from './display.js';
import { guarded } from './guarded-stream.js';

/** What others write to the streams of a terminal, and how to write there oneself. */
export interface TakenWrites {
  /** Writes to the first stream, bypassing the interception. */
  write(text: string): void;
  /** Ends a line that others have begun. */
  endLine(): void;
  /** Intercepts what others write, a line at a time. A line that they have begun is ended first. */
  take(onLines: (text: string) => void): void;
  /** Lets through again what others write, first of all the rest of a line. */
  giveBack(): void;
}

/**
 * Intercepts writes by others to the streams of one terminal while bars are drawn there: `console.log` would write into them. An incomplete
 * line waits for its end. Once bars were drawn, it also notes between them whether a line is complete, so that the next bar does not
 * overwrite it.
 */
export function writesOf(streams: readonly ProgressStream[]): TakenWrites {
  let onLines: ((text: string) => void) | undefined;
  let isLineOpen = false;
  let waiting: ReadonlyArray<{ readonly own: (text: string) => void; readonly give: () => void }> | undefined;
  const intercept = (stream: ProgressStream) => {
    const own = stream.write.bind(stream);
    const decoder = new TextDecoder();
    let rest = '';
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      if (!onLines) {
        isLineOpen = leavesLineOpen(chunk, isLineOpen);
        return own(chunk, encoding, done);
      }
      // A character may be cut between two writes.
      const text = rest + (typeof chunk === 'string' ? decoded(chunk, encoding) : decoder.decode(chunk, { stream: true }));
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) onLines(text.slice(0, end));
      const called = typeof encoding === 'function' ? encoding : done;
      if (typeof called === 'function') queueMicrotask(() => called());
      return true;
    };
    const give = () => {
      const text = rest;
      rest = '';
      if (text !== '') stream.write(text);
    };
    return { own: guarded(stream, own), give };
  };
  const all = () => {
    waiting ??= [...new Set(streams)].map(intercept);
    return waiting;
  };
  const write = (text: string) => {
    if (!onLines) isLineOpen = leavesLineOpen(text, isLineOpen);
    all()[0]!.own(text);
  };
  const endLine = () => {
    if (isLineOpen) write('\n');
  };
  return {
    write,
    endLine,
    take(lines) {
      all();
      endLine();
      onLines = lines;
    },
    giveBack() {
      onLines = undefined;
      for (const { give } of all()) give();
    },
  };
}

function leavesLineOpen(chunk: string | Uint8Array, before: boolean): boolean {
  const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk.subarray(-1000));
  const last = withoutSequences(text).at(-1);
  return last === undefined ? before : last !== '\n' && last !== '\r';
}

function decoded(text: string, encoding: unknown): string {
  if (typeof encoding !== 'string' || /^utf-?8$/i.test(encoding)) return text;
  return Buffer.from(text, encoding as BufferEncoding).toString();
}
