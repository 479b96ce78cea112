import type { Writable } from 'node:stream';
import type { Reporter, RunEvent } from '../events.js';

/**
 * Writes every event as one line of JSON, `{"v":1,"type":"image-done",…}`. Nothing is lost: while the stream is full, a promise holds up
 * the run. A broken stream, such as a closed pipe, holds nothing up; its 'error' is for the owner of the stream.
 */
export function jsonReporter(stream: Writable): Reporter {
  let drained: Promise<void> | undefined;
  return (event) => {
    if (stream.write(`${formatJsonEvent(event)}\n`)) return undefined;
    drained ??= writableAgain(stream).then(() => {
      drained = undefined;
    });
    return drained;
  };
}

/** The event as a line of JSON without line end, safe on a terminal. Parsing it restores the event exactly. */
export function formatJsonEvent(event: RunEvent): string {
  return JSON.stringify({ v: jsonEventsVersion, ...event }).replace(drivesTerminals, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The version of the lines: raised when a field goes or changes its meaning, not when one is added. */
const jsonEventsVersion = 1;

/** What JSON.stringify leaves unescaped: DEL, C1, line and paragraph separators, and bidirectional controls. */
const drivesTerminals = /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu;

function writableAgain(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.errored) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, settle);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stream.on(event, settle);
  });
}
