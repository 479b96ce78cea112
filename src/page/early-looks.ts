import { recordedPath } from '../record/recorded-path.js';
import type { Look } from '../worker/looks/shown.js';
import { hashOf } from './sample.js';

/** Looks that are taken during a run, as that costs least. */
export interface EarlyLooks {
  isWanted(result: { readonly path: string; readonly root: string; readonly images: number }): boolean;
  take(path: string, look: Look): void;
  /** By the absolute path of the result. */
  readonly taken: ReadonlyMap<string, Look>;
}

/**
 * All images of a run that has no more than the sample, or else half a sample: those that `sampleOf` takes first by their hashes. Which are
 * the worst is known at the end only.
 */
export function earlyLooks(samples: number): EarlyLooks {
  const taken = new Map<string, Look>();
  return {
    taken,
    isWanted: ({ path, root, images }) => images <= samples || hashOf(recordedPath(root, path)) > (1 - samples / 2 / images) * 2 ** 32,
    take: (path, look) => void taken.set(path, look),
  };
}
