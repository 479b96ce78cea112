/** What a process of workers is to set when it has answered once. @param images how many there are for each worker */
export declare function workerFlags(images: number): readonly string[];
/** For the program beside its workers; to be called when all that it starts with is loaded. */
export declare function tuneProgram(): void;
/**
 * For the program, when it knows how much there is to do. Gain, memory of all processes at the peak, 60,000 thumbnails: 107 MiB instead of
 * 114. All its objects are short-lived, so that a long run would fill 50 MB with them,
 * however few are alive. With what their space has grown to by then, a run is as fast.
 */
export declare function tuneProgramFor(images: number): void;
type Collector = (options?: {
    readonly type: 'minor';
}) => void;
/** Collects the garbage of this thread: all of it, or what is young. */
export declare function collectGarbage(options?: Parameters<Collector>[0]): void;
export {};
