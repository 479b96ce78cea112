import { usage } from '../errors.js';
import { type LeaseTimes, leaseTimes } from './queue.js';
import type { QueueServer } from './queue-server.js';

const schemes: readonly string[] = ['redis:', 'rediss:', 'postgres:', 'postgresql:'];

/**
 * Opens the queues that a URL names.
 *
 * @throws {ImgparError} `usage`, if the URL means nothing, a package is missing, or the server will not do
 */
export async function openServer(given: string, times: LeaseTimes = leaseTimes): Promise<QueueServer> {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !schemes.includes(url.protocol))
    throw usage(
      `--queue is ${JSON.stringify(given)}, expected the URL of a server: redis://host:6379, rediss://… or postgres://host/database`,
    );
  const { openBullMQ } = await import('./bullmq.js');
  return openBullMQ(url, times);
}
