import type { FormatCodec } from '../format-codec.js';
import { type AvifFile } from './boxes.js';
export declare const avifCodec: FormatCodec<AvifFile>;
