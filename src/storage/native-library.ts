import type koffi from 'koffi';
import { packagesOf } from '../installed.js';

export type ForeignFunctions = typeof koffi;

/** Calls into system libraries; undefined if the optional package is missing or does not work. */
export function foreignFunctions(): ForeignFunctions | undefined {
  try {
    return packagesOf(import.meta.url)('the exports of that package') as ForeignFunctions; // the exports of the package of that name
  } catch {
    return undefined;
  }
}
