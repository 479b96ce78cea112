import type { ImageFormat } from '../codec/formats.js';
import type { ListEntry } from './list.js';
/** How results are named after their sources. Plain data, so that a plan can be written down. */
export type Naming = {
    readonly kind: 'apart';
    /** Absolute folder that holds all results. */
    readonly root: string;
    /** The name of the only result, if the destination is a file. */
    readonly fileName?: string;
    readonly format: 'keep' | ImageFormat;
} | {
    readonly kind: 'in-place';
    /** Where links that were named as sources lead to, by source. */
    readonly realPaths: Readonly<Record<string, string>>;
    /** Absolute folder that keeps the originals, if one does. */
    readonly backup?: string;
};
export interface Names {
    /** Absolute path of the result of an entry. @throws {ImgparError} `internal`, if that is not below the root */
    readonly destinationOf: (entry: ListEntry) => string;
    /** Absolute path under which the original of an entry is kept, if results take the place of their sources. */
    readonly backupOf?: (entry: ListEntry) => string;
}
export declare function namesBy(naming: Naming): Names;
