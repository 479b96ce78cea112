import type { FormatCodec } from '../format-codec.js';
import { type JpegFile } from './segments.js';
export declare const jpegCodec: FormatCodec<JpegFile>;
