import type { WriteStream } from 'node:tty';
import { ImgparError } from '../errors.js';
import type { Reporter, RunEvent } from '../events.js';
import { boolean, callback, group, number, type Reader } from '../values/arguments.js';

/** A reporter that may be told to stop before the run has ended. */
export interface ClosableReporter extends Reporter {
  /** Takes back what it shows and shows nothing more. A run that ends does so too. */
  close(): void;
}

/** What bars need of a terminal. `process.stderr` is one if a person sees it. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly writableNeedDrain: boolean;
  write(text: string): boolean;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface BarsReporterOptions {
  readonly stream: TerminalStream;
  /** Default: whether the terminal and the environment (NO_COLOR, FORCE_COLOR) want colours. */
  readonly colour?: boolean;
}

export interface LinesReporterOptions {
  /** Takes one line at a time, with its line break. */
  readonly write: (line: string) => void;
  /** The time between two lines, 1 or more. Default: 5,000. */
  readonly intervalMs?: number;
}

export interface JsonReporterOptions {
  /** Takes one line at a time, with its line break. A promise holds the run up until it is settled. */
  readonly write: (line: string) => unknown;
}

/**
 * Bars on a terminal: one for the run, one for each worker. They are gone at the end.
 *
 * @throws {ImgparError} `usage`, if the stream is no terminal
 */
export function barsReporter(options: BarsReporterOptions): ClosableReporter {
  const { stream, ...others } = readBarsOptions(options, 'options');
  if (!stream) throw missing('stream', 'a terminal such as process.stderr');
  return loadedLate(async () => {
    const bars = await import('./bars.js');
    // Of a terminal, the bars use what TerminalStream asks for.
    return bars.barsReporter({ stream: stream as WriteStream, ...others });
  });
}

/** A line of progress now and then, for logs; none before the first interval is over. */
export function linesReporter(options: LinesReporterOptions): ClosableReporter {
  const { write, ...others } = readLinesOptions(options, 'options');
  if (!write) throw missing('write', 'a function that takes a line');
  return loadedLate(async () => (await import('./lines.js')).linesReporter({ write, ...others }));
}

/** Every event as a line of JSON, `{"v":1,"type":"image-done",…}`, as `--progress json` prints them. */
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

/** A reporter whose module is loaded with the first event, so that programs that report otherwise need not wait for it. */
function loadedLate(load: () => Promise<Reporter & { readonly close?: () => void }>): ClosableReporter {
  let loading: ReturnType<typeof load> | undefined;
  let closed = false;
  const report = async (event: RunEvent) => {
    if (closed) return;
    loading ??= load();
    // Those who wait for one promise go on in the order in which they came, so events stay in order.
    const reporter = await loading;
    if (!closed) await reporter(event);
  };
  const close = () => {
    closed = true;
    // Why it could not be loaded was told to whoever reported.
    loading?.then((reporter) => reporter.close?.()).catch(() => {});
  };
  return Object.assign(report, { close });
}

const terminal: Reader<TerminalStream> = (value, name) => {
  // A terminal of Node's has all the rest.
  if (typeof value === 'object' && value !== null && 'isTTY' in value && value.isTTY === true) return value as TerminalStream;
  throw new ImgparError('usage', `${name} is no terminal, expected one such as process.stderr; linesReporter writes anywhere`);
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
