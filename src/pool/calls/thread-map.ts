import type { ManyOptions } from '../options.js';
import { type ItemOf, Pool, type Returned } from '../pool.js';
import type { FunctionReference } from '../references.js';
import type { Items } from './source.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type Fn = (...args: any[]) => any;

/** What `threadMap` and `processMap` may be told. */
export interface MapOnceOptions<Item> extends ManyOptions<Item> {
  /** Default: one for each core. */
  readonly workers?: number | undefined;
}

/**
 * Results of a function for all items, from threads that are there for this call only, with a bar. tqdm's `thread_map`, which warns that
 * many items one by one are slow; here they go in batches by themselves.
 */
export function threadMap<F extends Fn>(
  fn: FunctionReference<F>,
  items: Items<ItemOf<F>>,
  options: MapOnceOptions<ItemOf<F>> = {},
): Promise<Returned<F>[]> {
  return mapOnce('threads', fn, items, options);
}

/** The same in processes: tqdm's `process_map`. */
export function processMap<F extends Fn>(
  fn: FunctionReference<F>,
  items: Items<ItemOf<F>>,
  options: MapOnceOptions<ItemOf<F>> = {},
): Promise<Returned<F>[]> {
  return mapOnce('processes', fn, items, options);
}

async function mapOnce<F extends Fn>(
  runtime: 'threads' | 'processes',
  fn: FunctionReference<F>,
  items: Items<ItemOf<F>>,
  { workers, progress = true, chunksize = 'auto', ...options }: MapOnceOptions<ItemOf<F>>,
): Promise<Returned<F>[]> {
  const pool = new Pool({ runtime, workers });
  try {
    return await pool.map(fn, items, { progress, chunksize, ...options });
  } finally {
    await pool.terminate();
  }
}
