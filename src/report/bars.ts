import type { WriteStream } from 'node:tty';
import cliProgress from 'cli-progress';
import type { RunEvent } from '../events.js';
import { inForeground } from '../progress/display/foreground.js';
import { terminalBlock } from '../progress/display/terminal-block.js';
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

/** How long a window must keep its size before drawing resumes. */
const resizeSettleMs = 100;

/** How often to draw a frame although nothing happened, to update the time left. */
const idleFrameMs = 1000;

/** How often a background process checks whether it has come to the foreground, as no signal tells it. */
const foregroundMs = 1000;

/**
 * Bars on a terminal: one for the run and one per worker, with the last file it reported. They disappear at the end, and the summary takes
 * their place. A run that ends before the first frame shows nothing, nor does one in the background, where the lines at the cursor are the
 * shell's.
 *
 * cli-progress only draws the bars, through its formatter. Its MultiBar would leave debris: it counts the rows it has drawn, which is wrong
 * after a resize, scrolls if there are more bars than rows, cuts text by UTF-16 units, and its timer keeps the process alive. So
 * terminal-block.ts moves the cursor.
 */
export function barsReporter({ stream, colour = wantsColour(stream) }: BarsOptions): LiveReporter {
  const block = terminalBlock(stream);
  let progress = noProgress;
  let changed = false;
  let drawnAt = 0;
  let resizedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  /** Whether the terminal was ours at the last check, and when that was. */
  let foreground = false;
  let lookedAt = 0;

  const mayDraw = (now: number) => {
    if (!foreground && now - lookedAt >= foregroundMs) {
      foreground = inForeground();
      lookedAt = now;
    }
    return foreground;
  };
  /** The only place that draws frames. */
  const tick = () => {
    const now = Date.now();
    const due = changed || now - drawnAt >= idleFrameMs;
    // A terminal that does not accept output, because the user has stopped it for instance, gets no more.
    if (!due || now - resizedAt < resizeSettleMs || stream.writableNeedDrain || !mayDraw(now)) return;
    block.draw(formatFrame(progress, { ...sizeOf(stream), paint: paint(colour), bar }, now));
    changed = false;
    drawnAt = now;
  };
  const onResize = () => {
    block.moved();
    changed = true;
    resizedAt = Date.now();
  };
  /** Ctrl-Z hands a clean terminal to the shell; the bars later start below whatever it prints. */
  const onSuspend = () => {
    block.clear();
    process.kill(process.pid, 'SIGSTOP');
  };
  /** Every way into the background passes through here. */
  const onContinue = () => {
    foreground = inForeground();
    lookedAt = Date.now();
    if (foreground) block.moved();
    else block.abandon();
    changed = true;
  };

  const open = () => {
    timer = setInterval(tick, frameMs).unref();
    stream.on('resize', onResize);
    process.on('SIGTSTP', onSuspend).on('SIGCONT', onContinue).on('exit', close);
  };
  const close = () => {
    clearInterval(timer);
    stream.off('resize', onResize);
    process.off('SIGTSTP', onSuspend).off('SIGCONT', onContinue).off('exit', close);
    block.clear();
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
    note(sentence: string) {
      block.clear();
      stream.write(`${visible(sentence)}\n`);
      changed = true;
    },
    close() {
      state = 'closed';
      close();
    },
  });
}

/** Some pseudo-terminals report 0 × 0. */
function sizeOf({ rows, columns }: WriteStream): { rows: number; columns: number } {
  return { rows: rows || 24, columns: columns || 80 };
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
