import { type Format } from '../format.js';
export declare const gif: Format;
