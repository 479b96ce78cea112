import { createRequire } from 'node:module';

/** Put in its place by bundle.js, so that a program into which the library is bundled needs no package.json of ours. */
declare const builtVersion: string | undefined;

/** The version of this package. */
export const version: string =
  typeof builtVersion === 'string' ? builtVersion : createRequire(import.meta.url)('imgpar/package.json').version;
