import { createRequire } from 'node:module';
import type koffi from 'koffi';

export type ForeignFunctions = typeof koffi;

/** Calls into libraries of the system; undefined where the optional package for it is missing or does not work. */
export function foreignFunctions(): ForeignFunctions | undefined {
  try {
    return createRequire(import.meta.url)('koffi') as ForeignFunctions; // what the package of that name exports
  } catch {
    return undefined;
  }
}
