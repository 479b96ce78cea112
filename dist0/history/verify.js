import { join, resolve } from 'node:path';
import { readVerifyOptions } from '../engine/given.js';
import { ImgparError } from '../errors.js';
import { Manifest, manifestName } from '../record/manifest.js';
import { pathFrom } from '../record/recorded-path.js';
import { exists, look } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { path } from '../values/arguments.js';
/**
 * Reads every result that the manifest of a destination knows, and compares its content with what was written. Files that the manifest
 * does not know are none of its business.
 *
 * @throws {ImgparError} `usage`, if there is no manifest
 */
export function* verify(destination, options = {}) {
    const given = path(destination, 'destination');
    const { manifest: named } = readVerifyOptions(options, 'options');
    const root = resolve(given);
    const place = named === undefined ? join(root, manifestName) : resolve(named);
    if (!exists(place))
        throw new ImgparError('usage', `nothing tells what was made in ${given}: there is no manifest ${place}`);
    const manifest = Manifest.open(place);
    try {
        for (const record of manifest.latest()) {
            if (record.status === 'done')
                yield { destination: pathFrom(root, record.destination), state: stateOf(record, root) };
        }
    }
    finally {
        manifest.close();
    }
}
function stateOf({ destination, output }, root) {
    const result = pathFrom(root, destination);
    const found = look(result);
    if (!found)
        return 'missing';
    if (!found.isFile || found.size !== output.size)
        return 'changed';
    try {
        return sha256OfFile(result) === output.sha256 ? 'intact' : 'changed';
    }
    catch {
        return 'unreadable';
    }
}
