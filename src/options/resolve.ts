import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ImgparError } from '../errors.js';
import { usableCores } from '../parallel/cores.js';
import { usableMemoryBytes } from '../parallel/memory-limit.js';
import type { Method } from '../pixels/methods/method.js';
import { methodNamed, readParams } from '../pixels/methods/methods.js';
import { type Operation, resolveOperation } from '../pixels/operation.js';
import { mebibytes, unexpected } from '../values/wording.js';
import { leastMemoryBytes, workersWithin } from './memory-shares.js';
import { isModulePath } from './method-path.js';
import { readRunOptions } from './read-options.js';
import type { Options } from './row.js';
import type {
  CheckedOptions,
  LimitOptions,
  OperationOptions,
  OutputOptions,
  RecordOptions,
  RunOptions,
  SharingOptions,
  Values,
} from './run-options.js';
import { shardOf } from './shard.js';
import {
  inPlaceOptions,
  limitOptions,
  operationOptions,
  outputOptions,
  recordOptions,
  selectOptions,
  sharingOptions,
  workOptions,
} from './table.js';

/**
 * Fills in the defaults and checks every value. Reads nothing from the disk, except whether the files that options name exist.
 *
 * @throws {ImgparError} `usage`, naming the option, the value received and the values expected
 */
export function checkOptions(options: RunOptions): CheckedOptions {
  const given = readRunOptions(options, 'options');
  const { sources = [], lists = [], destination = '', workers = usableCores(), timeoutMs = workOptions.timeoutMs.default } = given;
  const checked: CheckedOptions = {
    sources,
    lists,
    destination,
    shard: given.shard === undefined ? undefined : shardOf(given.shard, process.env),
    inPlace: given.inPlace && { ...filled(inPlaceOptions, given.inPlace), backupDir: given.inPlace.backupDir },
    select: filled(selectOptions, given.select),
    operation: checkOperation(given.operation),
    sharing: checkSharing(given.sharing),
    output: checkOutput(given.output),
    record: checkRecord(given.record),
    limits: checkLimits(given.limits),
    ...filled(workOptions, { timeoutMs }),
    workers,
  };
  if (sources.length + lists.length === 0)
    throw new ImgparError('usage', 'no source given, expected at least one folder, file or glob pattern');
  if (checked.inPlace) requireInPlacePossible(checked);
  else if (given.destination === undefined) throw new ImgparError('usage', 'no destination given, expected an output folder');
  else if (destination === '') throw new ImgparError('usage', 'the destination is empty, expected an output folder');
  if (checked.shard) requireShardPossible(checked);
  else if (checked.sharing.statisticsOnly)
    throw new ImgparError('usage', 'statisticsOnly counts the images of one shard, so it needs shard; alone, a run counts and equalises');
  requireAllowed(workOptions, { workers });
  requireOneTable(checked);
  return { ...checked, workers: workersWithin(checked.limits.maxMemoryBytes, workers) };
}

/** The options of a table, with defaults for those not given. @throws {ImgparError} `usage` */
function filled<Rows extends Options>(rows: Rows, given: Partial<Values<Rows>> = {}): Values<Rows> {
  const defaults = Object.entries(rows).filter(([, row]) => row.default !== undefined);
  const values = { ...Object.fromEntries(defaults.map(([name, row]) => [name, row.default])), ...given };
  requireAllowed(rows, values);
  // Everything with a default is present.
  return values as Values<Rows>;
}

/** @throws {ImgparError} `usage`, for a value that its option cannot have */
function requireAllowed(rows: Options, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    const kind = rows[name]?.kind;
    if (value !== undefined && kind && !kind.allows(value)) throw unexpected(name, value, kind.expected);
  }
}

/** @throws {ImgparError} `usage` */
export function checkOperation(given: Partial<OperationOptions> = {}): OperationOptions {
  const operation = filled(operationOptions, given);
  const reference = operation.reference === undefined ? {} : { reference: presentFile('reference', operation.reference) };
  if (isModulePath(operation.method)) return { ...operation, ...reference, method: presentFile('method', operation.method) };
  resolveOperation(asKnownToPixels(operation));
  const params = operation.params && { params: readParams(methodNamed(operation.method), operation.params) };
  return { ...operation, ...reference, ...params };
}

/** The operation in the form of `pixels/`. The worker fills in the histograms of a reference; until then a dummy takes their place. */
function asKnownToPixels({ reference, params, ...operation }: OperationOptions): Operation {
  const isModel = reference !== undefined && Object.hasOwn(methodNamed(operation.method).defaults, 'reference');
  return { ...operation, params: { ...params, ...(isModel && { reference: [new Uint32Array(256).fill(1)] }) } };
}

function checkSharing(given: Partial<SharingOptions> = {}): SharingOptions {
  const sharing = filled(sharingOptions, given);
  if (sharing.saveStats !== undefined && sharing.scope !== 'set') {
    throw new ImgparError('usage', `saveStats needs the scope "set", but scope is ${JSON.stringify(sharing.scope)}`);
  }
  if (sharing.statisticsOnly && sharing.scope === 'image')
    throw new ImgparError('usage', 'statisticsOnly needs the scope "folder" or "set": with "image", every image has its own table');
  if (sharing.maskDir === undefined) return sharing;
  const maskDir = resolve(sharing.maskDir);
  if (!statSync(maskDir, { throwIfNoEntry: false })?.isDirectory()) throw unexpected('maskDir', sharing.maskDir, 'a folder that exists');
  return { ...sharing, maskDir };
}

