import type { ComponentCodec } from '../format-codec.js';
import { type JpegFile } from './segments.js';
/** A JPEG of which only luma can be changed, and which is written as JPEG again. */
export declare const jpegComponents: ComponentCodec<JpegFile>;
