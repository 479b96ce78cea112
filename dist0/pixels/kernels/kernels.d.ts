/** The hot loops, in the fastest form that this machine has. */
export declare const kernels: () => import("./contract.js").Kernels;
