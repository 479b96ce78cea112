/** What writes and reads a TIFF's strips of LZW. */
export declare const lzwKernels: () => import("./lzw.js").LzwKernels;
