/** Drafts, manifests and whatever else imgpar itself keeps in a destination: never an image, not even if hidden files are wanted. */
export declare function isOwnName(name: string): boolean;
