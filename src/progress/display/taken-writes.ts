import type { ProgressStream } from './display.js';

/** Streams whose writes are intercepted. */
export interface TakenWrites {
  /** Writes to the first of them, bypassing the interception. */
  write(text: string): unknown;
  /** Ends the interception, and writes the rest of a line. */
  giveBack(): void;
}

/**
 * Intercepts writes by others to streams, a line at a time, while bars are drawn on the same terminal: `console.log` would write into them.
 * An incomplete line waits for its end.
 */
export function takeWrites(streams: readonly ProgressStream[], onLines: (text: string) => void): TakenWrites {
  const unique = [...new Set(streams)];
  const [first] = unique.map((stream) => stream.write.bind(stream));
  const waiting = unique.map((stream) => {
    const own = stream.write;
    let rest = '';
    // A character may be cut between two writes.
    const decoder = new TextDecoder();
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      const text = rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) onLines(text.slice(0, end));
      const called = typeof encoding === 'function' ? encoding : done;
      if (typeof called === 'function') queueMicrotask(() => called());
      return true;
    };
    return () => {
      stream.write = own;
      if (rest !== '') stream.write(rest);
    };
  });
  return {
    write: (text) => first!(text),
    giveBack: () => {
      for (const give of waiting) give();
    },
  };
}
