import { createRequire } from 'node:module';
/** The version of this package. */
export const version = typeof builtVersion === 'string' ? builtVersion : createRequire(import.meta.url)('imgpar/package.json').version;
