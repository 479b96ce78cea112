import type { Writable } from 'node:stream';

/** What may end a run before its end, and what did. */
export interface Interruption {
  /** The two ways to end a run, each an abort signal. */
  readonly signals: { readonly signal: AbortSignal; readonly killSignal: AbortSignal };
  /** The signal that came first. */
  readonly signal: NodeJS.Signals | undefined;
  /** Leaves signals to the system again, with SIGQUIT if that one came. */
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
 * Ctrl-C, a polite kill and a closed terminal end the run gently; the second of them ends it at once. Ctrl-\ always does, and then
 * ends the program as if it had not been caught: only the drafts, the workers and the hidden cursor are tidied away.
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

/** How to stop at once, where somebody sits who can press a key. */
function advice(signal: NodeJS.Signals): string {
  if (signal === 'SIGHUP' || !process.stderr.isTTY) return '';
  return signal === 'SIGINT' ? '; press Ctrl-C again to stop at once' : '; press Ctrl-C to stop at once';
}
