/** Gives the milliseconds since the last call, rounded to microseconds: more digits mean nothing, and take time to send and record. */
export function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const elapsedMs = now - last;
    last = now;
    return Math.round(elapsedMs * 1000) / 1000;
  };
}
