import { destinationOf, joinBelow } from './destination.js';
export function namesBy(naming) {
    if (naming.kind === 'apart') {
        const { root, fileName, format } = naming;
        return { destinationOf: ({ relative }) => joinBelow(root, fileName === undefined ? destinationOf(relative, format) : fileName) };
    }
    const { backup } = naming;
    const realPaths = new Map(Object.entries(naming.realPaths));
    return {
        destinationOf: ({ source }) => realPaths.get(source) ?? source,
        ...(backup !== undefined && { backupOf: ({ relative }) => joinBelow(backup, relative) }),
    };
}
