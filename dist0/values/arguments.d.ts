/**
 * Reads one thing that a caller of the library handed in: gives it in the form that imgpar works with, or throws an ImgparError of code
 * `usage` that calls it by this name. Callers write JavaScript, too, so any value is possible.
 */
export type Reader<Value> = (value: unknown, name: string) => Value;
/** Reads an object of options, each by its own reader. */
export interface Group<Options extends object> {
    /** @param known the names of all options there are, if this object is one of them; it is the outermost otherwise */
    (value: unknown, name: string, known?: readonly string[]): Partial<Options>;
    /** Every option below, as `operation` and `operation.method`. */
    readonly names: readonly string[];
}
export type ReadersOf<Options> = {
    readonly [Name in keyof Options]-?: Reader<Exclude<Options[Name], undefined>>;
};
/** Takes these keys and no others. What is undefined counts as left out. */
export declare function group<Options extends object>(readers: ReadersOf<Options>): Group<Options>;
/** A text as it is, or the URL of a file as its path. */
export declare function textOrUrl(expected: string): Reader<string>;
export declare const path: Reader<string>;
export declare const text: Reader<string>;
export declare const number: Reader<number>;
export declare const boolean: Reader<boolean>;
/** The content of a file. A Buffer is one. */
export declare const bytes: Reader<Uint8Array>;
/** An object whose keys are checked by whoever knows them. */
export declare const anyObject: Reader<Readonly<Record<string, unknown>>>;
/** A function of the caller's, whose parameters and result its type promises. */
export declare function callback<Callback>(): Reader<Callback>;
/** An AbortSignal, of whatever realm or library. */
export declare const abortSignal: Reader<AbortSignal>;
/** Several in an array, or a single one. */
export declare function oneOrMany<Value>(reader: Reader<Value>): Reader<readonly Value[]>;
/** A group of which these may not be left out. */
export declare function needing<Options extends object, Needed extends keyof Options & string>(reader: Group<Options>, ...needed: readonly Needed[]): Group<Options> & Reader<Partial<Options> & Pick<Options, Needed>>;
/** This very value, or what the reader takes. */
export declare function or<Exact extends string | false, Value>(exact: Exact, reader: Reader<Value>): Reader<Exact | Value>;
/** A number, or a text such as `5%`. */
export declare function numberOr<Text extends string>(): Reader<number | Text>;
