/**
 * All flags given to V8, in one place, with what each gains. Measured with 2 workers on 2 cores, Node 20.20, CPU time with and without the
 * flag in turn, medians.
 *
 * Set late: Node ships its own modules compiled for its initial flags, and recompiles each one that it loads under other flags.
 */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The latest V8 version known to have all these flags, that of Node 26: a version without one would complain on stderr. */
const latestMajor = 14;

const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number);

/**
 * For short programs: optimises only code that has run eight times as often as V8 requires by default. With few images, V8 optimises most
 * code shortly before it is no longer needed.
 *
 * Gain, CPU time in the workers: 2,000 JPEGs of 500×375 take 3.06 s instead of 3.28, 5,000 thumbnails 1.65 instead of 1.88; but 20,000
 * thumbnails 4.75 instead of 4.42, so it is not set there. In the main program: 4 % of 2,000 JPEGs of 500×375. With Node 22 and 24, which
 * optimise late by default, 2 % in all. Measured again, all processes: 2,000 thumbnails take 1.14 s instead of 1.49, 400 JPEGs of 500×375 too
 * few to tell.
 */
const optimiseLate = major === 11 && minor < 8 ? '--interrupt-budget=540000' : '--invocation-count-for-turbofan=24000';

/**
 * For thumbnails by the thousand: optimises code three times as early as V8 does by default. The few functions that a thumbnail takes are
 * worth it, and V8 waits until the larger of them have run 4,000 times.
 * Gain, CPU time of 20,000 thumbnails: 4 %. Node 22 and later compile in steps, of which the first comes early.
 */
const optimiseEarly = major === 11 && minor < 8 ? ['--interrupt-budget=40000'] : [];

/** Images per worker from which the workers' code runs long enough to be optimised. */
const briefImages = 4_000;

/**
 * Uses one thread to collect young garbage, as the helpers of all threads get in each other's way.
 * Gain, CPU time of the main program: 4 % of 20,000 thumbnails.
 */
const noHelpers = '--no-parallel-scavenge';

/**
 * Keeps the space for short-lived objects from growing, as buffers outside it live just as long.
 * Gain, peak memory of all processes, 20,000 thumbnails: 106 MiB instead of 131. Of the workers' process with 50,000: 90 MB instead of
 * 173. CPU time of 20,000: 5 %.
 */
const keepYoungSpaceSmall = '--semi-space-growth-factor=1';

/** Images from which a run is long for the main program. */
const manyImages = 5_000;

/** Flags for a process of workers to set after its first answer. @param images number per worker */
export function workerFlags(images: number): readonly string[] {
  return known([keepYoungSpaceSmall, noHelpers, ...(images < briefImages ? [optimiseLate] : optimiseEarly)]);
}

/** Tunes the main program; to be called once everything it starts with is loaded. */
export function tuneProgram(): void {
  known([optimiseLate, noHelpers]).forEach(setFlagsFromString);
}

/**
 * Tunes the main program once the amount of work is known. Gain, peak memory of all processes, 60,000 thumbnails: 107 MiB instead of 114.
 * All its objects are short-lived, so a long run would fill 50 MB with them, however few are alive. The run is as fast in the space they
 * have grown to by then.
 */
export function tuneProgramFor(images: number): void {
  if (images >= manyImages) known([keepYoungSpaceSmall]).forEach(setFlagsFromString);
}

function known(flags: readonly string[]): readonly string[] {
  return major <= latestMajor ? flags : [];
}

type Collector = (options?: { readonly type: 'minor' }) => void;

// One per thread, as each has its own heap; created late, as few threads need it.
let collector: Collector | undefined;

/** Collects the garbage of this thread: all of it, or only the young. */
export function collectGarbage(options?: Parameters<Collector>[0]): void {
  collector ??= shownCollector();
  // With any argument, even undefined, V8 of Node 22 and later collects only the young.
  if (options) collector(options);
  else collector();
}

/**
 * Exposes the collector; otherwise only a flag at program start does. Sets the flag just for a moment, and late, which saves 8 ms of CPU
 * time in a thread that starts.
 */
function shownCollector(): Collector {
  setFlagsFromString('--expose-gc');
  const collector: Collector = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return collector;
}
