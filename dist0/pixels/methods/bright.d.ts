import type { TableMethod } from './method.js';
/**
 * Local region stretch: the levels are cut where a third and two thirds of the pixels are reached, and each of the three bands is
 * equalised within its own range. A level is never torn: the one that reaches a third belongs to the dark band as a whole, so bands
 * hold a third each as nearly as the levels allow. A level that reaches both thirds leaves the middle band empty.
 */
export declare const bright: TableMethod;
