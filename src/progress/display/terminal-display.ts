import { trim } from '../text/columns.js';
import { type Display, type ProgressStream, Rows } from './display.js';
import { inForeground } from './foreground.js';
import { takeWrites } from './taken-writes.js';
import { terminalBlock } from './terminal-block.js';

/** A stream that tells when its window changes, as terminals of Node do. */
export interface TerminalStream extends ProgressStream {
  readonly writableNeedDrain?: boolean;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/**
 * Bars in a block at the end of a terminal. What a bar leaves, and what anybody writes on the terminal, goes above the block and scrolls away
 * like any other output. Loops may hold the thread for as long as they like, so there is no timer: a bar draws when it is told to.
 *
 * @param others further streams that lead to the same terminal
 */
export function terminalDisplay(stream: TerminalStream, others: readonly TerminalStream[] = []): Display {
  const rows = new Rows();
  let write = (text: string): unknown => stream.write(text);
  const block = terminalBlock({ write: (text) => write(text) });
  let giveBack = () => {};
  let drawnAt = 0;
  /** Whether the terminal was ours when that was looked at last. */
  let foreground = true;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const columns = () => Math.max(1, (stream.columns || 80) - 1);
  const lines = (): string[] => {
    const bars = rows.sorted();
    const most = Math.max(1, Math.min(...bars.map(({ rows }) => rows ?? Number.POSITIVE_INFINITY), (stream.rows || 24) - 1));
    const shown = bars.length > most ? bars.slice(0, most - 1) : bars;
    const texts = shown.map((bar) => trim(bar.text(columns()), columns()));
    return bars.length > most ? [...texts, trim(' ... (more hidden) ...', columns())] : texts;
  };
  const mayDraw = (): boolean => {
    const now = performance.now();
    if (now - lookedAt >= foregroundMs) {
      foreground = inForeground();
      lookedAt = now;
    }
    // A terminal that takes nothing, as its user has stopped it, gets no more.
    return foreground && !stream.writableNeedDrain;
  };
  const drawAll = () => {
    if (rows.size === 0 || !mayDraw()) return;
    // Others may have written since, as the shell does while a program is stopped.
    if (performance.now() - drawnAt > silenceMs) block.moved();
    block.draw(lines());
    drawnAt = performance.now();
  };
  const writeAbove = (text: string) => {
    block.clear();
    write(text);
    drawAll();
  };

  const onResize = () => block.moved();
  /** Ctrl-Z hands a clean terminal to the shell. */
  const onSuspend = () => {
    block.clear();
    process.kill(process.pid, 'SIGSTOP');
  };
  const onContinue = () => {
    lookedAt = Number.NEGATIVE_INFINITY;
    if (inForeground()) block.moved();
    else block.abandon();
  };
  /** Bars of a program that ends in the middle stay as they are. */
  const onExit = () => {
    const last = lines();
    block.clear();
    if (foreground) write(last.map((line) => `${line}\n`).join(''));
  };
  const open = () => {
    stream.on?.('resize', onResize);
    process.on('SIGTSTP', onSuspend).on('SIGCONT', onContinue).on('exit', onExit);
    const taken = takeWrites([stream, ...others], writeAbove);
    write = taken.write;
    giveBack = taken.giveBack;
  };
  const close = () => {
    stream.off?.('resize', onResize);
    process.off('SIGTSTP', onSuspend).off('SIGCONT', onContinue).off('exit', onExit);
    write = (text) => stream.write(text);
    giveBack();
  };

  return {
    isTerminal: true,
    freePosition: () => rows.free(),
    add(bar) {
      if (rows.size === 0) open();
      rows.add(bar);
    },
    draw(bar) {
      if (rows.has(bar)) drawAll();
    },
    remove(bar, { leave }) {
      const text = leave ? trim(bar.text(columns()), columns()) : undefined;
      if (!rows.delete(bar)) return;
      block.clear();
      if (text !== undefined) write(`${text}\n`);
      if (rows.size > 0) drawAll();
      else close();
    },
    write: (text) => writeAbove(text.endsWith('\n') ? text : `${text}\n`),
    clear: () => block.clear(),
  };
}

/** How often to look whether the terminal is ours, as no signal tells that. */
const foregroundMs = 1000;

/** After so long without a frame it is not relied on that the cursor is where it was. */
const silenceMs = 1000;
