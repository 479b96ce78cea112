import type { Writable } from 'node:stream';

/** What may end a run early, and what did. */
export interface Interruption {
  /** The two ways to end a run, each an abort signal. */
  readonly signals: { readonly signal: AbortSignal; readonly killSignal: AbortSignal };
  /** The first signal that arrived. */
  readonly signal: NodeJS.Signals | undefined;
  /** Stops catching signals, and raises SIGQUIT again if it arrived. */
  close(): void;
}

interface Surroundings {
  /** Shows a sentence to the user. */
  readonly tell: (sentence: string) => void;
  /** Where events go; a run whose events cannot be written ends gently. */
  readonly events?: Writable | undefined;
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the run gently on Ctrl-C, SIGTERM or a closed terminal; a second signal ends it at once. Ctrl-\ always ends it at once, and then
 * ends the program as if it had not been caught: only drafts, workers and the hidden cursor are cleaned up.
 */
export function interruption({ tell, events }: Surroundings): Interruption {
  const gentle = new AbortController();
  const harsh = new AbortController();
  let first: NodeJS.Signals | undefined;
  let quit = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (first) return harsh.abort();
    first = signal;
    gentle.abort();
    tell(`stopping after the images in flight${advice(signal)}`);
  };
  const onQuit = (signal: NodeJS.Signals) => {
    first ??= signal;
    quit = true;
    gentle.abort();
    harsh.abort();
  };
  const onBrokenEvents = () => gentle.abort();
  for (const name of endingSignals) process.on(name, onSignal);
  // Windows has no such signal and ignores the name.
  process.on('SIGQUIT', onQuit);
  events?.on('error', onBrokenEvents);
  return {
    signals: { signal: gentle.signal, killSignal: harsh.signal },
    get signal() {
      return first;
    },
    close: () => {
      for (const name of endingSignals) process.off(name, onSignal);
      process.off('SIGQUIT', onQuit);
      events?.off('error', onBrokenEvents);
      if (quit) process.kill(process.pid, 'SIGQUIT');
    },
  };
}

/** How to stop at once, if there is a terminal to press a key on. */
function advice(signal: NodeJS.Signals): string {
  if (signal === 'SIGHUP' || !process.stderr.isTTY) return '';
  return signal === 'SIGINT' ? '; press Ctrl-C again to stop at once' : '; press Ctrl-C to stop at once';
}
