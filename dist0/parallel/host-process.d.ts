import type { Failure } from '../errors.js';
/** The one argument of this program, as JSON. */
export interface HostArguments {
    readonly workerUrl: string;
    /** A module to load in the main thread before the threads start. */
    readonly preloadUrl?: string;
}
export interface ThreadsAsked {
    /** Threads, 1 or more. */
    readonly size: number;
    /** A process that holds more memory than this ends itself: some job takes without end. Default: no limit. */
    readonly maxMemoryBytes?: number;
    /** A thread that holds more in its heap of JavaScript ends, and is replaced. Default: Node's own limit. */
    readonly maxHeapBytes?: number;
    /** Flags of V8 for the process, set after the first answer: with others than its own, Node compiles the modules it starts with. Default: none. */
    readonly v8Flags?: readonly string[];
}
export type ToHost = 
/** The first message: the threads to be started. */
{
    readonly threads: ThreadsAsked;
} | {
    readonly id: number;
    readonly job: unknown;
};
export type FromHost = 'ready' | {
    readonly id: number;
    readonly result: unknown;
} | {
    readonly id: number;
    readonly failure: Failure;
};
