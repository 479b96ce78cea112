/** What a process writes when the system refuses it something, and what to do about it. */
const obstacles: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(EMFILE|ENFILE)\b|too many open files/i, 'too many open files; raise the limit (ulimit -n) or use fewer workers'],
  [
    /\bEAGAIN\b|(uv|pthread)_(thread_)?create|resource temporarily unavailable/i,
    'too many processes or threads; raise the limit (ulimit -u) or use fewer workers',
  ],
  [/\bENOMEM\b|reserve virtual memory/i, 'not enough address space; raise the limit (ulimit -v) or use fewer workers'],
];

/**
 * Why no worker process or thread can start here, whatever its task; undefined if nothing says so.
 *
 * @param words how a process ended, and what it wrote to stderr
 */
export function obstacleIn(...words: readonly string[]): string | undefined {
  return obstacles.find(([pattern]) => words.some((text) => pattern.test(text)))?.[1];
}
