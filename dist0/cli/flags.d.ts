import { type Option, type Options } from '../options/row.js';
import type { Values } from '../options/run-options.js';
/** How progress is shown. */
declare const progressStyles: readonly ['auto', 'bars', 'lines', 'json', 'none'];
export type ProgressStyle = (typeof progressStyles)[number];
/** Options of `equalize` that the library has in another form, or not at all. */
export declare const commandOptions: {
    inPlace: Option<boolean, boolean>;
    noBackup: Option<boolean, boolean>;
    noManifest: Option<boolean, boolean>;
    progress: Option<"auto" | "bars" | "json" | "lines" | "none", "auto" | "bars" | "json" | "lines" | "none"> & {
        readonly default: "auto" | "bars" | "json" | "lines" | "none";
    };
    quiet: Option<boolean, boolean>;
    dryRun: Option<boolean, boolean>;
};
/** Parameters of the methods, as options of their own; those that the operation has under the same name are left out. */
export declare const parameterOptions: Options;
/** Options of a command by their names there. */
export type Flags = Readonly<Record<string, Option<unknown, unknown>>>;
/** Options of `equalize`, in the order of its help. */
export declare const equalizeFlags: Flags;
export declare const verifyOptions: {
    manifest: Option<string | false, string | false | URL>;
    quiet: Option<boolean, boolean>;
};
export declare const restoreOptions: {
    dryRun: Option<boolean, boolean>;
    force: Option<boolean, boolean>;
    manifest: Option<string, string>;
    quiet: Option<boolean, boolean>;
};
export declare const previewOptions: {
    output: Option<string, string>;
};
/** Options by their names on the command line. */
export declare function flagsOf(options: Options): Flags;
/** The values of the options that the command line gives, of those in the table. @throws {ImgparError} `usage` */
export declare function valuesIn<Rows extends Options>(options: Rows, parsed: Readonly<Record<string, unknown>>): Partial<Values<Rows>>;
/** `, did you mean …?`, if one of the candidates is near. */
export declare function suggestion(word: string, candidates: readonly string[], prefix?: string): string;
export {};
