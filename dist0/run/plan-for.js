import { planInPlace } from '../plan/in-place.js';
import { plan } from '../plan/plan.js';
/** The plan that the options of a run ask for. @throws {ImgparError} `usage` */
export function planFor(options, onFound, signal) {
    const { sources, lists, destination, inPlace, select, output, record } = options;
    if (!inPlace)
        return plan({ sources, lists, destination, ...select, format: output.format, signal }, onFound);
    const manifest = typeof record.manifest === 'string' ? record.manifest : undefined;
    return planInPlace({ sources, backupDir: inPlace.backupDir, manifest, ...select, signal }, onFound);
}
