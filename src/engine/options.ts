import { createHash } from 'node:crypto';
import { type ImageFormat, imageFormats } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
import { usableCores } from '../parallel/cores.js';
import type { Operation } from '../pixels/equalize.js';
import { methodNamed } from '../pixels/methods.js';
import { type ColourMode, colourModes } from '../pixels/picture.js';
import { version } from '../version.js';

/** What a run is to do. Only `sources` and `destination` are needed. */
export interface RunOptions {
  /** Folders (read recursively), files and glob patterns, mixed. */
  readonly sources: readonly string[];
  /** A folder in which the tree below each source is mirrored; or a file name, if the only source is a file. */
  readonly destination: string;
  readonly select?: SelectOptions;
  readonly operation?: Partial<Operation>;
  readonly output?: Partial<OutputOptions>;
  /** Images worked on at the same time, 1..1024. Default: the cores that this process may use. */
  readonly workers?: number;
}

/** Which of the files found are taken. A pattern without a slash matches the file's name in any folder. */
export interface SelectOptions {
  /** Only files that match one of these patterns. Default: all. */
  readonly include?: readonly string[];
  /** No file that matches one of these patterns. Default: none. */
  readonly exclude?: readonly string[];
  /** Files and folders whose name begins with a dot as well. Default: false. */
  readonly hidden?: boolean;
}

export interface OutputOptions {
  /** The format of the results; `keep` writes the format that was read. Default: `keep`. */
  readonly format: 'keep' | ImageFormat;
  /** 1..100, of lossy formats. Default: 90. */
  readonly quality: number;
  /** Whether a destination that exists is replaced; if not, its source is skipped. Default: true. */
  readonly overwrite: boolean;
}

export const defaultOperation: Operation = { method: 'he', on: 'luma' };
export const defaultOutput: OutputOptions = { format: 'keep', quality: 90, overwrite: true };
export const maxWorkers = 1024;

/** The options of a run, complete and checked. */
export interface CheckedOptions {
  readonly sources: readonly string[];
  readonly destination: string;
  readonly select: SelectOptions;
  readonly operation: Operation;
  readonly output: OutputOptions;
  readonly workers: number;
}

/**
 * Fills in the defaults and checks every value.
 *
 * @throws {ImgparError} `usage`, naming the option, the value received and the values expected
 */
export function checkOptions(options: RunOptions): CheckedOptions {
  const checked: CheckedOptions = {
    sources: options.sources,
    destination: options.destination,
    select: options.select ?? {},
    operation: checkOperation(options.operation),
    output: checkOutput(options.output),
    workers: options.workers ?? usableCores(),
  };
  if (checked.sources.length === 0) throw new ImgparError('usage', 'no source given, expected at least one folder, file or pattern');
  if (checked.destination === '') throw new ImgparError('usage', 'the destination is empty, expected the name of a folder');
  requireWhole('workers', checked.workers, 1, maxWorkers);
  return checked;
}

/** @throws {ImgparError} `usage` */
export function checkOperation(given: Partial<Operation> | undefined): Operation {
  const operation = { ...defaultOperation, ...given };
  methodNamed(operation.method);
  requireOneOf('on', operation.on, colourModes satisfies readonly ColourMode[]);
  return operation;
}

/** @throws {ImgparError} `usage` */
export function checkOutput(given: Partial<OutputOptions> | undefined): OutputOptions {
  const output = { ...defaultOutput, ...given };
  requireOneOf('format', output.format, ['keep', ...imageFormats]);
  requireWhole('quality', output.quality, 1, 100);
  return output;
}

/** Names everything that decides the bytes of a result: the same fingerprint and source give the same file. */
export function fingerprintOf({ operation, output }: CheckedOptions): string {
  const { overwrite: _, ...encoding } = output;
  return createHash('sha256').update(JSON.stringify({ version, operation, encoding })).digest('hex').slice(0, 32);
}

function requireOneOf(option: string, value: string, expected: readonly string[]): void {
  if (!expected.includes(value))
    throw new ImgparError('usage', `${option} is ${JSON.stringify(value)}, expected one of: ${expected.join(', ')}`);
}

function requireWhole(option: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ImgparError('usage', `${option} is ${value}, expected a whole number from ${min} to ${max}`);
  }
}
