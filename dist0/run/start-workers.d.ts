import { type HostOptions, type WorkerHost } from '../parallel/host.js';
/**
 * Starts the process of the workers. It takes some 0.15 s, in which options can be read and the list of images can be made.
 *
 * @param options.processEach a process for each worker; see docs/decisions/workers.md
 * @throws {ImgparError} `usage`, if a bundler left its files behind
 */
export declare function startWorkers({ processEach }?: Pick<HostOptions, 'processEach'>): WorkerHost;
