/** What the program does with its arguments; gives the exit code. Only what it needs is loaded: `--help` is there at once. */
export declare function main(argv: readonly string[]): Promise<number>;
