import { type Kind } from './kinds.js';
/** A parameter of a method: its checks, its help and its option on the command line come from here. */
export interface Parameter<Value = unknown> {
    readonly default: Value;
    /** One line for the help. */
    readonly help?: string;
    /** The default in words, where it is not one value. */
    readonly defaultText?: string;
    /** The least number that is possible. Default: any. */
    readonly min?: number;
    /** The largest one. Default: any. */
    readonly max?: number;
    /** Whether only whole numbers are possible. Default: false. */
    readonly whole?: boolean;
    /** The texts that are possible. Default: any. */
    readonly words?: readonly string[];
    /** What values there are, where the above does not say it. */
    readonly kind?: Kind<Value>;
    /** Whether imgpar itself gives it, and nobody else. */
    readonly isInternal?: true;
}
/** The parameters of a method by name. */
export type Parameters<Params extends object = object> = {
    readonly [Name in keyof Params]: Parameter<Params[Name]>;
};
/** What a method is given for its parameters. */
export type ValuesOf<Rows> = {
    readonly [Name in keyof Rows]: Rows[Name] extends {
        readonly kind: Kind<infer Value>;
    } ? Value : Rows[Name] extends Parameter<infer Value> ? Value : never;
};
/** A parameter whose values are of this kind. */
export declare function parameter<Value>(kind: Kind<Value>, byDefault: NoInfer<Value>, help: string, details?: Pick<Parameter, 'defaultText' | 'isInternal'>): Parameter<Value> & {
    readonly kind: Kind<Value>;
};
/** What holds where nothing is given. */
export declare function defaultsOf<Rows extends Readonly<Record<string, Parameter>>>(rows: Rows): ValuesOf<Rows>;
/** A method as far as its parameters go. */
export interface Parametrised {
    readonly name: string;
    readonly defaults: object;
    readonly parameters?: object;
}
/** Every parameter of a method. Of those that a user's own method only gives a default for, that is all that is known. */
export declare function parametersOf({ defaults, parameters }: Parametrised): Readonly<Record<string, Parameter>>;
/** The value that was given for a parameter: as it is, or what a text says. @throws {ImgparError} `usage`, if it is not possible */
export declare function parameterValue(method: Parametrised, name: string, given: unknown): unknown;
/** What the help tells of a parameter: text only, so that it can be sent. */
export interface ParameterHelp {
    readonly name: string;
    readonly help: string;
    /** The default, as the command line would say it. */
    readonly default: string;
}
/** What the help tells of the parameters of a method. */
export declare function helpOf(method: Parametrised): readonly ParameterHelp[];
/** What values a parameter can have. */
export declare function kindOf(row: Parameter): Kind<unknown>;
