import type { LossCause, RunEvent } from '../events.js';
import { asGiven } from '../given-paths.js';
import { counted } from '../values/wording.js';
import type { LiveReporter } from './live-reporter.js';
import { figuresOf, noProgress, preparationOf, progressAfter } from './progress.js';
import { formatProgress } from './progress-text.js';
import { visible } from './visible.js';

export interface LinesOptions {
  /** Takes one line at a time, with its line end. */
  readonly write: (line: string) => void;
  /** The time between two lines. Default 5,000. */
  readonly intervalMs?: number;
}

/**
 * Writes a line now and then, for logs. The first one comes after a full interval, so a short run only has its summary. A lost worker also
 * gets a line.
 */
export function linesReporter({ write, intervalMs = 5000 }: LinesOptions): LiveReporter {
  let progress = noProgress;
  let lastLineAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** Images whose worker was lost. */
  const suspects = new Set<string>();

  const lineAt = (at: number) => {
    lastLineAt ??= at;
    if (at - lastLineAt < intervalMs) return;
    lastLineAt = at;
    write(`${preparationOf(progress) ?? formatProgress(figuresOf(progress, at))}\n`);
  };
  const close = () => {
    closed = true;
    clearInterval(timer);
  };
  const report = (event: RunEvent) => {
    if (closed) return;
    progress = progressAfter(progress, event);
    if (event.type === 'run-finished') return close();
    if (event.type === 'worker-lost') {
      write(`${formatWorkerLost(event, suspects, asGiven(progress.totals.given))}\n`);
      for (const source of event.sources) suspects.add(source);
    }
    lineAt(event.at);
    // Some services take a silent program for dead, and a single image may last minutes.
    timer ??= setInterval(() => lineAt(Date.now()), intervalMs).unref();
  };
  return Object.assign(report, { note: (sentence: string) => write(`${visible(sentence)}\n`), close });
}

const lossWords: Readonly<Record<LossCause, (exit: string) => string>> = {
  timeout: () => 'a worker was killed at the time limit',
  'out-of-memory': () => 'a worker ran out of memory',
  killed: (exit) => `a worker was killed from outside (${exit})`,
  crash: (exit) => `a worker crashed (${exit})`,
};

function formatWorkerLost(
  { exit, cause, sources }: Extract<RunEvent, { type: 'worker-lost' }>,
  suspects: ReadonlySet<string>,
  shown: (path: string) => string,
): string {
  const [first, ...others] = sources;
  const held =
    first === undefined
      ? ''
      : ` while it worked on ${visible(shown(first))}${others.length > 0 ? ` and ${counted(others.length, 'more image')}` : ''}`;
  if (first === undefined || suspects.has(first)) return `${lossWords[cause](visible(exit))}${held}${first === undefined ? '' : ' again'}`;
  return `${lossWords[cause](visible(exit))}${held}; ${others.length > 0 ? 'each' : 'it'} is retried alone`;
}
