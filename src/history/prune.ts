import type { RunEvent, Withheld } from '../events.js';
import { fold } from '../plan/case-folding.js';
import type { Plan } from '../plan/plan.js';
import type { DoneRecord } from '../record/image-record.js';
import { Manifest } from '../record/manifest.js';
import { pathFrom } from '../record/recorded-path.js';
import { isSameFile, look, removeFile } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { reasonOf } from '../storage/reasons.js';
import { isAtOrBelow, isPlainlyBelow, type Whereabout, Whereabouts } from '../storage/whereabouts.js';

/** The outcome of pruning: results that go, and results that stay although their sources were not found. */
export interface Pruning {
  readonly orphans: readonly DoneRecord[];
  readonly withheld: readonly Withheld[];
}

/** If more results than this would go, and more than half of all, the likely cause is something else than deleted sources. */
const maxUnasked = 20;

/**
 * Finds the results in a manifest whose sources are gone: sources below those of a plan, with results that still hold what imgpar wrote. A
 * source is gone if a readable folder no longer shows it; where nothing can be seen, the results stay.
 *
 * @param any whether to ignore how many there are
 */
export function pruningOf(manifest: Manifest, { destinationRoot, sourceRoots }: Plan, any: boolean): Pruning {
  const whereabouts = new Whereabouts();
  const withheld = new WithheldResults();
  const gone: DoneRecord[] = [];
  let recorded = 0;
  for (const record of manifest.latest()) {
    if (record.status !== 'done') continue;
    recorded += 1;
    const source = pathFrom(destinationRoot, record.source);
    const found = searchBelow(sourceRoots, source, (root) => whereabouts.of(root, source, record.at));
    if (found.state === 'gone' && isIntact(record, destinationRoot)) gone.push(record);
    if (found.state === 'unseen' && isPresent(record, destinationRoot)) withheld.add(found.reason, found.place, found.why);
  }
  const orphans = gone.length > 0 ? withoutNamesakes(gone, manifest, destinationRoot) : gone;
  if (any || orphans.length <= maxUnasked || orphans.length * 2 <= recorded) return { orphans, withheld: withheld.all };
  return { orphans: [], withheld: [...withheld.all, { reason: 'too-many', results: orphans.length, recorded }] };
}

/** Removes the orphans of a plan, and records that in the manifest. @returns events as they happen */
export function* prune(path: string, planned: Plan, any: boolean): Generator<RunEvent> {
  const manifest = Manifest.open(path);
  const unremovable = new WithheldResults();
  try {
    const { orphans, withheld } = pruningOf(manifest, planned, any);
    for (const { destination: recorded, source } of orphans) {
      const destination = pathFrom(planned.destinationRoot, recorded);
      try {
        removeFile(destination);
      } catch (error) {
        unremovable.add('unremovable', destination, reasonOf(error));
        continue;
      }
      manifest.append({ destination: recorded, source, status: 'removed', at: Date.now() });
      yield { type: 'output-removed', at: Date.now(), destination };
    }
    for (const each of [...withheld, ...unremovable.all]) yield { type: 'prune-withheld', at: Date.now(), ...each };
  } finally {
    manifest.close();
  }
}

/** Results that stay, counted by reason; the first place is named for each. */
class WithheldResults {
  readonly #byReason = new Map<Withheld['reason'], Withheld>();

  add(reason: Exclude<Withheld['reason'], 'too-many'>, place: string, why: string): void {
    const known = this.#byReason.get(reason) ?? { reason, results: 0, place, why };
    this.#byReason.set(reason, { ...known, results: known.results + 1 });
  }

  get all(): Withheld[] {
    return [...this.#byReason.values()];
  }
}

/** A source below none of the roots counts as present. A source below several is gone if all of them show it. */
function searchBelow(roots: readonly string[], source: string, search: (root: string) => Whereabout): Whereabout {
  let found: Whereabout = { state: 'there' };
  for (const root of roots) {
    if (!isAtOrBelow(root, source)) continue;
    found = search(root);
    if (found.state !== 'gone') break;
  }
  return found;
}

/**
 * A disk may treat two names as one: after `A.png` was renamed to `a.png` on a disk with exact names, its result is still the only one on a
 * disk without. So an orphan that is the same file as the result of another source stays.
 */
function withoutNamesakes(orphans: readonly DoneRecord[], manifest: Manifest, root: string): readonly DoneRecord[] {
  const names = new Set(orphans.map(({ destination }) => destination));
  const folded = (name: string) => fold(name, 'case-and-form');
  const resultsOfOthers = new Map<string, string[]>(orphans.map(({ destination }) => [folded(destination), []]));
  for (const { status, destination } of manifest.latest())
    if (status === 'done' && !names.has(destination)) resultsOfOthers.get(folded(destination))?.push(pathFrom(root, destination));
  return orphans.filter(({ destination }) => {
    const namesakes = resultsOfOthers.get(folded(destination)) ?? [];
    return !namesakes.some((other) => isSameFile(other, pathFrom(root, destination)));
  });
}

/** Whether a result is still the regular file that imgpar wrote, inside the destination and not behind a link. */
function isIntact(record: DoneRecord, root: string): boolean {
  try {
    return isPresent(record, root) && sha256OfFile(pathFrom(root, record.destination)) === record.output.sha256;
  } catch {
    // An unreadable file may be anybody's.
    return false;
  }
}

/** The same, as far as it can be told without reading the file. */
function isPresent({ destination, output }: DoneRecord, root: string): boolean {
  const path = pathFrom(root, destination);
  if (!isPlainlyBelow(root, path)) return false;
  const found = look(path);
  return found?.isFile === true && found.size === output.size;
}
