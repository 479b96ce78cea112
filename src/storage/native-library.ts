import type koffi from 'koffi';
import { packagesOf } from '../installed.js';

export type ForeignFunctions = typeof koffi;

/** Calls into libraries of the system; undefined where the optional package for it is missing or does not work. */
export function foreignFunctions(): ForeignFunctions | undefined {
  try {
    return packagesOf(import.meta.url)('koffi') as ForeignFunctions; // what the package of that name exports
  } catch {
    return undefined;
  }
}
