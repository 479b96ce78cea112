import { usage } from '../../errors.js';
import { listOptions, mergeOptions, valuesIn } from '../flags.js';
import type { Parsed } from '../settings.js';
import type { ListRequest } from './list.js';
import type { MergeRequest } from './merge.js';

// What the command line asks for of what many machines do.

export type MachineCommand =
  | { readonly kind: 'list'; readonly request: ListRequest }
  | { readonly kind: 'merge'; readonly request: MergeRequest };

/** @throws {ImgparError} `usage` */
export function readList(parsed: Parsed): MachineCommand {
  const { index = false, quiet = false, gzip = false, ...options } = valuesIn(listOptions, parsed);
  const paths = parsed._.slice(1).map(String);
  const path = paths.pop();
  if (path === undefined || (index ? paths.length > 0 : paths.length === 0 && options.list === undefined)) {
    const usual = index ? 'imgpar list --index <list>' : 'imgpar list <source..> <list>';
    throw usage(`expected ${index ? 'one list' : 'at least one source and a file to write'}, received ${parsed._.length - 1}: ${usual}`);
  }
  return { kind: 'list', request: { path, index, quiet, options: { ...options, gzip, sources: paths } } };
}

/** @throws {ImgparError} `usage` */
export function readMerge(parsed: Parsed): MachineCommand {
  const [destination, ...others] = parsed._.slice(1).map(String);
  if (destination === undefined || others.length > 0)
    throw usage(`expected one output folder, received ${parsed._.length - 1}: imgpar merge <output folder>`);
  const { quiet = false, statistics = false, ...options } = valuesIn(mergeOptions, parsed);
  if (statistics && (options.sameCodec || options.removeParts))
    throw usage('--statistics only adds up what shards have counted, so --same-codec and --remove-parts are for the merge at the end');
  return { kind: 'merge', request: { destination, quiet, statistics, options } };
}
