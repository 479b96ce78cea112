import type { Kind } from '../values/kinds.js';
import type { Shard } from './shard.js';
import type {
  inPlaceOptions,
  limitOptions,
  operationOptions,
  outputOptions,
  placeOptions,
  recordOptions,
  selectOptions,
  sharingOptions,
  workOptions,
} from './table.js';

// The types of the tables: what callers may give, and what it becomes.

type ValueOf<Row> = Row extends { readonly kind: Kind<infer Value, infer _> } ? Value : never;
type GivenFor<Row> = Row extends { readonly kind: Kind<infer _, infer Given> } ? Given : never;

/** The names of options that have a default. */
type Filled<Rows> = { [Name in keyof Rows]: Rows[Name] extends { readonly default: unknown } ? Name : never }[keyof Rows];

type Present<Rows, Names extends keyof Rows> = { readonly [Name in Names]: ValueOf<Rows[Name]> };
type Absent<Rows, Names extends keyof Rows> = { readonly [Name in Names]?: ValueOf<Rows[Name]> };

/** Options with the defaults filled in. */
export type Values<Rows> = Present<Rows, Filled<Rows>> & Absent<Rows, Exclude<keyof Rows, Filled<Rows>>>;

/** Options as callers give them: any of them, each with a value that its kind accepts. */
type Given<Rows> = { readonly [Name in keyof Rows]?: GivenFor<Rows[Name]> };

/** Which of the files found are taken. */
export interface SelectOptions extends Given<typeof selectOptions> {}
/** What is done to the pixels of every image. */
export interface OperationOptions extends Values<typeof operationOptions> {}
/** What images share with each other. */
export interface SharingOptions extends Values<typeof sharingOptions> {}
/** How results are encoded and written. */
export interface OutputOptions extends Values<typeof outputOptions> {}
/** What is kept from run to run, and how it is used. */
export interface RecordOptions extends Values<typeof recordOptions> {}
/** How much a run may use, and how it handles failures. */
export interface LimitOptions extends Values<typeof limitOptions> {
  readonly maxMemoryBytes: number;
}
/** How results replace their sources. */
export interface InPlaceOptions extends Values<typeof inPlaceOptions> {
  readonly backupDir: string | false;
}

/** What a run is to do. Only `sources` and `destination`, or `inPlace`, are required. */
export interface RunOptions extends Given<typeof placeOptions>, Given<typeof workOptions> {
  readonly sources: NonNullable<Given<typeof placeOptions>['sources']>;
  /** Each result replaces its source; then there is no destination. */
  readonly inPlace?: Given<typeof inPlaceOptions> & { readonly backupDir: string | URL | false };
  /**
   * Which of the files found are taken. A pattern without a slash matches the name of a file in any folder; any other matches a path
   * relative to the source or to the current folder.
   */
  readonly select?: SelectOptions;
  /** What is done to the pixels of every image. */
  readonly operation?: Given<typeof operationOptions>;
  /** What images share with each other. */
  readonly sharing?: Given<typeof sharingOptions>;
  /** How results are encoded and written. */
  readonly output?: Given<typeof outputOptions>;
  /** What is kept from run to run, and how it is used. */
  readonly record?: Given<typeof recordOptions>;
  /** How much the run may use, and how it handles failures. */
  readonly limits?: Given<typeof limitOptions>;
}

/** The options of a run, complete and checked. */
export interface CheckedOptions extends Values<typeof workOptions> {
  readonly sources: readonly string[];
  readonly lists: readonly string[];
  /** Empty if in place. */
  readonly destination: string;
  readonly shard: Shard | undefined;
  readonly workers: number;
  readonly inPlace: InPlaceOptions | undefined;
  readonly select: Values<typeof selectOptions>;
  readonly operation: OperationOptions;
  readonly sharing: SharingOptions;
  readonly output: OutputOptions;
  readonly record: RecordOptions;
  readonly limits: LimitOptions;
}
