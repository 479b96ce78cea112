// The worker of simulation.mjs. It takes as long as images would, but no CPU. Its URL says how long: `?imageMs=0.25`.
import emptyOperation from './empty-operation.mjs';

const imageMs = Number(new URL(import.meta.url).searchParams.get('imageMs'));
const never = new Int32Array(new SharedArrayBuffer(4));

export default (batch) => {
  // The thread blocks, as it does in libjpeg-turbo.
  Atomics.wait(never, 0, 0, batch.tasks.length * imageMs);
  return emptyOperation(batch);
};
