/** Whether a name belongs to imgpar's own files: drafts, manifests and others. These are never images, even if hidden files are wanted. */
export function isOwnName(name: string): boolean {
  return name === '.imgpar' || name.startsWith('.imgpar-') || name.startsWith('.imgpar.');
}
