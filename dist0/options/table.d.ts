import { type Options } from './row.js';
/** What is read and where results go. */
export declare const placeOptions: {
    /**
     * Folders (read recursively), files and glob patterns, mixed; one or several. Patterns that begin with `!` leave out, as
     * `select.exclude` does.
     */
    sources: import("./row.js").Option<readonly string[], string | readonly (string | URL)[] | URL>;
    /**
     * Files with the names of further images, one a line, or each followed by a zero byte; `-` is the standard input. Names start from the
     * current folder, below which their tree is mirrored; of a file elsewhere the whole path is. Default: none.
     */
    lists: import("./row.js").Option<readonly string[], string | readonly (string | URL)[] | URL>;
    /** A folder in which the tree below each source is mirrored; or a file name, if the only source is a file. */
    destination: import("./row.js").Option<string, string | URL>;
};
/** Which of the files found are taken. */
export declare const selectOptions: {
    /** Only files that match this pattern, or one of these. Default: all. */
    include: import("./row.js").Option<readonly string[], string | readonly string[]>;
    /** No file that matches this pattern, or one of these. Default: none. */
    exclude: import("./row.js").Option<readonly string[], string | readonly string[]>;
    /** Files and folders whose name begins with a dot as well. Default: false. */
    hidden: import("./row.js").Option<boolean, boolean>;
    /** A source pattern that matches nothing, and sources without images, are warned of instead of refused. Default: false. */
    allowNoMatch: import("./row.js").Option<boolean, boolean>;
    /** Files that are named like images and are none fail, instead of being passed over. Default: false. */
    strict: import("./row.js").Option<boolean, boolean>;
};
/** What is done to the pixels of every image. */
export declare const operationOptions: {
    /** The name of a method (`he` is the default), or the path of a module that exports one. */
    method: import("./row.js").Option<string, string | URL> & {
        readonly default: string;
    };
    /** Whose definition of the method; the same as the parameter of that name. Default: the method's. */
    dialect: import("./row.js").Option<string, string>;
    /** What of colour is equalised. Default: what the program of an explicit dialect does, else `luma`. */
    on: import("./row.js").Option<"hsv" | "joint" | "lab" | "luma" | "rgb", "hsv" | "joint" | "lab" | "luma" | "rgb">;
    /** From 0, the original, to 1, the full effect and the default. */
    strength: import("./row.js").Option<number, number>;
    /**
     * For `match` an image, or statistics, whose histogram is the model. For other methods statistics that take the place of those
     * of each image. Default: none.
     */
    reference: import("./row.js").Option<string, string | URL>;
    /** `together`: the frames or pages of a file share one table, so an animation does not flicker. Default: `apart`. */
    frames: import("./row.js").Option<"apart" | "together", "apart" | "together"> & {
        readonly default: "apart" | "together";
    };
    /** Whether pixels are turned as their orientation tag says, and the tag set to upright. Default: false. */
    autoOrient: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Parameters of the method in place of its defaults: values, or text as on the command line. */
    params: import("./row.js").Option<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>;
    /** Pixels of which all colours have this level, 0..65,535, hold no data: they are not counted and never change. */
    nodata: import("./row.js").Option<number, number>;
    /** Only pixels in it are counted. */
    roi: import("./row.js").Option<import("../pixels/masks.js").Region, import("../pixels/masks.js").Region>;
    /** Whether only pixels that are counted change. Default: false, all do but those without data. */
    applyInside: import("./row.js").Option<boolean, boolean>;
};
/** What images share with each other. */
export declare const sharingOptions: {
    /** Whether every image has a table of its own, or all of a folder, or of the whole set, share one. Default: `image`. */
    scope: import("./row.js").Option<"folder" | "image" | "set", "folder" | "image" | "set"> & {
        readonly default: "folder" | "image" | "set";
    };
    /** A file to write the statistics of the whole set to, for `reference` of another run; needs the scope `set`. Default: none. */
    saveStats: import("./row.js").Option<string, string | URL>;
    /** A folder with a mask for each image, under the same relative name, with any ending. Default: none. */
    maskDir: import("./row.js").Option<string, string | URL>;
};
/** How results are encoded and written. */
export declare const outputOptions: {
    /** `keep` writes the format that was read. Default: `keep`. */
    format: import("./row.js").Option<"avif" | "gif" | "jpeg" | "keep" | "png" | "tiff" | "webp", "avif" | "gif" | "jpeg" | "keep" | "png" | "tiff" | "webp"> & {
        readonly default: "avif" | "gif" | "jpeg" | "keep" | "png" | "tiff" | "webp";
    };
    /** 1..100, of lossy formats. `auto` is the quality of a JPEG that was read, from its own tables; otherwise 90. Default: 90. */
    quality: import("./row.js").Option<number | "auto", number | "auto"> & {
        readonly default: number | "auto";
    };
    /**
     * 1 (fastest) to 9 (smallest): time given to making the file smaller. JPEG: 4 and more optimise the codes, 8 and more the
     * coefficients as well; PNG: 2 tries more filters, 3 and more that level of zlib as well; WebP and AVIF: their own efforts. Of no
     * effect on TIFF and GIF. Default: 1.
     */
    effort: import("./row.js").Option<number, number> & {
        readonly default: number;
    };
    /** Of TIFF. `keep` stores the pixels as they were where that can be written; what was no TIFF becomes `deflate`. Default: `keep`. */
    compression: import("./row.js").Option<"deflate" | "jpeg" | "keep" | "lzw" | "none" | "packbits", "deflate" | "jpeg" | "keep" | "lzw" | "none" | "packbits"> & {
        readonly default: "deflate" | "jpeg" | "keep" | "lzw" | "none" | "packbits";
    };
    /** Of WebP. `keep` is without loss what was read so; what was no WebP is with loss. `near` may change samples a little. Default: `keep`. */
    lossless: import("./row.js").Option<"keep" | "near" | "no" | "yes", "keep" | "near" | "no" | "yes"> & {
        readonly default: "keep" | "near" | "no" | "yes";
    };
    /** Leaves out all that does not decide how the picture is shown: EXIF but its orientation, XMP, IPTC, comments, previews. Default: false. */
    strip: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Leaves out an HDR gain map, which no longer fits the picture; otherwise an image that has one is refused. Default: false. */
    dropGainMap: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Whether results have the modification time and the permissions of their sources. Default: false. */
    preserve: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Whether files that are no images are copied as they are, so that a dataset stays whole. Default: false. */
    copyOthers: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Whether a destination that exists is replaced; if not, its source is skipped. Default: true. */
    overwrite: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Whether a result survives a failure of power once it is told of as done. Default: false. */
    durable: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /**
     * Who decodes and encodes: `auto` is libjpeg-turbo, by components, where that will do for a JPEG and is there; our own reader where that
     * will do for a PNG; else sharp. PNG is always written by our own writer, and read by ourselves where it is too large to be whole in
     * memory. Default: `auto`.
     */
    codec: import("./row.js").Option<"auto" | "sharp", "auto" | "sharp"> & {
        readonly default: "auto" | "sharp";
    };
};
/** Results in the place of their sources. */
export declare const inPlaceOptions: {
    /** A folder that keeps the originals, under their paths below the sources; false if none are to be kept. */
    backupDir: import("./row.js").Option<string | false, string | false | URL>;
    /** Whether a file that has other names (hard links) is replaced; these keep the original. Default: false, it is skipped. */
    breakHardLinks: import("./row.js").Option<boolean, boolean>;
    /** Whether the lock of a run on another machine is taken, which nobody here can tell to have ended. Default: false. */
    breakLock: import("./row.js").Option<boolean, boolean>;
};
/** What is remembered from run to run, and what follows from it. */
export declare const recordOptions: {
    /** Whether images are done that are up to date. Default: false. */
    force: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Whether only images are done that failed last time. Default: false. */
    retryFailed: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** Whether the content of sources and results is compared, instead of size and time. Default: false. */
    checksum: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /**
     * Whether results are removed whose sources are gone: a folder that was read does not hold them any more. What cannot be seen is not gone,
     * and more than 20 results that are more than half of all are not removed either; the event `prune-withheld` tells of both. Default: false.
     */
    prune: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** As `prune`, however many results that removes. Default: false. */
    pruneAny: import("./row.js").Option<boolean, boolean> & {
        readonly default: boolean;
    };
    /** The file that tells what was made from what; false for none. Default: `.imgpar.jsonl` in the destination, if that is a folder. */
    manifest: import("./row.js").Option<string | false, string | false | URL>;
};
/** How many images at a time, and for how long. */
export declare const workOptions: {
    /** Images worked on at the same time, 1..1024. Default: the cores that this process may use. */
    workers: import("./row.js").Option<number, number>;
    /**
     * How long one image may take, in milliseconds, 1 or more; then it fails as `timeout`. Time in which the run is stopped, as by Ctrl-Z,
     * does not count. Default: 120,000.
     */
    timeoutMs: import("./row.js").Option<number, number> & {
        readonly default: number;
    };
};
/** What the run may take, and how it deals with what goes wrong. */
export declare const limitOptions: {
    /** Memory of all processes of the run together, in bytes. Default: 70 per cent of what the machine, or the cgroup, allows. */
    maxMemoryBytes: import("./row.js").Option<number, number>;
    /** Pixels of an image, over all its pages, 1 or more; a larger one fails as `too-large`. Default: 268,402,689 (16,383²). */
    maxPixels: import("./row.js").Option<number, number> & {
        readonly default: number;
    };
    /** How often reading or writing is tried again after a fault that may pass, as of a network drive, 0..100. Default: 2. */
    retries: import("./row.js").Option<number, number> & {
        readonly default: number;
    };
    /** Failures that the run bears: a number of images, or a share of those found such as `5%`. One more ends it. Default: any. */
    maxFailures: import("./row.js").Option<number | `${number}%`, number | `${number}%`>;
    /** A folder to which images that fail of themselves are copied, each beside a `.reason.json`. Default: none. */
    quarantine: import("./row.js").Option<string, string | URL>;
};
/** All tables with the part of `RunOptions` that each describes; none is its top level. */
export declare const tables: ReadonlyArray<{
    readonly part?: string;
    readonly options: Options;
}>;
