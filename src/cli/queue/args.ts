import { usage } from '../../errors.js';
import { type Options, option } from '../../options/row.js';
import type { RunOptions } from '../../options/run-options.js';
import { limitOptions, workOptions } from '../../options/table.js';
import { milliseconds, onOff, text, whole } from '../../values/kinds.js';
import { type Flags, flagsOf, valuesIn } from '../flags.js';

/** Where a queue is. */
interface Place {
  readonly url: string;
  /** The run that is meant. Default: the only one, or all. */
  readonly run: string | undefined;
}

/** What the command line asks of a queue. */
export type QueueCommand =
  | {
      readonly kind: 'submit';
      readonly place: Place;
      readonly options: RunOptions;
      readonly images: number | undefined;
      readonly follow: boolean;
    }
  | {
      readonly kind: 'work';
      readonly place: Place;
      readonly untilDone: boolean;
      readonly workers: number | undefined;
      readonly maxMemoryBytes: number | undefined;
      readonly lockMs: number | undefined;
      readonly checkMs: number | undefined;
      readonly quiet: boolean;
    }
  | { readonly kind: 'status'; readonly place: Place; readonly form: 'text' | 'json' | 'prometheus'; readonly follow: boolean }
  | { readonly kind: 'control'; readonly place: Place; readonly control: Control };

const controls = ['pause', 'resume', 'cancel', 'retry-failed'] as const;
export type Control = (typeof controls)[number];

const placeOptions = {
  queue: option(text, 'Options', 'URL of the queue: redis://, rediss:// or postgres://', { defaultText: '$IMGPAR_QUEUE' }),
  run: option(text, 'Options', 'The run, as submit names it', { defaultText: 'all; where only one can be meant, the only one' }),
} satisfies Options;

const submitOptions = {
  queue: placeOptions.queue,
  rangeImages: option(whole(1), 'Run', 'Images in each range', { defaultText: 'about what 8 cores do in a minute, fewer at the end' }),
  follow: option(onOff, 'Run', 'Show how far the run is until it has ended'),
} satisfies Options;

const workerOptions = {
  ...placeOptions,
  untilDone: option(onOff, 'Options', 'Leave when nothing is left to do, instead of waiting for more'),
  workers: workOptions.workers,
  maxMemory: option(limitOptions.maxMemoryBytes.kind, 'Options', 'Memory limit for this machine, such as 2GiB or 512M', {
    defaultText: '70 % of what is available',
  }),
  lock: option(milliseconds(1, 3600), 'Options', 'Seconds after which a worker that is not heard of loses its range', {
    defaultText: '60',
  }),
  lockCheck: option(milliseconds(0.5, 600), 'Options', 'Seconds between two looks for such workers', { defaultText: '15' }),
  quiet: option(onOff, 'Options', 'Show failures only'),
} satisfies Options;

const statusOptions = {
  ...placeOptions,
  json: option(onOff, 'Options', 'Print JSON'),
  prometheus: option(onOff, 'Options', 'Print metrics as Prometheus reads them'),
  follow: option(onOff, 'Options', 'Go on until every run has ended'),
} satisfies Options;

/** Flags of `submit` besides those of `equalize`. */
export const submitFlags: Flags = flagsOf(submitOptions);

/** Flags of the other commands. */
export const queueFlags: Readonly<Record<'work' | 'status' | Control, Flags>> = {
  work: flagsOf(workerOptions),
  status: flagsOf(statusOptions),
  pause: flagsOf(placeOptions),
  resume: flagsOf(placeOptions),
  cancel: flagsOf(placeOptions),
  'retry-failed': flagsOf(placeOptions),
};

type Parsed = Readonly<Record<string, unknown>> & { readonly _: ReadonlyArray<string | number> };

/** @throws {ImgparError} `usage` */
export function submitCommand(parsed: Parsed, { sources = [], lists = [], ...options }: RunOptions): QueueCommand {
  const given = [sources, lists].flat().map(String);
  if (given.length !== 1)
    throw usage(`expected one list and an output folder, received ${given.length} lists: imgpar submit <list> <destination>`);
  const { rangeImages, follow = false, queue } = valuesIn(submitOptions, parsed);
  return { kind: 'submit', place: placeOf({ queue }), options: { ...options, sources: [], lists: given }, images: rangeImages, follow };
}

/** @throws {ImgparError} `usage` */
export function queueCommand(name: keyof typeof queueFlags, parsed: Parsed): QueueCommand {
  const [, word] = parsed._;
  if (word !== undefined) throw usage(`imgpar ${name} takes no arguments, received ${JSON.stringify(String(word))}`);
  if (name === 'work') {
    const {
      untilDone = false,
      workers,
      maxMemory: maxMemoryBytes,
      lock,
      lockCheck,
      quiet = false,
      ...place
    } = valuesIn(workerOptions, parsed);
    return { kind: 'work', place: placeOf(place), untilDone, workers, maxMemoryBytes, lockMs: lock, checkMs: lockCheck, quiet };
  }
  if (name === 'status') {
    const { json = false, prometheus = false, follow = false, ...place } = valuesIn(statusOptions, parsed);
    if (json && prometheus) throw usage('--json and --prometheus are two forms of the same; give only one of them');
    return { kind: 'status', place: placeOf(place), form: json ? 'json' : prometheus ? 'prometheus' : 'text', follow };
  }
  return { kind: 'control', place: placeOf(valuesIn(placeOptions, parsed)), control: name };
}

function placeOf({ queue: url = process.env.IMGPAR_QUEUE, run }: { queue?: string | undefined; run?: string | undefined }): Place {
  if (url) return { url, run };
  throw usage('no queue given: name its server with --queue redis://host:6379, or in the environment variable IMGPAR_QUEUE');
}
