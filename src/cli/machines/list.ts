import { requireReplaceable } from '../../history/replaceable.js';
import { indexList } from '../../lists/write-list.js';
import { visible } from '../../report/visible.js';
import { type MakeListOptions, makeList } from '../../shards/make-list.js';

/** What `imgpar list` is asked for. */
export interface ListRequest {
  /** The list to write, or to make an index of. */
  readonly path: string;
  readonly index: boolean;
  readonly quiet: boolean;
  readonly options: MakeListOptions;
}

/** @throws {ImgparError} `usage`, `unwritable` */
export async function performList({ path, index, quiet, options }: ListRequest): Promise<void> {
  // Without a list, the last source would be taken for it.
  if (!index) requireReplaceable('the list', path);
  const { lines, sha256 } = index ? await indexList(path) : await makeList(path, options);
  if (!quiet) process.stderr.write(`${visible(path)}: ${lines} ${lines === 1 ? 'line' : 'lines'}, SHA-256 ${sha256}\n`);
}
