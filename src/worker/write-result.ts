import { withRetries } from '../storage/retry.js';
import type { Parts, StoredFile } from '../storage/store.js';
import { storeOf, traitsOf } from '../storage/stores.js';
import { unwritable } from '../storage/write-atomic.js';
import type { Work } from './task.js';

/** The destination of one source, apart from its content. */
interface Destination {
  readonly location: string;
  /** The id of the task. */
  readonly id: number;
  /** Its traits are given to the result if they are preserved. */
  readonly source: Pick<StoredFile, 'mode' | 'mtimeMs'>;
}

/**
 * Writes a result, with retries for faults that may pass.
 *
 * @param parts called for each attempt
 * @returns when the content of the result last changed
 * @throws {ImgparError} `unwritable`, also if it is not known to be durable: the next run writes it again
 */
export function writeResult(
  { location, id, source }: Destination,
  parts: () => Parts,
  { output, token, destinationRoot, limits }: Work,
): Promise<number> {
  return withRetries(limits.retries, async () => {
    const { mtimeMs, notDurable } = await storeOf(location).write(location, parts(), {
      owner: { token, id },
      root: destinationRoot,
      durable: output.durable,
      ...(output.preserve && { traits: traitsOf(source) }),
    });
    if (notDurable !== undefined) throw unwritable(location, notDurable);
    return mtimeMs;
  });
}
