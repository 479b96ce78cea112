/** The candidate that is most likely meant by a misspelt word: at most two edits, and less than half of the word, away. */
export declare function nearest(word: string, candidates: readonly string[]): string | undefined;
