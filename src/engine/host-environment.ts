/**
 * Environment of the process that hosts the worker threads. Image buffers of megabytes come and go with every image; by default
 * glibc maps and unmaps each one, and the kernel zeroes its pages again every time.
 */
export const hostEnvironment: Readonly<Record<string, string>> = {};
