import { type ImageFormat } from '../codec/formats.js';
/**
 * The name of a result, from the name of its source. With `keep`, and where the ending says the format already, the same; else
 * the ending of another image format is replaced, and behind any other or no ending the new one is added.
 */
export declare function destinationOf(relative: string, format: 'keep' | ImageFormat): string;
/** The format that the ending of a name stands for, in upper or lower case; undefined if it is none of an image. */
export declare function formatOfName(name: string): ImageFormat | undefined;
/**
 * The absolute path of a result below its root.
 *
 * @throws {ImgparError} `internal`, if the relative path would lead out of the root
 */
export declare function joinBelow(root: string, relative: string): string;
