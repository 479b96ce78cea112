/** What filters and codes rows on their way into a PNG. */
export declare const filterKernels: () => import("./filter.js").FilterKernels;
/** What brings the rows of a PNG back. */
export declare const inflateKernels: () => import("./inflate.js").InflateKernels;
