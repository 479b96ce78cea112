// Made from ../from-python/work.ts
export declare const square: (x: number) => number;
export declare const add: (x: number, y: number) => number;
export declare const scaled: (by: number, offset: number, x: number) => number;
export declare function slowly(ms: number, x: number): Promise<number>;
/** The square root of a number of 0 or more. */
export declare function root(x: number): number;
export declare function fail(x: number): never;
/** Adds a line to a file; appending is atomic, so several processes may do it at the same time. */
export declare function note(file: string, text: string): Promise<void>;
export declare function exit(code: number): never;
export declare const wordsIn: (line: string) => number;
/** The line with this number, by an index that another has made. */
export declare function lineNumber(file: string, indexFile: string, number: number): Promise<string | undefined>;
/** What the lines that begin in a range amount to. */
export declare function amounts(file: string, range: {
	start: number;
	end: number;
}): Promise<{
	lines: number;
	words: number;
}>;
