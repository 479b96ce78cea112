import type { WriteStream } from 'node:tty';
import cliProgress from 'cli-progress';
import type { RunEvent } from '../events.js';
import { terminalDisplayOf } from '../progress/display/choose-display.js';
import type { ShownBar } from '../progress/display/display.js';
import { formatFrame } from './frame.js';
import type { LiveReporter } from './live-reporter.js';
import { noProgress, progressAfter } from './progress.js';
import { paint, wantsColour } from './terminal.js';
import { visible } from './visible.js';

export interface BarsOptions {
  /** A terminal (see `canDrawBars`). */
  readonly stream: WriteStream;
  /** Default: what the terminal and the environment ask for. */
  readonly colour?: boolean;
}

/** The time between two frames. */
const frameMs = 90;

/** How often to draw a frame although nothing happened, to update the time left. */
const idleFrameMs = 1000;

/**
 * Bars on a terminal: one for the run and one per worker, with the last file it reported. They disappear at the end, and the summary takes
 * their place. A run that ends before the first frame shows nothing, nor does one in the background, where the lines at the cursor are the
 * shell's.
 *
 * The display of imgpar/progress draws them, as it does the bars of loops. cli-progress gives only their look
 * (docs/decisions/cli-progress.md).
 */
export function barsReporter({ stream, colour = wantsColour(stream) }: BarsOptions): LiveReporter {
  const display = terminalDisplayOf(stream);
  let progress = noProgress;
  let changed = false;
  let drawnAt = 0;
  let timer: NodeJS.Timeout | undefined;

  // A frame keeps off the last column and row of its terminal; the display has done so already.
  const linesOf = (columns: number, rows: number) =>
    formatFrame(progress, { rows: rows + 1, columns: columns + 1, paint: paint(colour), bar }, Date.now());
  const run: ShownBar = {
    position: display.freePosition(),
    isPassing: true,
    lines: linesOf,
    text: (columns = 80) => linesOf(columns, 1)[0]!,
    // A terminal asks for lines only.
    meter: () => ({ n: 0, elapsed: 0 }),
    share: undefined,
    rows: undefined,
  };
  const tick = () => {
    const now = Date.now();
    if (!changed && now - drawnAt < idleFrameMs) return;
    display.draw(run);
    changed = false;
    drawnAt = now;
  };
  const open = () => {
    display.add(run);
    timer = setInterval(tick, frameMs).unref();
  };
  const close = () => {
    clearInterval(timer);
    display.remove(run, { leave: false, failed: false });
  };

  let state: 'new' | 'open' | 'closed' = 'new';
  const report = (event: RunEvent) => {
    if (state === 'closed') return;
    if (state === 'new') open();
    state = event.type === 'run-finished' ? 'closed' : 'open';
    progress = progressAfter(progress, event);
    changed = true;
    if (state === 'closed') close();
  };
  return Object.assign(report, {
    note: (sentence: string) => display.write(visible(sentence)),
    close() {
      state = 'closed';
      close();
    },
  });
}

const { barCompleteChar, barIncompleteChar } = cliProgress.Presets.shades_classic;

function bar(share: number, columns: number): string {
  return cliProgress.Format.BarFormat(share, {
    barsize: columns,
    barCompleteString: barCompleteChar.repeat(columns),
    barIncompleteString: barIncompleteChar.repeat(columns),
    barGlue: '',
  });
}
