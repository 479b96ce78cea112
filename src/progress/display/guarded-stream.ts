import type { ProgressStream } from './display.js';

/** What streams of Node tell about themselves. */
interface Closable {
  readonly destroyed?: boolean;
  readonly writableEnded?: boolean;
  on?(event: 'error', listener: (error: Error & { readonly code?: string }) => void): unknown;
  listenerCount?(event: 'error'): number;
}

const guardedStreams = new WeakSet<ProgressStream>();

/**
 * Writes to a stream as long as it takes anything: a loop goes on although nobody can see its bar any more.
 *
 * @param write the stream's own way to write
 */
export function guarded(stream: ProgressStream, write: (text: string) => unknown = (text) => stream.write(text)): (text: string) => void {
  const { on, listenerCount } = stream as Closable;
  return (text) => {
    const { destroyed, writableEnded } = stream as Closable;
    if (destroyed || writableEnded) return;
    if (!guardedStreams.has(stream)) {
      guardedStreams.add(stream);
      on?.call(stream, 'error', (error) => {
        // Nobody else listens, so an error of another kind ends the program, as it does without bars.
        if (!isGone(error) && listenerCount?.call(stream, 'error') === 1) throw error;
      });
    }
    try {
      write(text);
    } catch {
      // Closed, whatever kind of stream it is.
    }
  };
}

/** Whether the reader of a pipe has left, or the terminal is gone. */
function isGone({ code = '' }: { readonly code?: string }): boolean {
  return ['EPIPE', 'EIO', 'EBADF', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'].includes(code);
}
