import { fileURLToPath } from 'node:url';
import { builtFile } from '../installed.js';
import { splitFile } from '../lines/split-file.js';
import type { TextOptions } from '../lines/text.js';
import type { ByteRange, LineOptions } from '../lines/window.js';
import type { LineTask } from './inside/line-task.js';
import type { StreamOptions } from './options.js';
import { addressOf, type FunctionReference, moduleOf } from './references.js';

/** What `pool.mapLines` may be told. */
export interface MapLinesOptions
  extends LineOptions,
    TextOptions,
    Pick<StreamOptions<never>, 'args' | 'signal' | 'timeoutMs' | 'ahead' | 'progress'> {
  /** Whether results come in the order of the lines. Default: true. */
  readonly ordered?: boolean;
  /** How much of the file a worker takes at once. The results of so much are held in memory. Default: 4 MiB. */
  readonly chunkBytes?: number;
}

/** Results of a pool for ranges of a file. */
export type RangeStream = (
  fn: FunctionReference<(task: LineTask, range: ByteRange) => Promise<unknown[]>>,
  ranges: readonly ByteRange[],
  options: StreamOptions<ByteRange>,
) => AsyncIterable<unknown[]>;

const defaultChunkBytes = 4 * 2 ** 20;

/** Results for the lines of a file, range by range. */
export async function* mapLines(
  stream: RangeStream,
  path: string | URL,
  fn: FunctionReference,
  options: MapLinesOptions,
): AsyncGenerator<unknown> {
  const { chunkBytes = defaultChunkBytes, args = [], signal, timeoutMs, ahead, progress, ordered: _, ...lineOptions } = options;
  const task: LineTask = {
    path: typeof path === 'string' ? path : fileURLToPath(path),
    fn: addressOf(fn).address,
    args,
    options: lineOptions,
  };
  const { linesOfRange } = moduleOf<typeof import('./inside/line-task.js')>(
    builtFile('../../dist/pool/inside/line-task.cjs', import.meta.url),
  );
  const ranges = (await splitFile(path, { chunkBytes })).map(({ start, end }) => ({ start, end }));
  const bar = progress && { unit: ' parts', ...(progress === true ? {} : progress) };
  const streamOptions = { args: [task], chunksize: 1, signal, timeoutMs, ahead, progress: bar };
  for await (const results of stream(linesOfRange, ranges, streamOptions)) yield* results;
}
