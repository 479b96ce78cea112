import { avif } from './avif/format.js';
import { gif } from './gif/format.js';
import { jpeg } from './jpeg/format.js';
import { png } from './png/format.js';
import { tiff } from './tiff/format.js';
import { webp } from './webp/format.js';
/** The file formats that are read and written. A further one is a folder with a `Format`, and a word here. */
export const formats = { jpeg, png, webp, tiff, avif, gif };
// `Object.keys` says `string`; the table has no other keys than its type.
export const imageFormats = Object.keys(formats);
/** The format with that ending of file names, in lower case and without the dot. */
export function formatWithEnding(ending) {
    return imageFormats.find((format) => formats[format].endings.includes(ending));
}
