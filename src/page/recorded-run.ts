import { dirname, resolve } from 'node:path';
import { ImgparError } from '../errors.js';
import { fingerprintsOf } from '../history/fingerprint.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import type { OperationOptions, OutputOptions } from '../options/run-options.js';
import { colourModes } from '../pixels/pictures/picture.js';
import { Manifest, manifestIn } from '../record/manifest.js';
import type { RecordedHeader, RunEnding } from '../record/run-header.js';
import { exists, look } from '../storage/file.js';
import { isLivingRun } from '../storage/run-token.js';
import { type Row, rowOf } from './rows.js';

/** What a manifest says of the images in a folder. */
export interface RecordedRun {
  /** Absolute folder that names are below. */
  readonly root: string;
  /** As you wrote it. */
  readonly given: string;
  readonly rows: readonly Row[];
  /** The kept original of an image that was replaced, by its row. */
  readonly originals: ReadonlyMap<number, string>;
  /** By row, what made its result, if that can be repeated. */
  readonly repeats: ReadonlyMap<number, Repeat>;
  /** The last run. */
  readonly last: RecordedHeader | undefined;
  /** How the last run ended, if that is recorded. */
  readonly ending: 'running' | 'killed' | 'unknown' | RunEnding;
  /** How many images were begun more than once, as their worker was lost. */
  readonly triedAgain: number;
  /** The number of broken lines, which are left out. */
  readonly damagedLines: number;
  /** Milliseconds of all workers together, by stage. */
  readonly stages: ReadonlyMap<string, number>;
}

/** What gives the same result again. */
export interface Repeat {
  readonly operation: OperationOptions;
  readonly output: OutputOptions;
}

/**
 * @param given a folder of results, or the manifest in it
 * @throws {ImgparError} `usage`, if there is no manifest, or it cannot be read
 */
export function recordedRun(given: string, manifestPath?: string): RecordedRun {
  const named = resolve(given);
  const isManifest = manifestPath === undefined && look(named, { throughLinks: true })?.isFile === true;
  const root = isManifest ? dirname(named) : named;
  const path = isManifest ? named : manifestPath === undefined ? manifestIn(root) : resolve(manifestPath);
  if (!exists(path)) throw new ImgparError('usage', `cannot tell what was done in ${given}: there is no manifest ${path}`);
  const manifest = Manifest.open(path);
  try {
    const headers = [...manifest.headers()];
    const known = headers.flatMap(({ decides }) => repeatOf(decides));
    const rows: Row[] = [];
    const originals = new Map<number, string>();
    const repeats = new Map<number, Repeat>();
    const stages = new Map<string, number>();
    let triedAgain = 0;
    for (const record of manifest.latest()) {
      const row = rowOf(record);
      if (!row) continue;
      if ('attempts' in record && record.attempts > 1) triedAgain += 1;
      if (record.status === 'done') {
        for (const [stage, milliseconds] of Object.entries(record.timings ?? {}))
          stages.set(stage.replace(/Ms$/, ''), (stages.get(stage.replace(/Ms$/, '')) ?? 0) + milliseconds);
        if (record.backup !== undefined) originals.set(rows.length, record.backup);
        const repeat = known.find(({ prints }) => prints.isCurrent(record.fingerprint, record.format));
        if (repeat && !record.mask) repeats.set(rows.length, repeat);
      }
      rows.push(row);
    }
    const last = headers.at(-1);
    const { damagedLines } = manifest;
    return { root, given, rows, originals, repeats, triedAgain, damagedLines, stages, last, ending: endingOf(last) };
  } finally {
    manifest.close();
  }
}

function endingOf(last: RecordedHeader | undefined): RecordedRun['ending'] {
  if (!last) return 'unknown';
  if (last.ended) return last.ended;
  if (isLivingRun(last.run)) return 'running';
  return last.figures ? 'killed' : 'unknown';
}

/** What a header says was done, if that is all there is to know: modules and references are recorded by their content only. */
function repeatOf(decides: unknown): Array<Repeat & { readonly prints: ReturnType<typeof fingerprintsOf> }> {
  try {
    // Checked below.
    const { operation, sharing, encoding } = decides as Record<'operation' | 'sharing' | 'encoding', Record<string, unknown>>;
    if (sharing.scope !== 'image' || operation.reference !== undefined || String(operation.method).startsWith('module ')) return [];
    const { on, params, ...others } = operation;
    const isMode = colourModes.includes(on as never);
    const { dialect } = params as { dialect?: unknown };
    // Dialects may treat colours in a way that no mode of ours does; then they say so themselves.
    const written = isMode || dialect === undefined ? { ...others, params, ...(isMode && { on }) } : { ...others, params, dialect };
    const checked = checkOperation(written as Partial<OperationOptions>);
    const { damaged } = encoding;
    const output = checkOutput(damaged === undefined ? {} : { damaged: damaged as OutputOptions['damaged'] });
    return [{ operation: checked, output, prints: fingerprintsOf(decides as Parameters<typeof fingerprintsOf>[0]) }];
  } catch {
    // A later version, or somebody else, wrote it.
    return [];
  }
}
