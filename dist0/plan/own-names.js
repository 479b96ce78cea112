/** Drafts, manifests and whatever else imgpar itself keeps in a destination: never an image, not even if hidden files are wanted. */
export function isOwnName(name) {
    return name.startsWith('.imgpar-') || name.startsWith('.imgpar.');
}
