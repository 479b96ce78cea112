import { abortSignal, boolean, callback, group, path } from '../values/arguments.js';
// What callers hand in besides the options of a run.
/** @throws {ImgparError} `usage` */
export const readRunContext = group({ report: callback(), signal: abortSignal, killSignal: abortSignal });
/** @throws {ImgparError} `usage` */
export const readReportContext = group({ report: callback() });
/** @throws {ImgparError} `usage` */
export const readVerifyOptions = group({ manifest: path });
/** @throws {ImgparError} `usage` */
export const readRestoreOptions = group({
    manifest: path,
    force: boolean,
    dryRun: boolean,
});
