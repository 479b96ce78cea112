import type { Writable } from 'node:stream';
import type { Reporter, RunEvent } from '../events.js';
/**
 * Every event as one line of JSON, `{"v":1,"type":"image-done",…}`. Nothing is lost: while the stream takes no more, a promise holds
 * the run up. A stream that broke, such as a closed pipe, holds nothing up; its 'error' is for the owner of the stream.
 */
export declare function jsonReporter(stream: Writable): Reporter;
/** The event as a line of JSON without its end, in characters that do nothing to a terminal; parsing gives the event back exactly. */
export declare function formatJsonEvent(event: RunEvent): string;
