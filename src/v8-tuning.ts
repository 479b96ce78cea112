/**
 * All that we tell V8, in one place, with what it gains. Measured with 2 workers on 2 cores, Node 20.20, CPU time with and without the flag
 * in turn, medians.
 *
 * Flags are set late: Node has compiled its own modules in advance for the flags it starts with, and compiles each again that it loads
 * under others.
 */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The latest version of V8, Node 26's, that is known to have all these flags: one that lacks a flag would say so on stderr. */
const latestMajor = 14;

const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number);

/**
 * For programs that end soon: optimises what has run eight times as often as V8 asks for by itself. With fewer images, V8 optimises most code
 * shortly before it is no longer needed.
 *
 * Gain, CPU time, in the workers: 2,000 JPEGs of 500×375 3.06 s instead of 3.28, 5,000 thumbnails 1.65 instead of 1.88; but 20,000 thumbnails
 * 4.75 instead of 4.42, so it is not set there. In the program beside them: 4 % of 2,000 JPEGs of 500×375. With Node 22 and 24, which
 * optimise late by themselves, 2 % in all.
 */
const optimiseLate = major === 11 && minor < 8 ? '--interrupt-budget=540000' : '--invocation-count-for-turbofan=24000';

/** Images a worker, from which on the workers' code is used for long enough to be optimised as V8 does by itself. */
const briefImages = 4_000;

/**
 * One thread alone looks for young garbage, as helpers of all threads get into each other's way.
 * Gain, CPU time of the program beside the workers: 4 % of 20,000 thumbnails.
 */
const noHelpers = '--no-parallel-scavenge';

/**
 * What short-lived objects are put in does not grow, as buffers outside of it are held for as long.
 * Gain, memory of all processes at the peak, 20,000 thumbnails: 106 MiB instead of 131. Of the workers' process with 50,000: 90 MB instead of
 * 173. CPU time of 20,000: 5 %.
 */
const keepYoungSpaceSmall = '--semi-space-growth-factor=1';

/**
 * Heaps may grow by half before their garbage is looked for, instead of to a multiple.
 * Gain, CPU time: 5 % of 89 files in six formats, but two rounds on a busy machine. Of memory none could be shown: with it 482 MiB at the
 * peak, without it 448; of 60,000 thumbnails 107 and 89.
 */
const growHeapSlowly = '--heap-growing-percent=50';

/** Images, from which on a run is long for the program beside its workers. */
const manyImages = 5_000;

/** What a process of workers is to set when it has answered once. @param images how many there are for each worker */
export function workerFlags(images: number): readonly string[] {
  return known([growHeapSlowly, keepYoungSpaceSmall, noHelpers, ...(images < briefImages ? [optimiseLate] : [])]);
}

/** For the program beside its workers; to be called when all that it starts with is loaded. */
export function tuneProgram(): void {
  known([optimiseLate, noHelpers]).forEach(setFlagsFromString);
}

/**
 * For the program, when it knows how much there is to do. Gain, memory of all processes at the peak, 60,000 thumbnails: 107 MiB instead of
 * 114. All its objects are short-lived, so that a long run would fill 50 MB with them,
 * however few are alive. With what their space has grown to by then, a run is as fast.
 */
export function tuneProgramFor(images: number): void {
  if (images >= manyImages) known([keepYoungSpaceSmall]).forEach(setFlagsFromString);
}

function known(flags: readonly string[]): readonly string[] {
  return major <= latestMajor ? flags : [];
}

type Collector = (options?: { readonly type: 'minor' }) => void;

// One for each thread, as each has a heap of its own; and made late, as few need it.
let collector: Collector | undefined;

/** Collects the garbage of this thread: all of it, or what is young. */
export function collectGarbage(options?: Parameters<Collector>[0]): void {
  collector ??= shownCollector();
  // With any argument, even undefined, V8 of Node 22 and later collects the young only.
  if (options) collector(options);
  else collector();
}

/**
 * Only the flag that a program is started with, or this, shows the collector to programs. It is set for a moment only, and late: 8 ms of
 * CPU time less in a thread that starts.
 */
function shownCollector(): Collector {
  setFlagsFromString('--expose-gc');
  const collector: Collector = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return collector;
}
