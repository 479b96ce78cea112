import type { FormatCodec } from '../format-codec.js';
import { type TiffFile } from './tags.js';
export declare const tiffCodec: FormatCodec<TiffFile>;
