/** Lets signals and answers from the workers through while image after image is skipped without a wait. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < breathAfterMs) return;
    await new Promise(setImmediate);
    last = performance.now();
  };
}

const breathAfterMs = 20;
