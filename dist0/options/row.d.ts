import type { ImageFormat } from '../codec/formats.js';
import type { Kind } from '../values/kinds.js';
/** The parts of the help, in their order. */
export declare const sections: readonly ['Pixels', 'Valid pixels', 'Images', 'Results', 'Running again', 'Run', 'Options'];
export type Section = (typeof sections)[number];
/**
 * All there is to say of one option. Its name in the library is its key in the table; flags, help, checks, types, documentation and
 * fingerprints come from here.
 */
export interface Option<Value, Given = Value> {
    readonly kind: Kind<Value, Given>;
    readonly section: Section;
    /** One line. */
    readonly help: string;
    /** What holds where nothing is said. */
    readonly default?: Value;
    /** The same in words, where it is not one value. */
    readonly defaultText?: string;
    /** Its name on the command line; false where it has none. Default: the name in the library, with dashes. */
    readonly flag?: string | false;
    /** The letter for short. */
    readonly alias?: string;
    /**
     * How it enters the fingerprint of results, if it decides their bytes: by its `value`, by the `content` of the file that it names, or
     * `settled` with the rest of the operation.
     */
    readonly bytes?: 'value' | 'content' | 'settled';
    /** The formats whose bytes it does not decide all the same. */
    readonly noEffectOn?: readonly ImageFormat[];
}
/** Options by their names in the library. */
export type Options = Readonly<Record<string, Option<unknown, unknown>>>;
type Details = Omit<Option<unknown>, 'kind' | 'section' | 'help' | 'default'>;
/** A row of the table, whose type remembers whether it has a default. */
export declare function option<Value, Given>(kind: Kind<Value, Given>, section: Section, help: string, details: Details & {
    readonly default: NoInfer<Value>;
}): Option<Value, Given> & {
    readonly default: Value;
};
export declare function option<Value, Given>(kind: Kind<Value, Given>, section: Section, help: string, details?: Details): Option<Value, Given>;
export {};
