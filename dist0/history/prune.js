import { fold } from '../plan/case-folding.js';
import { Manifest } from '../record/manifest.js';
import { pathFrom } from '../record/recorded-path.js';
import { isSameFile, look, removeFile } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { reasonOf } from '../storage/reasons.js';
import { isAtOrBelow, isPlainlyBelow, Whereabouts } from '../storage/whereabouts.js';
/** Where more results than this would go, and more than half of all, something else than deleted sources is the likely cause. */
const maxUnasked = 20;
/**
 * Finds the results that a manifest knows whose sources are gone: those below the sources of a plan, and that still hold what imgpar
 * wrote. A source is gone when a folder that was read shows it; where nothing can be seen, the results stay.
 *
 * @param any whether it matters how many there are
 */
export function pruningOf(manifest, { destinationRoot, sourceRoots }, any) {
    const whereabouts = new Whereabouts();
    const withheld = new WithheldResults();
    const gone = [];
    let recorded = 0;
    for (const record of manifest.latest()) {
        if (record.status !== 'done')
            continue;
        recorded += 1;
        const source = pathFrom(destinationRoot, record.source);
        const found = searchBelow(sourceRoots, source, (root) => whereabouts.of(root, source, record.at));
        if (found.state === 'gone' && isIntact(record, destinationRoot))
            gone.push(record);
        if (found.state === 'unseen' && isPresent(record, destinationRoot))
            withheld.add(found.reason, found.place, found.why);
    }
    const orphans = gone.length > 0 ? withoutNamesakes(gone, manifest, destinationRoot) : gone;
    if (any || orphans.length <= maxUnasked || orphans.length * 2 <= recorded)
        return { orphans, withheld: withheld.all };
    return { orphans: [], withheld: [...withheld.all, { reason: 'too-many', results: orphans.length, recorded }] };
}
/** Removes the orphans of a plan, and says so in the manifest. @returns what happens, as it does */
export function* prune(path, planned, any) {
    const manifest = Manifest.open(path);
    const unremovable = new WithheldResults();
    try {
        const { orphans, withheld } = pruningOf(manifest, planned, any);
        for (const { destination: recorded, source } of orphans) {
            const destination = pathFrom(planned.destinationRoot, recorded);
            try {
                removeFile(destination);
            }
            catch (error) {
                unremovable.add('unremovable', destination, reasonOf(error));
                continue;
            }
            manifest.append({ destination: recorded, source, status: 'removed', at: Date.now() });
            yield { type: 'output-removed', at: Date.now(), destination };
        }
        for (const each of [...withheld, ...unremovable.all])
            yield { type: 'prune-withheld', at: Date.now(), ...each };
    }
    finally {
        manifest.close();
    }
}
/** Results that stay, counted by the reason; of each the first place that it lies in is named. */
class WithheldResults {
    #byReason = new Map();
    add(reason, place, why) {
        const known = this.#byReason.get(reason) ?? { reason, results: 0, place, why };
        this.#byReason.set(reason, { ...known, results: known.results + 1 });
    }
    get all() {
        return [...this.#byReason.values()];
    }
}
/** What is below none of the sources counts as there. What is below several is gone when all of them show it. */
function searchBelow(roots, source, search) {
    let found = { state: 'there' };
    for (const root of roots) {
        if (!isAtOrBelow(root, source))
            continue;
        found = search(root);
        if (found.state !== 'gone')
            break;
    }
    return found;
}
/**
 * A disk may take two names for one: when `A.png` was renamed to `a.png` where names are exact, its result is still the only one where
 * they are not. So an orphan that is the same file as the result of another source stays.
 */
function withoutNamesakes(orphans, manifest, root) {
    const names = new Set(orphans.map(({ destination }) => destination));
    const folded = (name) => fold(name, 'case-and-form');
    const resultsOfOthers = new Map(orphans.map(({ destination }) => [folded(destination), []]));
    for (const { status, destination } of manifest.latest())
        if (status === 'done' && !names.has(destination))
            resultsOfOthers.get(folded(destination))?.push(pathFrom(root, destination));
    return orphans.filter(({ destination }) => {
        const namesakes = resultsOfOthers.get(folded(destination)) ?? [];
        return !namesakes.some((other) => isSameFile(other, pathFrom(root, destination)));
    });
}
/** Whether a result is still the regular file that imgpar wrote, within the destination and not behind a link. */
function isIntact(record, root) {
    try {
        return isPresent(record, root) && sha256OfFile(pathFrom(root, record.destination)) === record.output.sha256;
    }
    catch {
        // What cannot be read may be anybody's.
        return false;
    }
}
/** The same as far as can be told without reading it. */
function isPresent({ destination, output }, root) {
    const path = pathFrom(root, destination);
    if (!isPlainlyBelow(root, path))
        return false;
    const found = look(path);
    return found?.isFile === true && found.size === output.size;
}
