import { relative } from 'node:path';
import type { Config, Given, Layer } from '../config/read.js';
import { type Rules, type Settled, settle } from '../config/settle.js';
import { operationOptions } from '../options/table.js';
import { configOptions, equalizeFlags, type Flags, flagsOf, parameterOptions } from './flags.js';

/** What yargs-parser gives. */
export type Parsed = Readonly<Record<string, unknown>> & { readonly _: ReadonlyArray<string | number> };

const { preset: _, ...notConfigurable } = configOptions;

/** The flags that a configuration file may set. */
export const configurableFlags: Flags = Object.fromEntries(
  Object.entries(equalizeFlags).filter(([flag]) => !Object.hasOwn(flagsOf(notConfigurable), flag)),
);

const rules: Rules = {
  opposites: [
    ['backup-dir', 'no-backup'],
    ['manifest', 'no-manifest'],
  ],
  ofMethod: new Set([...Object.keys(flagsOf(parameterOptions)), 'param', 'dialect']),
  defaultMethod: operationOptions.method.default,
};

/** The settings of a command: its flags over the configuration. @throws {ImgparError} `usage`, for a preset that there is not */
export function settingsOf(parsed: Parsed, config: Config | undefined, job?: Layer): Settled {
  return settle(flagsGiven(parsed), config, job, rules);
}

function flagsGiven(parsed: Parsed): Record<string, Given> {
  const given = Object.keys(equalizeFlags).filter((flag) => parsed[flag] !== undefined);
  return Object.fromEntries(given.map((flag) => [flag, givenAs(parsed[flag])]));
}

function givenAs(value: unknown): Given {
  const values = [value].flat();
  const last = values.at(-1);
  return typeof last === 'boolean' ? last : values.map(String);
}

/** The command line that would mean the same without a configuration. */
export function asParsed(parsed: Parsed, settled: Settled): Parsed {
  const [command, ...paths] = parsed._;
  return { ...settled.values, _: [command!, ...(paths.length > 0 ? paths : pathsOf(settled))] };
}

function pathsOf({ sources = [], destination, values }: Settled): readonly string[] {
  const isInPlace = values['in-place'] === true;
  return [...sources, ...(destination === undefined || isInPlace ? [] : [destination])];
}

/** Every option with its value, and where that comes from, in columns. */
export function settingsText(parsed: Parsed, settled: Settled, config: Config | undefined): string {
  const { values, origins } = settled;
  const paths = asParsed(parsed, settled)._.slice(1).map(String);
  const rows = [
    ['paths', paths.join(' ') || 'none', parsed._.length > 1 ? 'command line' : paths.length > 0 ? origins.paths! : 'default'],
    ...Object.entries(configurableFlags).map(([flag, { kind, default: byDefault, defaultText }]) => {
      const value = values[flag];
      const standard = kind.isSwitch ? 'no' : (defaultText ?? (byDefault === undefined ? 'none' : kind.toText(byDefault)));
      if (value === undefined) return [flag, standard, 'default'];
      return [flag, value === true ? 'yes' : value === false ? 'no' : value.join(' '), origins[flag]!];
    }),
  ];
  const widths = [0, 1].map((column) => Math.min(40, Math.max(...rows.map((row) => row[column]!.length))));
  return [
    `configuration: ${config === undefined ? 'none' : relative('', config.path) || config.path}`,
    ...rows.map(([name, value, origin]) => `${name!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${origin}`),
  ].join('\n');
}
