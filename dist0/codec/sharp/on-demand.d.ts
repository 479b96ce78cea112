import type * as Sharp from './sharp.js';
/**
 * The functions of sharp.ts, of which each loads it first. That takes 0.13 s and 20 MB in every process and thread, which a run over
 * JPEGs, done by their components, can save.
 */
export declare const decodePages: typeof Sharp.decodePages;
export declare const decodeFrames: typeof Sharp.decodeFrames;
export declare const encodeJpeg: typeof Sharp.encodeJpeg;
export declare const encodeWebp: typeof Sharp.encodeWebp;
export declare const encodeAvif: typeof Sharp.encodeAvif;
export declare const encodeTiff: typeof Sharp.encodeTiff;
export declare const quantize: typeof Sharp.quantize;
/**
 * To be called in the main thread of a process before its worker threads start. sharp wants to be loaded there before any of them loads
 * it, lest its library is unloaded with the first thread that ends; so it is, as soon as a thread asks for it.
 */
export declare function loadForThreads(): void;
