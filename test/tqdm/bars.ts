import { afterEach, beforeEach, vi } from 'vitest';
import type { Display, ProgressOptions, ProgressStream, ShownBar } from '../../src/progress/index.js';

/** Records what is drawn, and what stays. */
export function recorder(): Display & { readonly drawn: string[]; readonly left: string[]; readonly bars: Set<ShownBar> } {
  const [drawn, left, bars]: [string[], string[], Set<ShownBar>] = [[], [], new Set()];
  return {
    ...{ drawn, left, bars, isTerminal: true },
    freePosition: () => bars.size,
    add: (bar) => bars.add(bar),
    draw: (bar) => drawn.push(bar.text(undefined)),
    remove(bar, { leave }) {
      bars.delete(bar);
      if (leave) left.push(bar.text(undefined));
    },
    write() {},
    clear() {},
  };
}

/** A clock that is set by hand. */
function handClock() {
  let now = 0;
  return Object.assign(() => now, {
    sleep(seconds: number) {
      now += seconds;
    },
  });
}

/** Options of a bar that is recorded, drawn as soon as it may be. */
export function recorded(options: ProgressOptions = {}) {
  const [display, clock] = [recorder(), handClock()];
  const all = () => [...display.drawn, ...display.left].join('\n');
  return { display, clock, all, options: { display, clock, mininterval: 0, ...options } satisfies ProgressOptions };
}

/** A stream as programs have them; a terminal unless told otherwise. */
export function stream(isTTY = true, size = { rows: 24, columns: 60 }): ProgressStream & { text: string; rows: number; columns: number } {
  const made = {
    ...{ text: '', isTTY, ...size },
    // What consoles ask of a stream.
    ...{ once() {}, removeListener() {}, listenerCount: () => 0 },
    write(text: string | Uint8Array) {
      made.text += text;
      return true;
    },
  };
  return made;
}

/** The text without what moves the cursor. */
export const plain = (text: string) => text.replace(/\x1b(\[[?\d;]*[A-Za-z]|[78])/g, '');

/** The frames that were written to a terminal, each as its lines. */
export function framesOf(text: string): string[][] {
  return text
    .split('\x1b[?25l')
    .slice(1)
    .map((frame) =>
      plain(frame.replaceAll('\x1b[9999G', '\n'))
        .replaceAll('\r', '')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    );
}

/** Makes it no matter where the tests of a file run, and undoes what they stub. */
export function runAnywhere(): void {
  beforeEach(() => {
    for (const [name, value] of Object.entries({ CI: '', TERM: 'xterm', NO_COLOR: '' })) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
}
