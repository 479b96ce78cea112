import { ImgparError } from '../errors.js';
import { ByteList } from '../lists/byte-list.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { OnFound } from '../plan/gather.js';
import { planInPlace } from '../plan/in-place.js';
import { type Plan, plan } from '../plan/plan.js';
import { planRange } from '../shards/plan-range.js';
import { planShard } from '../shards/plan-shard.js';

/** Makes the plan for the options of a run. @throws {ImgparError} `usage` */
export async function planFor(options: CheckedOptions, onFound?: OnFound, signal?: AbortSignal): Promise<Plan> {
  const { sources, lists, destination, inPlace, select, output, record, shard } = options;
  if (inPlace) {
    const manifest = typeof record.manifest === 'string' ? record.manifest : undefined;
    return planInPlace({ sources, backupDir: inPlace.backupDir, manifest, ...select, signal }, onFound);
  }
  const common = { destination, ...select, format: output.format, signal };
  if (!shard) return plan({ sources, lists, ...common }, onFound);
  const [given] = lists;
  const planned = given === undefined ? planShard(shard, { sources, ...common }, onFound) : planShare(given, shard, common, onFound);
  return requireFolder(await planned, destination);
}

async function planShare(
  given: string,
  { index, count }: NonNullable<CheckedOptions['shard']>,
  options: Parameters<typeof planRange>[1],
  onFound: OnFound | undefined,
): Promise<Plan> {
  const list = await ByteList.open(given);
  try {
    const planned = await planRange({ list, range: list.share(index, count) }, options, onFound);
    return list.copiedFrom === 'gzip' || list.copiedFrom === 'zstd' ? { ...planned, warnings: [copyWarning(given)] } : planned;
  } finally {
    list.close();
  }
}

function copyWarning(given: string) {
  const message =
    `the list ${given} is compressed as a whole, so every shard decompresses all of it to a temporary file; ` +
    `imgpar list --gzip --list ${given} OTHER.gz writes one that is read in ranges`;
  return { code: 'list-copied', message } as const;
}

async function requireFolder(planned: Plan, destination: string): Promise<Plan> {
  if (!planned.isFile) return planned;
  await planned.list.close();
  throw new ImgparError('usage', `the destination ${destination} is the name of one result, which cannot be made in shards; give a folder`);
}
