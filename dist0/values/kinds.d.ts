import type { Reader } from './arguments.js';
/**
 * A kind of value that an option or a parameter can have: what callers of the library may hand in, what the command line may say, and
 * what either means. `Given` is what callers may write for a `Value`.
 */
export interface Kind<Value, Given = Value> {
    /** What is expected, as messages and the documentation call it: `a whole number from 1 to 9`. */
    readonly expected: string;
    /** The same of text, where that is written in another way. */
    readonly expectedText?: string;
    /** The texts there are, if they are few. */
    readonly words?: readonly string[];
    /** Whether there are other texts, too. */
    readonly isOpen?: true;
    /** On the command line it is said by its name alone. */
    readonly isSwitch?: true;
    /** What several values come to, if the command line may give several. By default the last one counts. */
    merge?(values: readonly Value[]): Value;
    /** Gives a caller's value in the form that imgpar works with. Throws a `usage` error for a value of another type. */
    readonly fromCaller: Reader<Value>;
    /** Whether a value of this type is possible. */
    allows(value: Value): boolean;
    /** What a text means; undefined if that is no such value. */
    fromText(text: string): Value | undefined;
    /** How a value is written on the command line. */
    toText(value: Value): string;
    /** For the compiler only. */
    readonly given?: Given;
}
/** One of a few words. */
export declare function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word>;
/** A whole number in a range, both ends included. */
export declare function whole(min: number, max?: number): Kind<number>;
/** A number in a range, both ends included. */
export declare function number(min?: number, max?: number): Kind<number>;
/** Text that is written as numbers are: digits with or without a point, and a sign before them. */
export declare function decimal(text: string): number;
/** Seconds on the command line, whole milliseconds in the library. */
export declare function milliseconds(minSeconds: number, maxSeconds: number): Kind<number>;
/** A size in bytes. In text 1GiB, 1G, 1gb and 1024M are the same. */
export declare const size: Kind<number>;
/** A number of things, or a part of all of them such as `5%`. */
export declare function amountOf(things: string): Kind<number | `${number}%`>;
/** Yes or no, said on the command line by its name alone. */
export declare const onOff: Kind<boolean>;
/** Yes or no, said on the command line by these words. */
export declare const yesNo: Kind<boolean>;
export declare const text: Kind<string>;
/** A path. Callers may write the URL of a file. */
export declare const path: Kind<string, string | URL>;
/** @param expected what messages call it */
export declare function pathOr(expected: string): Kind<string, string | URL>;
/** A path, or false for none. */
export declare const pathOrFalse: Kind<string | false, string | URL | false>;
/** This word, or a value of the kind. */
export declare function orWord<const Word extends string, Value>(kind: Kind<Value>, word: Word): Kind<Value | Word>;
/** Several in an array, or a single one; on the command line one at a time. */
export declare function listOf<Value, Given>(kind: Kind<Value, Given>): Kind<readonly Value[], Given | readonly Given[]>;
