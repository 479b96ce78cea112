/**
 * What runs in every process of a pool: tasks, in its main thread. It never outlives its parent, whatever a task does. Signals of the
 * terminal or the service manager reach it too, and it leaves them to its parent.
 */
import process from 'node:process';
import type { ToWorker } from '../protocol.js';
import { Server } from './server.js';
import { dieWithParent } from './watchdog.js';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const) process.on(signal, () => {});
dieWithParent();

const server = new Server({
  // Without a channel there is no parent.
  post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => {})),
  end: () => {
    // Once what was posted has been written.
    if (process.connected) process.send?.({ type: 'loaded' }, undefined, undefined, () => process.exit(0));
    else process.exit(0);
  },
});

process.on('message', (message: ToWorker) => server.hear(message));
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => server.stray(error));
