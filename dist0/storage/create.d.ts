export interface CreateOptions {
    /** The token of the run that makes the file. */
    readonly token: string;
    /** Whether its name survives a failure of power, too. Default: false. */
    readonly durable?: boolean;
}
/**
 * Makes a file only if nothing stands under its name, with its content from the start where the file system has links. If its name
 * survives a failure of power, so does its content: an empty file would say nothing.
 *
 * @returns whether it was made
 */
export declare function create(path: string, text: string, options: CreateOptions): boolean;
/** Makes a file in the place of what stands there. */
export declare function replace(path: string, text: string, options: CreateOptions): void;
/** Copies a file, in the place of what stands there; a link there is removed, not written through. */
export declare function copyAnew(source: string, copy: string): void;
/** The same with a text. */
export declare function writeAnew(path: string, text: string): void;
