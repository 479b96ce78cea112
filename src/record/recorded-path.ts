import { relative, resolve, sep } from 'node:path';

/** A path as records write it: relative to the root, with '/' between names; absolute if there is no relative path. */
export function recordedPath(root: string, path: string): string {
  // Below the root, like all results, the relative path is what follows it: `relative` takes 2 µs to find that.
  const isBelow = path.startsWith(root) && path[root.length] === sep;
  const way = isBelow ? path.slice(root.length + 1) : wayTo(root, path);
  return sep === '/' ? way : way.replaceAll(sep, '/');
}

/** The relative path. That of the folder is remembered, as sources of a folder mostly follow each other. */
function wayTo(root: string, path: string): string {
  const end = path.lastIndexOf(sep) + 1;
  if (end < 2 || end === path.length) return relative(root, path);
  const folder = path.slice(0, end);
  if (last.root !== root || last.folder !== folder) last = { root, folder, way: relative(root, folder) };
  return last.way === '' || last.way.endsWith(sep) ? last.way + path.slice(end) : last.way + sep + path.slice(end);
}

// One per thread, as a run has one root.
let last = { root: '', folder: '', way: '' };

/** The absolute path of a recorded one. */
export function pathFrom(root: string, recorded: string): string {
  return resolve(root, recorded);
}
