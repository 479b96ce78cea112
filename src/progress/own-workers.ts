import { displayFor } from './display/choose-display.js';
import { type BarMessage, relayBars, relayedBars } from './display/relay.js';

/** The mark of our messages among those of a program. */
const mark = 'imgparProgressBar';

type Marked = { readonly [mark]: BarMessage };

/** `parentPort` of a thread, or `process` in a child that was forked. */
export type ParentPort = { postMessage(message: unknown): void } | { send?(message: unknown): unknown; readonly connected?: boolean };

/** A thread, or a child that was forked. */
export interface WorkerLike {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: () => void): unknown;
}

/**
 * Has the parent draw all bars of this thread or process from now on: `relayBarsTo(parentPort)`. The parent calls `drawBarsOf`. Workers of
 * `imgpar/pool` do this themselves.
 */
export function relayBarsTo(parent: ParentPort): void {
  relayBars((bar) => {
    const message: Marked = { [mark]: bar };
    if ('postMessage' in parent) parent.postMessage(message);
    // The end of a parent is no fault of a bar.
    else if (parent.connected !== false) parent.send?.(message);
  }, true);
}

/** Draws the bars that a worker sends with `relayBarsTo`. Its messages reach other listeners, too. @returns the worker */
export function drawBarsOf<Worker extends WorkerLike>(worker: Worker): Worker {
  const bars = relayedBars(() => displayFor(undefined));
  worker.on('message', (message) => {
    if (typeof message === 'object' && message !== null && mark in message) bars.take((message as Marked)[mark]);
  });
  worker.once('exit', () => bars.close());
  return worker;
}
