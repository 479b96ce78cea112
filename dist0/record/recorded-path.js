import { relative, resolve, sep } from 'node:path';
/** A path as records have it: from the root, with '/' between names; absolute where no way leads from one to the other. */
export function recordedPath(root, path) {
    // Below the root, as all results are, the way is what follows it: `relative` takes 2 µs to find that.
    const isBelow = path.startsWith(root) && path[root.length] === sep;
    const way = isBelow ? path.slice(root.length + 1) : relative(root, path);
    return sep === '/' ? way : way.replaceAll(sep, '/');
}
/** The absolute path of a recorded one. */
export function pathFrom(root, recorded) {
    return resolve(root, recorded);
}
