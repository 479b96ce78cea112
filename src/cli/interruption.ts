/** The two ways to end a run, each an abort signal. */
export interface Interruption {
  readonly signals: { readonly signal: AbortSignal; readonly killSignal: AbortSignal };
  /** Leaves signals to the system again. */
  close(): void;
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ctrl-C, a polite kill and a closed terminal end the run gently; the second of them ends it at once. So does, without a word,
 * a reader of stdout that has gone.
 *
 * @param tell is given a sentence for the user
 */
export function interruption(tell: (sentence: string) => void): Interruption {
  const gentle = new AbortController();
  const harsh = new AbortController();
  const onSignal = () => {
    if (gentle.signal.aborted) return harsh.abort();
    gentle.abort();
    tell('stopping after the images in flight; press Ctrl-C again to stop at once');
  };
  const onClosedPipe = () => gentle.abort();
  for (const name of endingSignals) process.on(name, onSignal);
  process.stdout.on('error', onClosedPipe);
  return {
    signals: { signal: gentle.signal, killSignal: harsh.signal },
    close: () => {
      for (const name of endingSignals) process.off(name, onSignal);
      process.stdout.off('error', onClosedPipe);
    },
  };
}
