/**
 * The version of the codec, which stands for the library below it, as each comes with its own. Read from its package and not asked of
 * it: to load it takes 0.15 s, which the process that only hands out work can save.
 */
export declare function sharpVersion(): string;
