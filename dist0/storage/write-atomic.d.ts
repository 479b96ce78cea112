import { ImgparError } from '../errors.js';
import { type Anchor } from './anchor.js';
import { type DraftOwner } from './drafts.js';
import type { FileTraits } from './file.js';
export interface WriteOptions {
    /** Who writes; names the draft. */
    readonly owner: DraftOwner;
    /** The folder that the file must lie in, links resolved. Default: any. */
    readonly root?: string;
    /** What the file is to have from the start, permissions not on Windows. Default: what any new file has. */
    readonly traits?: Partial<FileTraits> | undefined;
    /** Whether the file survives even a failure of power once it is written. Default: false. */
    readonly durable?: boolean;
    /**
     * Called when all but the renaming is done. What it throws ends the writing.
     */
    readonly beforeAppearing?: (draft: FinishedDraft, folder: Anchor) => void;
}
/** A file that has all but its name. */
export interface FinishedDraft extends Omit<FileTraits, 'mode'> {
    readonly descriptor: number;
}
/** What was written. */
export interface Written {
    /** When the content last changed, as a look at the file will tell. */
    readonly mtimeMs: number;
    /** Why it is not known to survive a failure of power though it was to: the file has its name, but its folder could not be synced. */
    readonly notDurable?: unknown;
}
/**
 * Makes a file appear whole or not at all: writes a draft and renames it. Missing folders are made. What stood at the
 * destination is replaced; a link there is replaced, not followed. A failure leaves no draft.
 *
 * @param content the bytes, also in parts that are made as they are written
 * @throws {ImgparError} `unwritable`
 */
export declare function writeAtomic(destination: string, content: Uint8Array | Iterable<Uint8Array>, options: WriteOptions): Written;
/**
 * The same for a file that is written part by part as it is made.
 *
 * @throws {ImgparError} `unwritable`; and whatever making the parts throws
 */
export declare function writePartsAtomic(destination: string, parts: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<Written>;
export declare function unwritable(destination: string, error: unknown): ImgparError;
