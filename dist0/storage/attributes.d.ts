/**
 * Gives an open file the extended attributes and access control lists of another, as far as the system lets them be given. Node has no
 * call for it. Without koffi, and on Windows, nothing is carried over.
 *
 * @returns the names of those that could not be given
 */
export type CopyAttributes = (from: number, to: number) => readonly string[];
export declare const copyAttributes: CopyAttributes;
