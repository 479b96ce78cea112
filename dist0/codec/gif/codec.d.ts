import type { FormatCodec } from '../format-codec.js';
import { type GifFile } from './blocks.js';
export declare const gifCodec: FormatCodec<GifFile>;
