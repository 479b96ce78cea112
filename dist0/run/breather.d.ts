/** Gives others their turn (signals, answers of the workers) where image after image is skipped without a wait. */
export declare function breather(): () => Promise<void>;
