/**
 * The terminal columns that a text takes, by the Unicode rules: wide characters and emoji 2, combining marks 0. Old terminals draw
 * some emoji differently, so what is drawn must not rely on the figure for more than looks. The text holds no control characters.
 */
export declare function columnsOf(text: string): number;
/** The text in exactly `columns` columns: shortened in the middle, or filled up with spaces. */
export declare function fit(text: string, columns: number): string;
/** The text in at most `columns` columns, with '…' in place of what is too much; two thirds show its end, as the end of a path says most. */
export declare function shorten(text: string, columns: number): string;
