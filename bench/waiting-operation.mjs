// The worker of simulation.mjs: it takes the time that images would, and no CPU. Its URL says how much: `?imageMs=0.25`.
import emptyOperation from './empty-operation.mjs';

const imageMs = Number(new URL(import.meta.url).searchParams.get('imageMs'));
const never = new Int32Array(new SharedArrayBuffer(4));

export default (batch) => {
  // The thread stands still, as it does in libjpeg-turbo.
  Atomics.wait(never, 0, 0, batch.tasks.length * imageMs);
  return emptyOperation(batch);
};
