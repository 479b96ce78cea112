import type { Reporter } from '../events.js';
import { abortSignal, boolean, callback, group, path } from '../values/arguments.js';
import type { RunContext } from './run-context.js';

// What callers hand in besides the options of a run.

/** @throws {ImgparError} `usage` */
export const readRunContext = group<RunContext>({ report: callback<Reporter>(), signal: abortSignal, killSignal: abortSignal });

/** @throws {ImgparError} `usage` */
export const readReportContext = group<Pick<RunContext, 'report'>>({ report: callback<Reporter>() });

/** @throws {ImgparError} `usage` */
export const readVerifyOptions = group<{ readonly manifest: string }>({ manifest: path });

/** @throws {ImgparError} `usage` */
export const readRestoreOptions = group<{ readonly manifest: string; readonly force: boolean; readonly dryRun: boolean }>({
  manifest: path,
  force: boolean,
  dryRun: boolean,
});
