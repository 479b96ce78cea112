import { isNamedLikeImage } from '../codec/sniff.js';
/** What becomes of a file that was found and is no image. */
export function noImage(source, looksLike) {
    return { status: 'skipped', reason: isNamedLikeImage(source) ? 'misnamed' : 'not-an-image', looksLike };
}
