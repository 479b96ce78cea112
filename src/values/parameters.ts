import { type Kind, number, oneOf, onOff, text, whole } from './kinds.js';
import { unexpected } from './wording.js';

/** A parameter of a method, which defines its checks, its help and its command-line option. */
export interface Parameter<Value = unknown> {
  readonly default: Value;
  /** One line for the help. */
  readonly help?: string;
  /** The default in words, if it is not one value. */
  readonly defaultText?: string;
  /** The smallest possible number. Default: any. */
  readonly min?: number;
  /** The largest one. Default: any. */
  readonly max?: number;
  /** Whether only whole numbers are possible. Default: false. */
  readonly whole?: boolean;
  /** The possible texts. Default: any. */
  readonly words?: readonly string[];
  /** The possible values, if the fields above cannot express them. */
  readonly kind?: Kind<Value>;
  /** Whether only imgpar itself sets it. */
  readonly isInternal?: true;
}

/** The parameters of a method by name. */
export type Parameters<Params extends object = object> = { readonly [Name in keyof Params]: Parameter<Params[Name]> };

/** The values that a method gets for its parameters. */
export type ValuesOf<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends { readonly kind: Kind<infer Value> }
    ? Value
    : Rows[Name] extends Parameter<infer Value>
      ? Value
      : never;
};

/** A parameter whose values are of this kind. */
export function parameter<Value, Default extends Value>(
  kind: Kind<Value>,
  byDefault: Default,
  help: string,
  details?: Pick<Parameter, 'defaultText' | 'isInternal'>,
): Parameter<Value> & { readonly kind: Kind<Value> } {
  return { kind, default: byDefault, help, ...details };
}

/** The values used if nothing is given. */
export function defaultsOf<Rows extends Readonly<Record<string, Parameter>>>(rows: Rows): ValuesOf<Rows> {
  // Each default is a value of its parameter.
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default])) as ValuesOf<Rows>;
}

/** The part of a method that concerns its parameters. */
export interface Parametrised {
  readonly name: string;
  readonly defaults: object;
  readonly parameters?: object;
}

/** Every parameter of a method. For one that a user's own method only gives a default for, that is all that is known. */
export function parametersOf({ defaults, parameters }: Parametrised): Readonly<Record<string, Parameter>> {
  const rows = Object.entries(defaults).map(([name, value]): [string, Parameter] => [name, { default: value, kind: kindLike(value) }]);
  return { ...Object.fromEntries(rows), ...parameters };
}

/** The given value of a parameter, with text parsed. @throws {ImgparError} `usage`, if it is not possible */
export function parameterValue(method: Parametrised, name: string, given: unknown): unknown {
  const kind = kindOf(parametersOf(method)[name]!);
  const called = `${name} of method '${method.name}'`;
  const value = typeof given === 'string' ? kind.fromText(given) : kind.fromCaller(given, called);
  if (value === undefined || !kind.allows(value)) throw unexpected(called, given, kind.expectedText ?? kind.expected);
  return value;
}

/** What the help says about a parameter, as text only, so that it can be sent between threads. */
export interface ParameterHelp {
  readonly name: string;
  readonly help: string;
  /** The default, as written on the command line. */
  readonly default: string;
}

const maxDefaultLength = 100;

/** What the help says about the parameters of a method. */
export function helpOf(method: Parametrised): readonly ParameterHelp[] {
  return Object.entries(parametersOf(method))
    .filter(([, row]) => !row.isInternal)
    .map(([name, row]) => {
      const kind = kindOf(row);
      const expected = row.kind ? '' : kind.expected;
      const help = [row.help ?? '', expected].filter(Boolean).join(': ');
      return { name, help, default: (row.defaultText ?? kind.toText(row.default)).slice(0, maxDefaultLength) };
    });
}

/** The kind of values a parameter can have. */
export function kindOf(row: Parameter): Kind<unknown> {
  if (row.kind) return row.kind;
  if (typeof row.default === 'boolean') return onOff;
  if (typeof row.default === 'number') return row.whole ? whole(row.min ?? Number.MIN_SAFE_INTEGER, row.max) : number(row.min, row.max);
  if (typeof row.default === 'string') return row.words ? oneOf(row.words) : text;
  return kindLike(row.default);
}

/** Any values, where only the default is known: text is read like the example. The method itself checks them. */
function kindLike(example: unknown): Kind<unknown> {
  return {
    expected: 'a value that the method accepts',
    fromCaller: (value) => value,
    allows: () => true,
    fromText: (given) => like(example, given) ?? given,
    toText: (value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))),
  };
}

function like(example: unknown, given: string): unknown {
  if (typeof example === 'string') return given;
  if (typeof example === 'boolean') return onOff.fromText(given);
  if (typeof example === 'number') return number().fromText(given);
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}
