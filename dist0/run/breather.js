/** Gives others their turn (signals, answers of the workers) where image after image is skipped without a wait. */
export function breather() {
    let last = performance.now();
    return async () => {
        if (performance.now() - last < breathAfterMs)
            return;
        await new Promise(setImmediate);
        last = performance.now();
    };
}
const breathAfterMs = 20;
