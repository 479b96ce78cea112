import { usage } from '../errors.js';
import { nearest } from '../values/nearest.js';
import type { Config, Given, Layer } from './read.js';

/** What the layers of a run set together, and which of them set it; `paths` are sources and destination. */
export interface Settled {
  readonly values: Readonly<Record<string, Given>>;
  readonly origins: Readonly<Record<string, string>>;
  readonly sources?: readonly string[];
  readonly destination?: string;
}

/** How the flags of the command line, which win, are called as an origin. */
const commandLine = 'command line';

/**
 * One run's settings: flags win, then the presets that they name, the job with its presets, and what applies to every run.
 *
 * @param flags what the command line gives
 * @throws {ImgparError} `usage`, if there is no such preset
 */
export function settle(flags: Readonly<Record<string, Given>>, config: Config | undefined, job: Layer | undefined, rules: Rules): Settled {
  const layers = [
    ...layersOf(config?.shared, config),
    ...layersOf(job, config),
    ...layersOf({ origin: commandLine, values: flags }, config),
  ];
  return layers.reduce((settled, layer) => over(settled, layer, rules), { values: {}, origins: {} } as Settled);
}

/** A layer above the presets that it names, lowest first. */
function layersOf(layer: Layer | undefined, config: Config | undefined): readonly Layer[] {
  if (layer === undefined) return [];
  const names = layer.values.preset;
  return [...(Array.isArray(names) ? names : []).map((name: string) => presetNamed(name, config)), layer];
}

function presetNamed(name: string, config: Config | undefined): Layer {
  if (config === undefined)
    throw usage(`there is no preset ${JSON.stringify(name)}: no configuration file was found; imgpar init writes one`);
  const preset = config.presets.get(name);
  if (preset) return preset;
  throw usage(`there is no preset ${JSON.stringify(name)} in ${config.path}, ${oneOf(name, [...config.presets.keys()])}`);
}

/** What a misspelt name may have meant, or all names that there are. */
export function oneOf(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined
    ? `expected ${names.length > 0 ? `one of: ${names.join(', ')}` : 'none, as it has none'}`
    : `did you mean ${meant}?`;
}

/** What one setting means for others below it. */
export interface Rules {
  /** Flags of which the upper one ends the lower one. */
  readonly opposites: ReadonlyArray<readonly [string, string]>;
  /** Flags that belong to a method, and end when another is chosen above them. */
  readonly ofMethod: ReadonlySet<string>;
  /** The method if none is set. */
  readonly defaultMethod: string;
}

function over(below: Settled, { values, origin, sources, destination }: Layer, { opposites, ofMethod, defaultMethod }: Rules): Settled {
  const isOtherMethod = values.method !== undefined && String(values.method) !== String(below.values.method ?? defaultMethod);
  const ends = (flag: string) =>
    opposites.some(
      (pair) => pair.includes(flag) && pair.some((each) => each !== flag && values[each] !== undefined && values[each] !== false),
    ) ||
    (isOtherMethod && ofMethod.has(flag));
  const kept = Object.entries(below.values).filter(([flag]) => !ends(flag));
  return {
    values: { ...Object.fromEntries(kept), ...values },
    origins: {
      ...below.origins,
      ...Object.fromEntries(Object.keys(values).map((flag) => [flag, origin])),
      ...((sources ?? destination) !== undefined && { paths: origin }),
    },
    ...((sources ?? below.sources) && { sources: (sources ?? below.sources)! }),
    ...((destination ?? below.destination) !== undefined && { destination: (destination ?? below.destination)! }),
  };
}
