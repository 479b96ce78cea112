import type { RunContext } from './run-context.js';
/** @throws {ImgparError} `usage` */
export declare const readRunContext: import("../values/arguments.js").Group<RunContext>;
/** @throws {ImgparError} `usage` */
export declare const readReportContext: import("../values/arguments.js").Group<Pick<RunContext, "report">>;
/** @throws {ImgparError} `usage` */
export declare const readVerifyOptions: import("../values/arguments.js").Group<{
    readonly manifest: string;
}>;
/** @throws {ImgparError} `usage` */
export declare const readRestoreOptions: import("../values/arguments.js").Group<{
    readonly manifest: string;
    readonly force: boolean;
    readonly dryRun: boolean;
}>;
