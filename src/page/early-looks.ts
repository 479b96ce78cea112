import { recordedPath } from '../record/recorded-path.js';
import type { SpooledText } from '../worker/looks/shown.js';
import { hashOf } from './sample.js';

/** Looks that are taken during a run, as that costs least. */
export interface EarlyLooks {
  /** Where what is shown of them goes. */
  readonly folder: string;
  isWanted(result: { readonly path: string; readonly root: string; readonly images: number }): boolean;
  take(path: string, shown: SpooledText): void;
  /** By the absolute path of the result. */
  readonly taken: ReadonlyMap<string, SpooledText>;
}

/**
 * All images of a run that has no more than the sample, or else half a sample: those that `sampleOf` takes first by their hashes. Which are
 * the worst is known at the end only.
 */
export function earlyLooks(samples: number, folder: string): EarlyLooks {
  const taken = new Map<string, SpooledText>();
  return {
    folder,
    taken,
    isWanted: ({ path, root, images }) => images <= samples || hashOf(recordedPath(root, path)) > (1 - samples / 2 / images) * 2 ** 32,
    take: (path, shown) => void taken.set(path, shown),
  };
}
