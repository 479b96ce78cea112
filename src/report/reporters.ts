import type { WriteStream } from 'node:tty';
import { ImgparError } from '../errors.js';
import type { Reporter, RunEvent } from '../events.js';
import { boolean, callback, group, number, type Reader } from '../values/arguments.js';

/** A reporter that may be stopped before the run has ended. */
export interface ClosableReporter extends Reporter {
  /** Removes what it shows and shows nothing more. The end of a run does so too. */
  close(): void;
}

/** What bars need from a terminal. `process.stderr` is one if a person sees it. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly writableNeedDrain: boolean;
  write(text: string): boolean;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** Where bars are drawn, and how. */
export interface BarsReporterOptions {
  readonly stream: TerminalStream;
  /** Default: what the terminal and the environment (NO_COLOR, FORCE_COLOR) ask for. */
  readonly colour?: boolean;
}

/** Where lines of progress go, and how often. */
export interface LinesReporterOptions {
  /** Takes one line at a time, with its line break. */
  readonly write: (line: string) => void;
  /** The time between two lines, 1 or more. Default: 5,000. */
  readonly intervalMs?: number;
}

/** Where events go as lines of JSON. */
export interface JsonReporterOptions {
  /** Takes one line at a time, with its line break. A promise holds up the run until it settles. */
  readonly write: (line: string) => unknown;
}

/**
 * Bars on a terminal: one for the run, one per worker. They disappear at the end.
 *
 * @throws {ImgparError} `usage`, if the stream is not a terminal
 */
export function barsReporter(options: BarsReporterOptions): ClosableReporter {
  const { stream, ...others } = readBarsOptions(options, 'options');
  if (!stream) throw missing('stream', 'a terminal such as process.stderr');
  return loadedLate(async () => {
    const bars = await import('./bars.js');
    // The bars use only what TerminalStream asks for.
    return bars.barsReporter({ stream: stream as WriteStream, ...others });
  });
}

/** Writes a line of progress now and then, for logs; none before the first interval is over. */
export function linesReporter(options: LinesReporterOptions): ClosableReporter {
  const { write, ...others } = readLinesOptions(options, 'options');
  if (!write) throw missing('write', 'a function that takes a line');
  return loadedLate(async () => (await import('./lines.js')).linesReporter({ write, ...others }));
}

/** Writes every event as a line of JSON, `{"v":1,"type":"image-done",…}`, as `--progress json` does. */
export function jsonReporter(options: JsonReporterOptions): ClosableReporter {
  const { write } = readJsonOptions(options, 'options');
  if (!write) throw missing('write', 'a function that takes a line');
  return loadedLate(async () => {
    const { formatJsonEvent } = await import('./json.js');
    return async (event) => {
      await write(`${formatJsonEvent(event)}\n`);
    };
  });
}

/** A reporter whose module is loaded with the first event, so that other programs need not wait for it. */
function loadedLate(load: () => Promise<Reporter & { readonly close?: () => void }>): ClosableReporter {
  let loading: ReturnType<typeof load> | undefined;
  let closed = false;
  const report = async (event: RunEvent) => {
    if (closed) return;
    loading ??= load();
    // Everyone who waits for the same promise continues in the order they came, so events stay in order.
    const reporter = await loading;
    if (!closed) await reporter(event);
  };
  const close = () => {
    closed = true;
    // A failure to load was reported to whoever sent an event.
    loading?.then((reporter) => reporter.close?.()).catch(() => {});
  };
  return Object.assign(report, { close });
}

const terminal: Reader<TerminalStream> = (value, name) => {
  // A terminal from Node has everything else.
  if (typeof value === 'object' && value !== null && 'isTTY' in value && value.isTTY === true) return value as TerminalStream;
  throw new ImgparError('usage', `${name} is not a terminal, expected one such as process.stderr; linesReporter can write anywhere`);
};

const interval: Reader<number> = (value, name) => {
  const intervalMs = number(value, name);
  if (intervalMs >= 1 && intervalMs < 2 ** 31) return intervalMs;
  throw new ImgparError('usage', `${name} is ${intervalMs}, expected milliseconds from 1 to ${2 ** 31 - 1}`);
};

const readBarsOptions = group<BarsReporterOptions>({ stream: terminal, colour: boolean });
const readLinesOptions = group<LinesReporterOptions>({ write: callback<LinesReporterOptions['write']>(), intervalMs: interval });
const readJsonOptions = group<JsonReporterOptions>({ write: callback<JsonReporterOptions['write']>() });

function missing(option: string, expected: string): ImgparError {
  return new ImgparError('usage', `no ${option} given, expected ${expected}`);
}
