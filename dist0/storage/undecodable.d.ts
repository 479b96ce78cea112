import { type Dirent } from 'node:fs';
/** The name in these bytes. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, as Python has it, which no other name holds. */
export declare function decodeName(bytes: Buffer): string;
/** Whether a path holds a name that `decodeName` could not decode, and so leads nowhere, or to another file. */
export declare function isUndecodable(path: string): boolean;
/** Gives things that Node listed in one folder, with U+FFFD in their names, the names that tell them apart. Reads the folder again for that. */
export declare class DistinctNames {
    #private;
    private readonly folder;
    constructor(folder: string);
    correct(thing: Dirent): Promise<void>;
}
