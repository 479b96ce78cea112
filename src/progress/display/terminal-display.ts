import { trim } from '../text/columns.js';
import { type Display, type ProgressStream, Rows } from './display.js';
import { inForeground } from './foreground.js';
import { writesOf } from './taken-writes.js';
import { wantsColour } from './terminal-abilities.js';
import { terminalBlock } from './terminal-block.js';

/** A stream that reports changes of its window, as terminals of Node do. */
export interface TerminalStream extends ProgressStream {
  readonly writableNeedDrain?: boolean;
  /** Node's own: asks for the size of the window, and emits 'resize' if it is another. A loop that holds the thread hears of it no other way. */
  _refreshSize?(): void;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/**
 * Bars in a block at the end of a terminal. Bars that stay, and anything written to the terminal, go above the block and scroll away like
 * any other output. Loops may hold the thread for as long as they like, so there is no timer: a bar is drawn on request.
 *
 * @param others more streams that lead to the same terminal
 */
export function terminalDisplay(stream: TerminalStream, others: readonly TerminalStream[] = []): Display {
  const rows = new Rows();
  const writes = writesOf([stream, ...others]);
  const block = terminalBlock(writes);
  let drawnAt = 0;
  /** How many hold the terminal, to write there themselves. */
  let holders = 0;
  /** Whether we had the terminal at the last check. Every way out of the foreground leads through SIGCONT. */
  let foreground = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let resizedAt = Number.NEGATIVE_INFINITY;
  let settling: NodeJS.Timeout | undefined;

  const columns = () => Math.max(1, (stream.columns || 80) - 1);
  const lines = (bars = rows.sorted()): string[] => {
    const most = Math.max(1, Math.min(...bars.map(({ rows }) => rows ?? Number.POSITIVE_INFINITY), (stream.rows || 24) - 1));
    const texts: string[] = [];
    for (const bar of bars) {
      // A row that was chosen leaves those above it free.
      while (bar.isPlaced && texts.length < Math.min(bar.position, most)) texts.push('');
      if (texts.length >= most) return [...texts.slice(0, most - 1), trim(' ... (more hidden) ...', columns())];
      texts.push(...(bar.lines?.(columns(), most - texts.length) ?? [trim(bar.text(columns()), columns())]));
    }
    return texts;
  };
  const mayDraw = (): boolean => {
    const now = performance.now();
    if (!foreground && now - lookedAt >= foregroundMs) {
      foreground = inForeground();
      lookedAt = now;
    }
    // A terminal that its user has stopped accepts nothing, and gets no more.
    return foreground && !stream.writableNeedDrain && now - resizedAt >= resizeSettleMs;
  };
  /** To be called before anything is written: a loop that holds the thread does not hear that the window was resized. */
  const lookAtSize = () => stream._refreshSize?.();
  const drawAll = () => {
    lookAtSize();
    if (rows.size === 0 || holders > 0 || !mayDraw()) return;
    const showsCursor = !rows.sorted().every(({ isPassing }) => isPassing);
    // A loop that holds the thread hears late that it was stopped, and the shell has written since.
    if (showsCursor && performance.now() - drawnAt > silenceMs) block.moved();
    // Nor does it hear of Ctrl-C, which ends it before anybody could show the cursor again.
    block.draw(lines(), { showsCursor });
    drawnAt = performance.now();
  };
  const writeAbove = (text: string) => {
    lookAtSize();
    block.clear();
    writes.write(text);
    drawAll();
  };

  /** Waits until the terminal has rearranged its lines, which it does at a moment of its own. */
  const onResize = () => {
    block.moved();
    resizedAt = performance.now();
    clearTimeout(settling);
    settling = setTimeout(drawAll, resizeSettleMs + 1);
    settling.unref?.();
  };
  /** Hands a clean terminal to the shell on Ctrl-Z. */
  const onSuspend = () => {
    block.clear();
    process.kill(process.pid, 'SIGSTOP');
    // Continued, maybe in the background.
    foreground = false;
    lookedAt = Number.NEGATIVE_INFINITY;
  };
  const onContinue = () => {
    foreground = inForeground();
    lookedAt = performance.now();
    if (foreground) block.moved();
    else block.abandon();
    if (foreground) drawAll();
  };
  /** Leaves the bars of a program that ends midway. */
  const onExit = () => {
    const last = lines(rows.sorted().filter(({ isPassing }) => !isPassing)).filter(Boolean);
    block.clear();
    if (foreground) writes.write(last.map((line) => `${line}\n`).join(''));
    writes.giveBack();
  };
  const open = () => {
    stream.on?.('resize', onResize);
    process.on('SIGTSTP', onSuspend).on('SIGCONT', onContinue).on('exit', onExit);
    if (holders === 0) writes.take(writeAbove);
  };
  const close = () => {
    stream.off?.('resize', onResize);
    process.off('SIGTSTP', onSuspend).off('SIGCONT', onContinue).off('exit', onExit);
    clearTimeout(settling);
    writes.giveBack();
  };

  return {
    isTerminal: true,
    hasColour: wantsColour(stream),
    freePosition: () => rows.free(),
    add(bar) {
      if (rows.size === 0) open();
      rows.add(bar);
    },
    draw(bar) {
      if (rows.has(bar)) drawAll();
    },
    remove(bar, { leave }) {
      if (!rows.delete(bar)) return;
      lookAtSize();
      const text = leave ? trim(bar.text(columns()), columns()) : undefined;
      block.clear();
      if (text !== undefined) {
        writes.endLine();
        writes.write(`${text}\n`);
      }
      if (rows.size > 0) drawAll();
      else close();
    },
    write: (text) => writeAbove(text.endsWith('\n') ? text : `${text}\n`),
    clear: () => block.clear(),
    hold() {
      block.clear();
      holders++;
      writes.giveBack();
      return () => {
        if (--holders > 0 || rows.size === 0) return;
        writes.take(writeAbove);
        drawAll();
      };
    },
  };
}

/** How often to check whether we have the terminal, in milliseconds, as no signal reports that. */
const foregroundMs = 1000;

/** How long a window must keep its size before bars are drawn again, in milliseconds. */
const resizeSettleMs = 100;

/** After this long without a frame, in milliseconds, the cursor may no longer be where it was. */
const silenceMs = 1000;
