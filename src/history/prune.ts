import { type BigIntStats, lstatSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { RunEvent, Withheld } from '../events.js';
import { fold } from '../plan/case-folding.js';
import type { Plan } from '../plan/plan.js';
import type { DoneRecord } from '../record/image-record.js';
import { Manifest } from '../record/manifest.js';
import { pathFrom } from '../record/recorded-path.js';
import { look } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { reasonOf } from '../storage/reasons.js';
import { isAtOrBelow, type Whereabout, Whereabouts } from '../storage/whereabouts.js';

/** What pruning comes to: results that go, and those that stay although their sources were not found. */
export interface Pruning {
  readonly orphans: readonly DoneRecord[];
  readonly withheld: readonly Withheld[];
}

/** Where more results than this would go, and more than half of all, something else than deleted sources is the likely cause. */
const maxUnasked = 20;

/**
 * Finds the results that a manifest knows whose sources are gone: those below the sources of a plan, and that still hold what imgpar
 * wrote. A source is gone when a folder that was read shows it; where nothing can be seen, the results stay.
 *
 * @param any whether it matters how many there are
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

/** Removes the orphans of a plan, and says so in the manifest. @returns what happens, as it does */
export function* prune(path: string, planned: Plan, any: boolean): Generator<RunEvent> {
  const manifest = Manifest.open(path);
  const unremovable = new WithheldResults();
  try {
    const { orphans, withheld } = pruningOf(manifest, planned, any);
    for (const { destination: recorded, source } of orphans) {
      const destination = pathFrom(planned.destinationRoot, recorded);
      try {
        rmSync(destination);
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

/** Results that stay, counted by the reason; of each the first place that it lies in is named. */
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

/** What is below none of the sources counts as there. What is below several is gone when all of them show it. */
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
 * A disk may take two names for one: when `A.png` was renamed to `a.png` where names are exact, its result is still the only one where
 * they are not. So an orphan that is the same file as the result of another source stays.
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

function isSameFile(path: string, other: string): boolean {
  const [one, two] = [identityOf(path), identityOf(other)];
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}

function identityOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether a result is still the regular file that imgpar wrote, within the destination and not behind a link. */
function isIntact(record: DoneRecord, root: string): boolean {
  try {
    return isPresent(record, root) && sha256OfFile(pathFrom(root, record.destination)) === record.output.sha256;
  } catch {
    // What cannot be read may be anybody's.
    return false;
  }
}

/** The same as far as can be told without reading it. */
function isPresent({ destination, output }: DoneRecord, root: string): boolean {
  const path = pathFrom(root, destination);
  if (!isPlainlyBelow(root, path)) return false;
  const found = look(path);
  return found?.isFile === true && found.size === output.size;
}

/** A manifest may have been written by anybody: what climbs out of the destination, or leads through a link, is not touched. */
function isPlainlyBelow(root: string, path: string): boolean {
  const start = root.endsWith(sep) ? root : root + sep;
  if (!path.startsWith(start)) return false;
  const names = path.slice(start.length).split(sep).slice(0, -1);
  return names.every((_, index) => isPlainFolder(join(root, ...names.slice(0, index + 1))));
}

function isPlainFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
