import type { FormatCodec } from '../format-codec.js';
import { type PngFile } from './chunks.js';
export declare const pngCodec: FormatCodec<PngFile>;
