import { type Header } from './container.js';
import type { FormatCodec } from './format-codec.js';
/** What to leave out of a file. */
interface Omissions {
    readonly strip: boolean;
    readonly dropGainMap: boolean;
}
/** The file with what is kept of it besides the pixels: everything, or what the options leave. */
export declare function keptFile<File extends Header>(codec: FormatCodec<File>, file: File, { strip, dropGainMap }: Omissions): File;
export {};
