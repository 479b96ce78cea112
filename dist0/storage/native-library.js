import { packagesOf } from '../installed.js';
/** Calls into libraries of the system; undefined where the optional package for it is missing or does not work. */
export function foreignFunctions() {
    try {
        return packagesOf(import.meta.url)('koffi'); // what the package of that name exports
    }
    catch {
        return undefined;
    }
}
