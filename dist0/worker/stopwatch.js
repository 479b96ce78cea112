/** Gives the milliseconds since it was last asked, to the microsecond: more digits say nothing, and take their time to be sent and recorded. */
export function stopwatch() {
    let last = performance.now();
    return () => {
        const now = performance.now();
        const elapsedMs = now - last;
        last = now;
        return Math.round(elapsedMs * 1000) / 1000;
    };
}
