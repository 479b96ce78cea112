/** What runs in every thread of a pool. */
import process from 'node:process';
import { parentPort, type Transferable } from 'node:worker_threads';
import type { ToWorker } from '../protocol.js';
import { Server } from './server.js';

// This program is started as a thread, and so has a port to its parent.
const port = parentPort!;

const server = new Server({
  post: (message, transfer) => port.postMessage(message, transfer as readonly Transferable[] | undefined),
  // What was posted before arrives.
  end: () => process.exit(0),
});

port.on('message', (message: ToWorker) => server.hear(message));
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => server.stray(error));
