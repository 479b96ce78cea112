import { avif } from './avif/format.js';
import { bmp } from './bmp/format.js';
import type { Format } from './format.js';
import { gif } from './gif/format.js';
import { heic } from './heic/format.js';
import { jpeg } from './jpeg/format.js';
import { png } from './png/format.js';
import { pnm } from './pnm/format.js';
import { tiff } from './tiff/format.js';
import { webp } from './webp/format.js';

/** The file formats that imgpar reads and writes. To add one, add a folder with a `Format`, and a word here. */
export const formats = { jpeg, png, webp, tiff, avif, gif, bmp, pnm, heic } as const;

/** The name of a format that imgpar reads. */
export type ImageFormat = keyof typeof formats;

/** Formats by name; tests pass larger tables than `formats`. */
export type FormatTable = typeof formats & Readonly<Record<string, Format>>;

// `Object.keys` says `string`; the table has no keys beyond its type.
export const imageFormats = Object.keys(formats) as readonly ImageFormat[];

/** The formats that results can have. */
export const writtenFormats: readonly ImageFormat[] = imageFormats.filter((format) => formats[format].writes !== 'none');

/** The format with that file extension, in lower case and without the dot. */
export function formatWithExtension(extension: string): ImageFormat | undefined {
  return imageFormats.find((format) => formats[format].extensions.includes(extension));
}
