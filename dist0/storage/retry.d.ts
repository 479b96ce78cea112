/** Reads or writes; should that fail of something that may pass, again after a while, at most `retries` times. */
export declare function withRetries<Result>(retries: number, act: () => Result | Promise<Result>): Promise<Result>;
