import type koffi from 'koffi';
import { packagesOf } from '../installed.js';

export type ForeignFunctions = typeof koffi;

/** Calls into system libraries; undefined if the optional package is missing or does not work. */
export function foreignFunctions(): ForeignFunctions | undefined {
  try {
    // The package exports what its types say.
    return packagesOf(import.meta.url)('koffi') as ForeignFunctions;
  } catch {
    return undefined;
  }
}
