import { ImgparError } from './errors.js';
/**
 * A file of the built program. Files that no `import` names are left behind when a bundler packs the library into another program, so
 * each is looked for before anything is started from it.
 *
 * @param path from the module that asks
 * @param from the module's `import.meta.url`, which some bundlers leave undefined
 * @throws {ImgparError} `usage`, if it is not there
 */
export declare function builtFile(path: string, from: string | undefined): URL;
/**
 * Gives the packages that are installed with imgpar. Bundlers do not follow `createRequire` called as a property, and so leave native
 * packages where they are.
 *
 * @param from the `import.meta.url` of the module that asks
 */
export declare function packagesOf(from: string): NodeJS.Require;
/** What to do about a part of imgpar that is not there. */
export declare function leftBehind(finding: string, cause?: unknown): ImgparError;
