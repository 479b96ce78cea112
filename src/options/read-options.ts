import { type Group, group, needing, type Reader, type ReadersOf } from '../values/arguments.js';
import type { Options } from './row.js';
import type { CheckedOptions, InPlaceOptions, Values } from './run-options.js';
import {
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

// What callers of the library may pass, according to the tables: each option with a value of its type. `resolve.ts` checks the values.

/** Options of a group in the form that imgpar works with; options that were not given are absent. */
type Some<Rows> = Partial<Values<Rows>>;

const operation = groupOf(operationOptions);

/** @throws {ImgparError} `usage` */
export const readRunOptions = group<
  Some<typeof placeOptions> &
    Some<typeof workOptions> & {
      readonly inPlace: InPlaceOptions;
      readonly select: CheckedOptions['select'];
      readonly operation: Some<typeof operationOptions>;
      readonly sharing: Some<typeof sharingOptions>;
      readonly output: Some<typeof outputOptions>;
      readonly record: Some<typeof recordOptions>;
      readonly limits: Some<typeof limitOptions>;
    }
>({
  ...readersOf(placeOptions),
  inPlace: needing(group<InPlaceOptions>(readersOf(inPlaceOptions)), 'backupDir'),
  select: groupOf(selectOptions),
  operation,
  sharing: groupOf(sharingOptions),
  output: groupOf(outputOptions),
  record: groupOf(recordOptions),
  ...readersOf(workOptions),
  limits: groupOf(limitOptions),
});

const { overwrite: _, preserve: __, copyOthers: ___, durable: ____, ...encodingOptions } = outputOptions;

/** @throws {ImgparError} `usage` */
export const readEqualizeImageOptions = group<{
  readonly operation: Some<typeof operationOptions>;
  readonly output: Some<typeof encodingOptions>;
}>({ operation, output: groupOf(encodingOptions) });

function groupOf<Rows extends Options>(rows: Rows): Group<Values<Rows>> {
  return group<Values<Rows>>(readersOf(rows));
}

function readersOf<Rows extends Options>(rows: Rows): ReadersOf<Values<Rows>> {
  const readers = Object.entries(rows).map(([name, { kind }]): [string, Reader<unknown>] => [name, kind.fromCaller]);
  // Each reads the value of its row.
  return Object.fromEntries(readers) as ReadersOf<Values<Rows>>;
}
