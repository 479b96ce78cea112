/**
 * A sentence of the library in the words of the command line: `maskDir is "x"` becomes `--mask-dir is "x"`. Names of
 * several words wherever they stand alone and not in double quotes, others only where the sentence is about them.
 */
export declare function withFlagNames(sentence: string): string;
