import { asGiven } from '../given-paths.js';
import type { CheckedOptions } from '../options/run-options.js';
import { refuseCollisions } from '../plan/collisions.js';
import { gather, type OnFound } from '../plan/gather.js';
import { noFolder } from '../plan/in-place.js';
import { namesBy } from '../plan/naming.js';
import { givenPaths, type Plan, without } from '../plan/plan.js';
import { resolveSources, withNegations } from '../plan/sources.js';

/**
 * Lists the files of the sources, each once, for reading only.
 *
 * @throws {ImgparError} `usage`, if a source is wrong or nothing is found
 */
export async function planSources(
  { sources: given, lists, select }: CheckedOptions,
  onFound?: OnFound,
  signal?: AbortSignal,
): Promise<Plan> {
  const options = await withNegations({ sources: given, ...select, signal });
  const sources = await resolveSources(options.sources, lists);
  const written = givenPaths(sources);
  const { list, warnings } = await gather(sources, { root: noFolder, format: 'keep' }, options, asGiven(written), onFound);
  const naming = { kind: 'in-place', realPaths: {} } as const;
  const names = namesBy(naming);
  try {
    const results = { root: noFolder, folding: 'exact', pathOf: names.destinationOf, shown: asGiven(written) } as const;
    const superfluous = await refuseCollisions(list, results, signal);
    return {
      list: superfluous.size > 0 ? await without(list, superfluous) : list,
      destinationRoot: noFolder,
      isFile: false,
      sourceRoots: [],
      // Results of other runs are images like any other.
      warnings: warnings.filter(({ code }) => code === 'no-match'),
      given: written,
      format: 'keep',
      naming,
      ...names,
    };
  } catch (error) {
    await list.close();
    throw error;
  }
}
