import { createRequire } from 'node:module';

/** Filled in by bundle.js, so that a program that bundles the library does not need our package.json. */
declare const builtVersion: string | undefined;

/** The version of this package. */
export const version: string =
  typeof builtVersion === 'string' ? builtVersion : createRequire(import.meta.url)('imgpar/package.json').version;
