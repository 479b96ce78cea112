import { readFileSync } from 'node:fs';
import { formats, type ImageFormat } from '../codec/formats.js';
import { sharpVersion } from '../codec/sharp/version.js';
import { isModulePath } from '../options/method-path.js';
import type { Options } from '../options/row.js';
import type { CheckedOptions, OperationOptions } from '../options/run-options.js';
import { operationOptions, outputOptions, sharingOptions } from '../options/table.js';
import { settledOperation } from '../pixels/operation.js';
import type { Versions } from '../record/run-header.js';
import { sha256 } from '../storage/hash.js';
import { version } from '../version.js';

/**
 * Everything besides the images that decides the bytes of results: versions, operation, encoding. Files named in options stand for their
 * content, not their place, so this is the same on every machine. A value given explicitly counts the same as a default.
 *
 * The codec that `auto` chooses is not part of it: a run that continues where imgpar's own coder of JPEG does not work does what is left,
 * and repeats nothing. Each record names the codec.
 */
export function decisionsOf({ operation, sharing, output }: CheckedOptions): Decisions {
  return {
    versions: { imgpar: version, sharp: sharpVersion() },
    operation: { ...settled(operation), ...decisive(operationOptions, operation) },
    // Each image's own mask is in its record.
    sharing: { ...decisive(sharingOptions, sharing), masks: sharing.maskDir !== undefined },
    encoding: decisive(outputOptions, output),
  };
}

/** The options of a table that decide bytes by themselves. */
function decisive(rows: Options, values: object): object {
  const entries = Object.entries(values).map(([name, value]) => {
    const bytes = value === undefined ? undefined : rows[name]?.bytes;
    if (bytes === 'content') return [name, contentOf(String(value))];
    const enters = bytes === 'value' || (bytes === 'given' && value !== rows[name]?.default);
    return enters ? [name, value] : [];
  });
  return Object.fromEntries(entries.filter(({ length }) => length > 0));
}

/** What is left to the defaults of a user's own method stays open, as the method is not loaded here. */
function settled({ reference: _, ...operation }: OperationOptions): object {
  const { method, dialect, params = {} } = operation;
  if (!isModulePath(method)) return { method, ...settledOperation(operation) };
  const on = operation.on ?? (dialect === undefined && params.dialect === undefined ? 'luma' : 'open');
  return { ...operation, params, on, method: `module ${contentOf(method)}` };
}

export interface Decisions {
  readonly versions: Versions;
  readonly operation: object;
  readonly sharing: object;
  readonly encoding: object;
}

/**
 * A name for the decisions: the same fingerprint and source give the same file with the same versions and codec. Versions are left out, as
 * a new version is no reason to redo everything; headers of the manifest record them. An option added in a later version is left out at its
 * default, or results of earlier versions would not be recognised.
 */
export function fingerprintOf({ versions: _, ...decisions }: Decisions): string {
  return hashOf(decisions);
}

/** The fingerprints by format, so that another JPEG quality does not affect PNG. */
export interface Fingerprints {
  /** @param statisticsHash identifies the statistics that the image shares with others, if any */
  of(format: string, statisticsHash?: string): string;
  /** Whether a fingerprint means the same; version 0.1.0 included the versions. */
  isCurrent(fingerprint: string, format: string, statisticsHash?: string): boolean;
}

/** @param formerVersions those that made results with fingerprints of version 0.1.0 */
export function fingerprintsOf({ versions: _, ...decisions }: Decisions, formerVersions: readonly Versions[] = []): Fingerprints {
  // No option decides the bytes of a copy.
  const of = remembered((format, statisticsHash) =>
    format === 'other' ? ['copied'] : [hashOf([concerning(format, decisions), statisticsHash])],
  );
  const former = remembered((format, statisticsHash) =>
    formerVersions.map((versions) => hashOf([concerning(format, { versions, ...decisions }), statisticsHash])),
  );
  return {
    of: (format, statisticsHash = '') => of(format, statisticsHash)[0]!,
    isCurrent: (fingerprint, format, statisticsHash = '') =>
      of(format, statisticsHash)[0] === fingerprint || former(format, statisticsHash).includes(fingerprint),
  };
}

type Ask = (format: string, statisticsHash: string) => readonly string[];

function remembered(ask: Ask): Ask {
  const known = new Map<string, readonly string[]>();
  return (format, statisticsHash) => {
    const key = `${format} ${statisticsHash}`;
    const answer = known.get(key) ?? ask(format, statisticsHash);
    if (known.size >= maxKnown) known.clear();
    known.set(key, answer);
    return answer;
  };
}

const maxKnown = 1000;

function concerning(format: string, decisions: Omit<Decisions, 'versions'> & { readonly versions?: Versions }): object {
  const ignored: readonly string[] = format in formats ? formats[format as ImageFormat].ignores : [];
  const encoding = Object.entries(decisions.encoding).filter(([name]) => !ignored.includes(name));
  return { ...decisions, encoding: Object.fromEntries(encoding) };
}

/** The same for objects that differ only in the order of their fields. */
function hashOf(value: object): string {
  const sorted = (_: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  return sha256(JSON.stringify(value, sorted)).slice(0, 32);
}

function contentOf(path: string): string {
  return sha256(readFileSync(path));
}
