/**
 * Which names are one to a disk:
 * - `exact`: only equal ones (Linux)
 * - `case`: those that differ in case alone, letter by letter (NTFS)
 * - `form`: those that differ in the way accents are composed alone (APFS with case)
 * - `case-and-form`: both (APFS as delivered, ext4 with casefold)
 */
export type NameFolding = 'exact' | 'case' | 'form' | 'case-and-form';
/** The same for all names that are one to the disk, different for names that are not. */
export declare function fold(name: string, folding: NameFolding): string;
/**
 * Finds out which names are one to the disk that holds a folder, or will hold it. Writes nothing: tries whether names that are
 * there are found in the other case, too. Where there is none to try, what is usual on the system is assumed.
 *
 * @param path absolute; need not exist
 */
export declare function foldingOf(path: string): Promise<NameFolding>;
