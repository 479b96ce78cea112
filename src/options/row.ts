import type { Kind } from '../values/kinds.js';

/** The sections of the help, in order. */
export const sections = ['Pixels', 'Valid pixels', 'Images', 'Results', 'Running again', 'Run', 'Configuration', 'Options'] as const;
export type Section = (typeof sections)[number];

/**
 * Everything about one option. Its key in the table is its name in the library; flags, help, checks, types, documentation and fingerprints
 * derive from the row.
 */
export interface Option<Value, Given = Value> {
  readonly kind: Kind<Value, Given>;
  readonly section: Section;
  /** One line. */
  readonly help: string;
  /** The value if none is given. */
  readonly default?: Value;
  /** The default in words, if it is not a single value. */
  readonly defaultText?: string;
  /** Its name on the command line; false if it has none. Default: the name in the library, with dashes. */
  readonly flag?: string | false;
  /** The one-letter short form. */
  readonly alias?: string;
  /**
   * How the option enters the fingerprint of results, if it decides their bytes: by its `value`, by the `content` of the file that it
   * names, or `settled` with the rest of the operation. One that came later enters only if it is `given`, that is, not its default: so
   * results of earlier versions stay up to date.
   */
  readonly bytes?: 'value' | 'content' | 'settled' | 'given';
}

/** Options by their names in the library. */
export type Options = Readonly<Record<string, Option<unknown, unknown>>>;

type Details = Omit<Option<unknown>, 'kind' | 'section' | 'help' | 'default'>;

/** Makes a row of the table; its type records whether it has a default. */
export function option<Value, Given, Default extends Value>(
  kind: Kind<Value, Given>,
  section: Section,
  help: string,
  details: Details & { readonly default: Default },
): Option<Value, Given> & { readonly default: Value };
export function option<Value, Given>(kind: Kind<Value, Given>, section: Section, help: string, details?: Details): Option<Value, Given>;
export function option<Value, Given>(kind: Kind<Value, Given>, section: Section, help: string, details?: Details): Option<Value, Given> {
  return { kind, section, help, ...details };
}
