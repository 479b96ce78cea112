import type koffi from 'koffi';
export type ForeignFunctions = typeof koffi;
/** Calls into libraries of the system; undefined where the optional package for it is missing or does not work. */
export declare function foreignFunctions(): ForeignFunctions | undefined;
