import { sha256OfFile } from '../storage/hash.js';
/** The SHA-256 of a file; undefined if it cannot be read. */
export function contentOf(path) {
    try {
        return sha256OfFile(path);
    }
    catch {
        return undefined;
    }
}
/** Whether source and result hold what they did when the image was done. */
export function isContentAsRecorded({ source, destination, upToDateIf }) {
    return contentOf(source) === upToDateIf?.source && contentOf(destination) === upToDateIf?.result;
}