/** @throws {ImgparError} `usage` */
export function checkOutput(given: Partial<OutputOptions> = {}): OutputOptions {
  const { dropGainMap, gainMap, ...output } = filled(outputOptions, given);
  if (dropGainMap && gainMap === 'recompute')
    throw new ImgparError('usage', 'a gain map cannot be both dropped (dropGainMap) and recomputed (gainMap "recompute")');
  // Both ways to say `drop` are one, also in the fingerprints of results.
  const isDropped = dropGainMap || gainMap === 'drop';
  return { ...output, dropGainMap: isDropped, gainMap: isDropped ? 'refuse' : gainMap };
}

/** The default memory limit as a share of the memory available: the rest is for the system, its file cache and other programs. */
const memoryShare = 0.7;

/** @throws {ImgparError} `usage` */
export function checkLimits(given: Partial<LimitOptions> = {}): LimitOptions {
  const least = leastMemoryBytes(1);
  const { maxMemoryBytes = Math.max(least, Math.floor(memoryShare * usableMemoryBytes())) } = given;
  const limits = { ...filled(limitOptions, given), maxMemoryBytes };
  if (!(maxMemoryBytes >= least))
    throw unexpected('maxMemoryBytes', maxMemoryBytes, `at least ${least} (${mebibytes(least)}), which one worker needs`);
  return limits.quarantine === undefined ? limits : { ...limits, quarantine: resolve(limits.quarantine) };
}

/**
 * Refuses options that do not work in place: a later run must find what this one did, and a result under another name would not be in
 * place.
 */
function requireInPlacePossible({ inPlace, lists, destination, sharing, output, record }: CheckedOptions): void {
  const contradiction = [
    destination !== '' && 'a destination',
    lists.length > 0 && 'a list',
    output.format !== 'keep' && `format ${output.format}`,
    !output.overwrite && 'overwrite: no',
    output.copyOthers && 'copyOthers',
    record.manifest === false && 'no manifest',
    record.prune && 'prune',
    sharing.scope !== 'image' && `scope ${sharing.scope}`,
  ].find((found) => found !== false);
  if (contradiction) throw new ImgparError('usage', `in place, each result replaces its source, so ${contradiction} is not possible`);
  if (inPlace?.backupDir === '') throw new ImgparError('usage', 'backupDir is empty, expected a folder');
}

/** Refuses options that need all of a job at once, or a record that all of its shards would write to. */
function requireShardPossible({ inPlace, sources, lists, record, sharing }: CheckedOptions): void {
  const contradiction = [
    inPlace && 'in place, which needs one record that all shards would write to',
    record.prune && 'prune, which needs the names of all sources',
    record.manifest === false && 'no manifest, as merge needs the records of all shards',
    typeof record.manifest === 'string' && 'another manifest, as each shard has its own record below the output folder',
    sharing.saveStats !== undefined && 'saveStats, as a shard does not know all images; merge adds up what all of them count',
    lists.length > 1 && 'several lists, as a shard is a range of one',
    lists.length > 0 && sources.length > 0 && 'a list together with other sources',
  ].find((found) => typeof found === 'string');
  if (contradiction) throw new ImgparError('usage', `shard is not possible with ${contradiction}`);
}

function checkRecord(given: Partial<RecordOptions> = {}): RecordOptions {
  const record = filled(recordOptions, { ...given, prune: given.prune === true || given.pruneAny === true });
  const { manifest, force, retryFailed } = record;
  if (manifest === '') throw new ImgparError('usage', 'manifest is empty, expected a file');
  if (force && retryFailed)
    throw new ImgparError('usage', 'force redoes every image, retryFailed only those that failed; give only one of them');
  const dependent = (['retryFailed', 'checksum', 'prune'] as const).find((option) => record[option]);
  if (manifest === false && dependent) throw new ImgparError('usage', `${dependent} needs a manifest, but the manifest is switched off`);
  return typeof manifest === 'string' ? { ...record, manifest: resolve(manifest) } : record;
}

/**
 * Refuses to share a table where the method has none, or where the statistics of each frame count separately.
 *
 * @param kind of the method; undefined for a user's own method that is not loaded yet
 */
export function requireOneTable({ operation, sharing }: CheckedOptions, kind = kindOf(operation)): void {
  const shared = sharing.scope !== 'image' ? `scope ${sharing.scope}` : operation.frames === 'together' ? 'frames together' : undefined;
  if (!shared) return;
  if (kind === 'plane') {
    throw new ImgparError(
      'usage',
      `method '${operation.method}' depends on where a pixel lies, so images cannot share a table: ${shared} is not possible`,
    );
  }
  if (sharing.scope !== 'image' && operation.reference !== undefined && operation.method !== 'match') {
    throw new ImgparError(
      'usage',
      `scope ${sharing.scope} measures the images, but reference uses given statistics; give only one of them`,
    );
  }
}

function kindOf({ method }: OperationOptions): Method['kind'] | undefined {
  return isModulePath(method) ? undefined : methodNamed(method).kind;
}

/** The absolute path of a file, which must exist. */
function presentFile(option: string, path: string): string {
  const absolute = resolve(path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isFile()) return absolute;
  throw unexpected(option, path, `a file that exists; looked for ${absolute}`);
}
