import { resolve } from 'node:path';
import { usage } from '../errors.js';
import { decisionsOf, fingerprintOf } from '../history/fingerprint.js';
import { machineFor } from '../history/machine.js';
import type { ByteList } from '../lists/byte-list.js';
import { checkOptions } from '../options/resolve.js';
import type { CheckedOptions, RunOptions } from '../options/run-options.js';
import { jobName } from '../parts/job-name.js';
import type { QueuedRun, RunDescription } from './queue-server.js';

/** What decides the bytes of results and what becomes of images; what a machine may use is its own affair. */
type SharedOptions = Omit<RunOptions, 'sources' | 'lists' | 'workers'>;

/**
 * Describes a run to the workers.
 *
 * @throws {ImgparError} `usage`, for options that several machines cannot follow
 */
export async function describeRun(given: RunOptions, list: ByteList, ranges: number): Promise<RunDescription> {
  const checked = checkOptions({ ...given, sources: [], lists: [list.path] });
  refuseImpossible(checked);
  const fingerprint = fingerprintOf(decisionsOf(checked));
  return {
    run: jobName(fingerprint, { kind: 'list', identity: list.identity }),
    list: list.path,
    identity: list.identity,
    base: resolve('.'),
    destination: resolve(checked.destination),
    options: sharedOptions(checked),
    fingerprint,
    versions: (await machineFor(checked)).codecs,
    listBytes: list.sizeBytes,
    ranges,
    submittedAt: Date.now(),
  };
}

function refuseImpossible({ inPlace, record, sharing }: CheckedOptions): void {
  if (inPlace) throw usage('several machines cannot replace sources in place; choose an output folder');
  if (record.prune) throw usage('prune needs all sources of a run, and a queue hands out parts of them; prune after imgpar merge');
  if (typeof record.manifest === 'string')
    throw usage('manifest is not possible with a queue: every range has a record of its own below the output folder');
  if (sharing.scope !== 'image')
    throw usage(
      `scope ${sharing.scope} needs the sums over all images first, and a queue hands out parts of them; use shards with --statistics-only`,
    );
}

/** Paths in them are absolute, as the checks leave them. */
function sharedOptions({ select, operation, sharing, output, record, limits, timeoutMs }: CheckedOptions): SharedOptions {
  const { maxMemoryBytes: _, ...others } = limits;
  const { force, checksum } = record;
  return { select, operation, sharing, output, record: { force, checksum }, limits: others, timeoutMs };
}

/** How the results of this machine would differ from those of the one that submitted the run, and what to do; undefined if they would not. */
export async function differenceFrom(run: QueuedRun, options: CheckedOptions): Promise<string | undefined> {
  const here = (await machineFor(options)).codecs;
  for (const [name, version] of Object.entries(run.versions)) {
    if (here[name] === version) continue;
    const what = `this machine has ${name} ${here[name] ?? 'not at all'}, but the run was submitted with ${version}`;
    const cure =
      name === 'jpeg'
        ? 'imgpar doctor shows why one of them uses sharp for JPEG; or submit with --codec sharp'
        : 'install the same version, or submit the run again with this one';
    return `${what}, so results would differ; ${cure}`;
  }
  if (fingerprintOf(decisionsOf(options)) === run.fingerprint) return undefined;
  return 'a file that the options name has other content on this machine than where the run was submitted; copy it here';
}
