/**
 * Whether the terminal is this process's to draw on. It is not while a shell runs the process in the background: there the user has a
 * prompt to type at. True where nobody can tell. Takes 15 µs on Linux, some milliseconds elsewhere.
 */
export declare function inForeground(): boolean;
