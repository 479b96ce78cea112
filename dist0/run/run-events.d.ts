import type { RunContext } from '../engine/run-context.js';
import type { RunEvent } from '../events.js';
import type { RunOptions } from '../options/run-options.js';
/**
 * A run as its events, in order, for `for await`. It starts when the first event is asked for, and goes on only as fast as they are
 * taken. Leaving the loop ends it gently: images in flight are finished, their events are not told.
 *
 * @throws {ImgparError} what `run` throws, after the last event
 */
export declare function runEvents(options: RunOptions, context?: RunContext): AsyncGenerator<RunEvent, void, undefined>;
