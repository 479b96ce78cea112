import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { Reporter } from '../events.js';
import type { LiveReporter } from './live-reporter.js';
import { canDrawBars } from './terminal.js';

interface Streams {
  readonly stdout: Writable;
  readonly stderr: WriteStream;
}

/** One way to show a run in progress. */
export interface ProgressStyle {
  /** Whether it writes data to stdout, all of which must arrive. */
  readonly writesData?: true;
  /** Loads and starts the reporter; undefined if nothing is shown. */
  readonly start: (streams: Streams) => Promise<ProgressReporter | undefined>;
}

/** A reporter; one that shows sentences itself has a `note`, one that must be closed a `close`. */
type ProgressReporter = Reporter & Partial<Pick<LiveReporter, 'note' | 'close'>>;

const lines: ProgressStyle = {
  start: async ({ stderr }) => (await import('./lines.js')).linesReporter({ write: (line) => stderr.write(line) }),
};

/** The choices of `--progress` besides `auto`. To add one, write a reporter in a separate file and add a line here. */
const styles = {
  bars: {
    // Bars cannot be drawn into a file.
    start: async (streams) =>
      streams.stderr.isTTY ? (await import('./bars.js')).barsReporter({ stream: streams.stderr }) : lines.start(streams),
  },
  lines,
  json: { writesData: true, start: async ({ stdout }) => (await import('./json.js')).jsonReporter(stdout) },
  none: { start: async () => undefined },
} as const satisfies Readonly<Record<string, ProgressStyle>>;

export type ProgressChoice = 'auto' | keyof typeof styles;

// `Object.keys` says `string`; the table has no keys beyond its type.
export const progressChoices = ['auto', ...Object.keys(styles)] as readonly ProgressChoice[];

/** The chosen style; `auto` is bars on a terminal and lines elsewhere, or nothing if the user wants quiet. */
export function progressStyle(choice: ProgressChoice, quiet: boolean, stderr: WriteStream): ProgressStyle {
  if (choice !== 'auto') return styles[choice];
  if (quiet) return styles.none;
  return canDrawBars(stderr) ? styles.bars : lines;
}
