import { type ImageFormat } from '../codec/formats.js';
import type { Source } from './sources.js';
/** What the user's destination means. */
export interface Target {
    /** Absolute folder that holds all results; need not exist. */
    readonly root: string;
    /** The name of the only result, if the destination is a file. */
    readonly fileName?: string;
    readonly format: 'keep' | ImageFormat;
}
/**
 * The destination is a folder, unless the only source is a file and the destination is an existing file or has the ending of an
 * image format; then it is the very name of the result, and its ending decides the format. Named like an image where a folder is needed,
 * it is refused, unless a slash at its end says that a folder is meant.
 *
 * @throws {ImgparError} `usage`
 */
export declare function targetOf(destination: string, sources: readonly Source[], format: 'keep' | ImageFormat): Promise<Target>;
