/**
 * What runs in every thread of threads.ts: the handler of the worker module, with anything it throws turned into data,
 * because errors lose their class and code on the way between threads.
 */
import { workerData } from 'node:worker_threads';
import { failureOf } from '../errors.js';
import { load } from './load.js';
// Piscina waits for a default export that is a promise, so a thread is ready once its worker module is loaded.
export default loaded();
async function loaded() {
    // piscina hands on the workerData of threads.ts, which is a ThreadData.
    const { workerUrl } = workerData;
    try {
        const handle = await handlerOf(workerUrl);
        return (job) => reply(handle, job);
    }
    catch (error) {
        // Told to every job: a thread that ends while it starts would leave them waiting for ever.
        const failure = { code: 'internal', message: `the worker module ${workerUrl} cannot be used: ${failureOf(error).message}` };
        return async () => ({ failure });
    }
}
async function handlerOf(workerUrl) {
    const module = await load(workerUrl);
    if (typeof module.default !== 'function')
        throw new TypeError('its default export is no function');
    // The module is ours to trust: that it takes the jobs of this pool is its author's promise.
    return module.default;
}
async function reply(handle, job) {
    try {
        return { result: await handle(job) };
    }
    catch (error) {
        return { failure: failureOf(error) };
    }
}
