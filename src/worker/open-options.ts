import type { OpenOptions } from '../codec/open.js';
import type { OutputOptions } from '../options/run-options.js';
import type { ResolvedOperation } from '../pixels/equalize.js';

/** How an image is opened on which this is to be done. */
export function openOptions(
  operation: ResolvedOperation,
  autoOrient: boolean,
  { codec, format, effort, compression }: OutputOptions,
): OpenOptions {
  // Whether a pixel holds no data is told by all of its colours.
  const lumaOnly = operation.on === 'luma' && operation.nodata === undefined;
  return { autoOrient, codec, intent: { lumaOnly, format, effort, compression } };
}
