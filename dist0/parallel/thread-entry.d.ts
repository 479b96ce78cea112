import { type Failure } from '../errors.js';
/** What a thread is given when it starts. */
export interface ThreadData {
    /** URL of the worker module, as text. */
    readonly workerUrl: string;
}
/** What a thread answers. */
export type Reply = {
    readonly result: unknown;
} | {
    readonly failure: Failure;
};
declare const _default: Promise<(job: unknown) => Promise<Reply>>;
export default _default;
