import { type Kind, number, oneOf, onOff, text, whole } from './kinds.js';
import { unexpected } from './wording.js';

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
export type Parameters<Params extends object = object> = { readonly [Name in keyof Params]: Parameter<Params[Name]> };

/** What a method is given for its parameters. */
export type ValuesOf<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends { readonly kind: Kind<infer Value> }
    ? Value
    : Rows[Name] extends Parameter<infer Value>
      ? Value
      : never;
};

/** A parameter whose values are of this kind. */
export function parameter<Value>(
  kind: Kind<Value>,
  byDefault: NoInfer<Value>,
  help: string,
  details?: Pick<Parameter, 'defaultText' | 'isInternal'>,
): Parameter<Value> & { readonly kind: Kind<Value> } {
  return { kind, default: byDefault, help, ...details };
}

/** What holds where nothing is given. */
export function defaultsOf<Rows extends Readonly<Record<string, Parameter>>>(rows: Rows): ValuesOf<Rows> {
  // Each default is a value of its parameter.
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default])) as ValuesOf<Rows>;
}

/** A method as far as its parameters go. */
export interface Parametrised {
  readonly name: string;
  readonly defaults: object;
  readonly parameters?: object;
}

/** Every parameter of a method. Of those that a user's own method only gives a default for, that is all that is known. */
export function parametersOf({ defaults, parameters }: Parametrised): Readonly<Record<string, Parameter>> {
  const rows = Object.entries(defaults).map(([name, value]): [string, Parameter] => [name, { default: value, kind: kindLike(value) }]);
  return { ...Object.fromEntries(rows), ...parameters };
}

/** The value that was given for a parameter: as it is, or what a text says. @throws {ImgparError} `usage`, if it is not possible */
export function parameterValue(method: Parametrised, name: string, given: unknown): unknown {
  const kind = kindOf(parametersOf(method)[name]!);
  const called = `${name} of method '${method.name}'`;
  const value = typeof given === 'string' ? kind.fromText(given) : kind.fromCaller(given, called);
  if (value === undefined || !kind.allows(value)) throw unexpected(called, given, kind.expectedText ?? kind.expected);
  return value;
}

/** What the help tells of a parameter: text only, so that it can be sent. */
export interface ParameterHelp {
  readonly name: string;
  readonly help: string;
  /** The default, as the command line would say it. */
  readonly default: string;
}

const maxDefaultLength = 100;

/** What the help tells of the parameters of a method. */
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

/** What values a parameter can have. */
export function kindOf(row: Parameter): Kind<unknown> {
  if (row.kind) return row.kind;
  if (typeof row.default === 'boolean') return onOff;
  if (typeof row.default === 'number') return row.whole ? whole(row.min ?? Number.MIN_SAFE_INTEGER, row.max) : number(row.min, row.max);
  if (typeof row.default === 'string') return row.words ? oneOf(row.words) : text;
  return kindLike(row.default);
}

/** Values of which only the default is known: any, and text is read as what is like it. The method itself checks them. */
function kindLike(example: unknown): Kind<unknown> {
  return {
    expected: 'a value that the method takes',
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
