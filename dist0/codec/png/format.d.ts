import { type Format } from '../format.js';
export declare const png: Format;
