import { ImgparError } from '../errors.js';
/** The headers of all pages or frames of a file. */
export function pagesOf(header) {
    return header.pages ?? [header];
}
/** An image that is whole but cannot be read, or not be written without loss. */
export function unsupported(message) {
    return new ImgparError('unsupported-format', message);
}
/** An image that is broken or cut off. */
export function corrupt(message, cause) {
    return new ImgparError('corrupt', message, cause === undefined ? undefined : { cause });
}
