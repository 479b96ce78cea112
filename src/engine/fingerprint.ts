import { readFileSync } from 'node:fs';
import { type FormatTable, formats } from '../codec/formats.js';
import { sharpVersion } from '../codec/sharp/version.js';
import { settledOperation } from '../pixels/equalize.js';
import type { Versions } from '../record/manifest.js';
import { sha256 } from '../storage/hash.js';
import { version } from '../version.js';
import type { CheckedOptions, OperationOptions } from './options.js';
import { isModulePath } from './plugin.js';

/**
 * Everything that decides the bytes of results, besides the images: versions, operation, encoding. Files that options name stand for
 * their content, not for their place, so it is the same on every machine. What is said counts as much as what is left to a default.
 *
 * Which codec `auto` comes to is not part of it: a run that goes on where there is no libjpeg-turbo does what is left, and nothing
 * anew. Each record says who made the result.
 */
export function decisionsOf({ operation, sharing, output }: CheckedOptions): Decisions {
  const { overwrite: _, durable: __, ...encoding } = output;
  const { reference, frames, autoOrient } = operation;
  return {
    versions: { imgpar: version, sharp: sharpVersion() },
    operation: {
      ...pixelsOf(operation),
      frames,
      autoOrient,
      ...(reference !== undefined && { reference: contentOf(reference) }),
    },
    sharing: { scope: sharing.scope, masks: sharing.maskDir !== undefined },
    encoding,
  };
}

/** A user's own method is not loaded here, so what is left to its defaults stays open. */
function pixelsOf({ reference: _, frames: __, autoOrient: ___, ...operation }: OperationOptions): object {
  const { method } = operation;
  if (!isModulePath(method)) return { method, ...settledOperation(operation) };
  const { dialect, params = {}, strength = 1, applyInside = false, ...rest } = operation;
  const on = operation.on ?? (dialect === undefined && params.dialect === undefined ? 'luma' : 'open');
  return { ...rest, dialect, params, on, strength, applyInside, method: `module ${contentOf(method)}` };
}

export interface Decisions {
  readonly versions: Versions;
  readonly operation: object;
  readonly sharing: object;
  readonly encoding: Omit<CheckedOptions['output'], 'overwrite' | 'durable'>;
}

/**
 * Names the decisions: the same fingerprint and source give the same file, where the same versions and the same codec are at hand. Versions
 * are left out, as a new one is no reason to do everything again; headers of the manifest tell them. An option that comes with a later
 * version is left out while it has its default, or results of earlier versions would not be recognised.
 */
export function fingerprintOf({ versions: _, ...decisions }: Decisions): string {
  return hashOf(decisions);
}

/** What results of a format are to be made with; so another quality of JPEG says nothing of PNG. */
export interface Fingerprints {
  /** @param statisticsHash names the statistics that the image shares with others, if it does */
  of(format: string, statisticsHash?: string): string;
  /** Whether a fingerprint names the same; version 0.1.0 named the versions as well. */
  isCurrent(fingerprint: string, format: string, statisticsHash?: string): boolean;
}

/** @param formerVersions those that have made results with fingerprints of version 0.1.0 */
export function fingerprintsOf({ versions: _, ...decisions }: Decisions, formerVersions: readonly Versions[] = []): Fingerprints {
  const of = remembered((format, statisticsHash) => [hashOf([concerning(format, decisions), statisticsHash])]);
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
  const known: FormatTable = formats;
  const ignored: readonly string[] = known[format]?.ignores ?? [];
  const encoding = Object.entries(decisions.encoding).filter(([option]) => !ignored.includes(option));
  return { ...decisions, encoding: Object.fromEntries(encoding) };
}

/** The same for objects that differ in the order of their fields only. */
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
