import type { FormatCodec } from '../format-codec.js';
import { type WebpFile } from './chunks.js';
export declare const webpCodec: FormatCodec<WebpFile>;
