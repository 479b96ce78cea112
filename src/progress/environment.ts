import type { ProgressOptions } from './options.js';

type Value = string | number | boolean | null;

/** Options that the environment may set, and how their texts are read. */
const readers: Readonly<Record<string, (text: string) => Value | undefined>> = {
  desc: text,
  unit: text,
  colour: text,
  barFormat: text,
  postfix: text,
  total: number,
  initial: number,
  position: number,
  ncols: number,
  nrows: number,
  mininterval: number,
  maxinterval: number,
  miniters: number,
  smoothing: number,
  delay: number,
  unitDivisor: number,
  leave: boolean,
  disable: boolean,
  unitScale: (given) => number(given) ?? boolean(given),
  ascii: (given) => boolean(given) ?? given,
};

function text(given: string): string {
  return given;
}

function number(given: string): number | undefined {
  const value = Number(given);
  return given.trim() === '' || Number.isNaN(value) ? undefined : value;
}

function boolean(given: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(given)) return true;
  return /^(0|false|no|off)?$/i.test(given) ? false : undefined;
}

/**
 * Options from the environment: `IMGPAR_PROGRESS_MININTERVAL=1`, and `TQDM_MININTERVAL=1` as for tqdm, with lower priority. Names are those
 * of the options in capitals, with or without `_` between words. Ignores unknown options and invalid values.
 */
export function optionsFrom(env: Readonly<Record<string, string | undefined>> = variables()): ProgressOptions {
  const options: Record<string, Value> = {};
  for (const prefix of ['TQDM_', 'IMGPAR_PROGRESS_']) {
    for (const [name, given] of Object.entries(env)) {
      if (given === undefined || !name.startsWith(prefix)) continue;
      const plain = name.slice(prefix.length).replaceAll('_', '').toLowerCase();
      const option = Object.keys(readers).find((each) => each.toLowerCase() === plain);
      const value = option && readers[option]!(given);
      if (option && value !== undefined) options[option] = value as Value;
    }
  }
  return options as ProgressOptions;
}

/** The variables of the environment. Pages have none. */
export function variables(): Readonly<Record<string, string | undefined>> {
  return globalThis.process?.env ?? {};
}
