import type { Readable } from 'node:stream';
import { ImgparError } from '../errors.js';
import type { Values } from '../options/run-options.js';
import { type ProgressOptions, progress } from '../progress/index.js';
import { colourSequence } from '../progress/text/bar.js';
import type { meterOptions } from './flags.js';
import type { Output } from './output.js';

/** What `imgpar progress` is asked for. */
export type MeterRequest = Partial<Values<typeof meterOptions>>;

/**
 * Passes bytes through unchanged and shows how many lines, or bytes, have passed.
 *
 * @returns once everything has passed, or nobody reads any more
 */
export async function meterPipe(
  { bytes, null: discard, update, updateTo, delim = '\n', ...options }: MeterRequest,
  input: Readable,
  output: Output,
): Promise<void> {
  const { colour } = options;
  if (colour !== undefined && !colourSequence(colour))
    throw new ImgparError('usage', `colour is ${JSON.stringify(colour)}, expected a name such as green, or #rrggbb`);
  const bar = progress<never>(undefined, { ...(bytes && countingBytes), ...options });
  const counter = update || updateTo ? amounts(delim, (amount) => bar.update(updateTo ? amount - bar.n : amount)) : undefined;
  const endings = endOn(() => bar.close());
  // What stands still shows how long it does, and the last of what has passed.
  const ticking = setInterval(() => bar.refresh(), refreshMs);
  const separator = delim.charCodeAt(0);
  let last = separator;
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      // A reader that has left wants no more; what is upstream hears of it by its own broken pipe.
      if (!discard && !(await output.write(chunk))) break;
      last = chunk.at(-1) ?? last;
      if (counter) counter.take(chunk);
      else bar.update(bytes ? chunk.length : countOf(chunk, separator));
    }
    // The last line may have no end.
    if (counter) counter.end();
    else if (!bytes && last !== separator) bar.update();
  } catch (error) {
    bar.fail();
    throw error;
  } finally {
    clearInterval(ticking);
    endings.close();
    bar.close();
  }
}

const refreshMs = 1000;

const countingBytes: ProgressOptions = { unit: 'B', unitScale: true, unitDivisor: 1024 };

/** A loop over bytes: `indexOf` starts anew at each find, which is slow where lines are short. */
function countOf(chunk: Uint8Array, byte: number): number {
  let count = 0;
  for (let at = 0; at < chunk.length; at++) if (chunk[at] === byte) count++;
  return count;
}

/** Reads numbers, one a line, from pieces that end anywhere. @throws {ImgparError} `usage`, for a line that is no number */
function amounts(delim: string, use: (amount: number) => void) {
  const decoder = new TextDecoder('latin1');
  let rest = '';
  const read = (line: string) => {
    const amount = line.trim() === '' ? Number.NaN : Number(line);
    if (Number.isNaN(amount)) throw new ImgparError('usage', `received the line ${JSON.stringify(line)}, expected a number on each line`);
    use(amount);
  };
  return {
    take(chunk: Uint8Array) {
      const lines = (rest + decoder.decode(chunk)).split(delim);
      rest = lines.pop() ?? '';
      for (const line of lines) read(line);
    },
    end: () => rest !== '' && read(rest),
  };
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Lets the bar stay as it is when a signal ends the program, which then ends as if the signal had not been caught. */
function endOn(leave: () => void) {
  const onSignal = (signal: NodeJS.Signals) => {
    close();
    leave();
    process.kill(process.pid, signal);
  };
  const close = () => {
    for (const name of endingSignals) process.off(name, onSignal);
  };
  for (const name of endingSignals) process.on(name, onSignal);
  return { close };
}
