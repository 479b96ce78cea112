import type { ImageFormat } from '../codec/formats.js';
import { destinationOf, joinBelow } from './destination.js';
import type { ListEntry } from './list.js';

/** How results are named after their sources. Plain data, so that a plan can be written to a file. */
export type Naming =
  | {
      readonly kind: 'apart';
      /** Absolute folder that holds all results. */
      readonly root: string;
      /** The name of the only result, if the destination is a file. */
      readonly fileName?: string;
      readonly format: 'keep' | ImageFormat;
    }
  | {
      readonly kind: 'in-place';
      /** The targets of links that were named as sources, by source. */
      readonly realPaths: Readonly<Record<string, string>>;
      /** Absolute folder that keeps the originals, if there is one. */
      readonly backup?: string;
    };

export interface Names {
  /** Absolute path of the result of an entry. @throws {ImgparError} `internal`, if that is not below the root */
  readonly destinationOf: (entry: ListEntry) => string;
  /** Absolute path at which the original of an entry is kept, for results in place. */
  readonly backupOf?: (entry: ListEntry) => string;
}

export function namesBy(naming: Naming): Names {
  if (naming.kind === 'apart') {
    const { root, fileName, format } = naming;
    return { destinationOf: ({ relative }) => joinBelow(root, fileName === undefined ? destinationOf(relative, format) : fileName) };
  }
  const { backup } = naming;
  const realPaths = new Map(Object.entries(naming.realPaths));
  return {
    destinationOf: ({ source }) => realPaths.get(source) ?? source,
    ...(backup !== undefined && { backupOf: ({ relative }: ListEntry) => joinBelow(backup, relative) }),
  };
}
