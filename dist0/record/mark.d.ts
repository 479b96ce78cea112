import { type CreateOptions } from '../storage/create.js';
/** The manifest of a run in place; and how its marks are made. */
export interface Charge extends CreateOptions {
    /** Absolute path. */
    readonly manifest: string;
    /** Names the manifest wherever it is. */
    readonly id: string;
}
/** The folders that are put into the charge of a manifest, absolute; and those of all images below them. */
export interface Domain {
    readonly roots: readonly string[];
    readonly folders: () => AsyncIterable<string>;
}
/**
 * Puts folders into the charge of a manifest: what another one is in charge of, at, above or below them, may hold results that this one
 * would take for originals. The marks are made before others are looked for, so that of two runs at least one sees the other.
 *
 * @throws {ImgparError} `usage`, if another manifest is in charge, or a mark cannot be made; then those that were made are gone again
 */
export declare function takeCharge(domain: Domain, charge: Charge): Promise<void>;
/** @throws {ImgparError} `usage`, if another manifest is in charge at, above or below the folders */
export declare function refuseOtherCharge({ roots, folders }: Domain, charge: Pick<Charge, 'manifest' | 'id'>): Promise<void>;
/** Takes the marks of a manifest from folders, as all their images are originals again. */
export declare function endCharge(folders: Iterable<string>, id: string): void;
/** The folder above a file that a manifest has marked; undefined if there is none. */
export declare function markedFolderAbove(file: string, id: string): string | undefined;
