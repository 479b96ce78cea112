/**
 * The text with every character that drives a terminal or hides in it made visible: `\n`, `\t`, `\x1b`, `\u202e`. So a file name can
 * neither move the cursor nor reorder the line it stands in. Backslashes stay as they are: they are common in names on Windows.
 */
export declare function visible(text: string): string;
