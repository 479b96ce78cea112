import { createRequire } from 'node:module';

/** The version of this package, which finds itself by its name wherever its modules are. */
export const version: string = createRequire(import.meta.url)('imgpar/package.json').version;
