import { type Group } from '../values/arguments.js';
import type { CheckedOptions, InPlaceOptions, Values } from './run-options.js';
import { limitOptions, operationOptions, outputOptions, recordOptions, sharingOptions } from './table.js';
/** Options of a group in the form that imgpar works with; what was not given is not there. */
type Some<Rows> = Partial<Values<Rows>>;
/** @throws {ImgparError} `usage` */
export declare const readRunOptions: Group<Partial<Values<{
    sources: import("./row.js").Option<readonly string[], string | readonly (string | URL)[] | URL>;
    lists: import("./row.js").Option<readonly string[], string | readonly (string | URL)[] | URL>;
    destination: import("./row.js").Option<string, string | URL>;
}>> & Partial<Values<{
    workers: import("./row.js").Option<number, number>;
    timeoutMs: import("./row.js").Option<number, number> & {
        readonly default: number;
    };
}>> & {
    readonly inPlace: InPlaceOptions;
    readonly select: CheckedOptions['select'];
    readonly operation: Some<typeof operationOptions>;
    readonly sharing: Some<typeof sharingOptions>;
    readonly output: Some<typeof outputOptions>;
    readonly record: Some<typeof recordOptions>;
    readonly limits: Some<typeof limitOptions>;
}>;
declare const encodingOptions: {
    format: import("./row.js").Option<"avif" | "gif" | "jpeg" | "keep" | "png" | "tiff" | "webp", "avif" | "gif" | "jpeg" | "keep" | "png" | "tiff" | "webp"> & {
        readonly default: "avif" | "gif" | "jpeg" | "keep" | "png" | "tiff" | "webp";
    };
    quality: import("./row.js").Option<number | "auto", number | "auto"> & {
        readonly default: number | "auto";
    };
    effort: import("./row.js").Option<number, number> & {
        readonly default: number;
    };
    compression: import("./row.js").Option<"deflate" | "jpeg" | "keep" | "lzw" | "none" | "packbits", "deflate" | "jpeg" | "keep" | "lzw" | "none" | "packbits"> & {
        readonly default: "deflate" | "jpeg" | "keep" | "lzw" | "none" | "packbits";
    };
    lossless: import("./row.js").Option<"keep" | "near" | "no" | "yes", "keep" | "near" | "no" | "yes"> & {
        readonly default: "keep" | "near" | "no" | "yes";
    };
    strip: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    dropGainMap: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    codec: import("./row.js").Option<"auto" | "sharp", "auto" | "sharp"> & {
        readonly default: "auto" | "sharp";
    };
};
/** @throws {ImgparError} `usage` */
export declare const readEqualizeImageOptions: Group<{
    readonly operation: Some<typeof operationOptions>;
    readonly output: Some<typeof encodingOptions>;
}>;
export {};
