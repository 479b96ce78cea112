import { usage } from '../../errors.js';
import { statsOptions, tuneOptions, valuesIn } from '../flags.js';
import type { Parsed } from '../settings.js';
import type { StatsRequest } from './stats.js';
import type { TuneRequest } from './tune.js';

// What the command line asks for of what shows images before a run.

export type EyeCommand =
  | { readonly kind: 'stats'; readonly request: StatsRequest }
  | { readonly kind: 'tune'; readonly request: TuneRequest };

/** @throws {ImgparError} `usage` */
export function readStats(parsed: Parsed): EyeCommand {
  const sources = parsed._.slice(1).map(String);
  const { json = false, histograms = false, quiet = false, lists, ...options } = valuesIn(statsOptions, parsed);
  if (sources.length === 0 && !lists) throw usage('expected at least one folder, file or glob pattern: imgpar stats <source..>');
  if (json && histograms) throw usage('--json has the histograms already; --histograms draws them below the rows of the table');
  const { include, exclude, hidden, allowNoMatch, strict, nodata, alpha, bits, range, workers, timeoutMs, ...limits } = options;
  return {
    kind: 'stats',
    request: {
      json,
      histograms,
      quiet,
      options: {
        sources,
        ...given({ lists, workers, timeoutMs }),
        select: given({ include, exclude, hidden, allowNoMatch, strict }),
        operation: given({ nodata, alpha, bits, range }),
        limits,
      },
    },
  };
}

/** @throws {ImgparError} `usage` */
export function readTune(parsed: Parsed): EyeCommand {
  const images = parsed._.slice(1).map(String);
  if (images.length === 0) throw usage('expected at least one image: imgpar tune <image..>');
  return { kind: 'tune', request: { images, html: valuesIn(tuneOptions, parsed).html } };
}

/** The values that are not undefined. */
function given<Values extends object>(values: Values): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  // Only what is undefined is left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>;
  };
}
