import process from 'node:process';
import { Worker } from 'node:worker_threads';

/** How often a process whose own thread may be in a loop looks whether its parent lives. */
const intervalMs = 200;

/** In a thread, as the main one may be in a loop or in native code. Where parents are not replaced by another process, as on Windows, it asks for the parent itself. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const alive = () => {
    if (process.ppid !== workerData) return false;
    try {
      process.kill(workerData, 0);
      return true;
    } catch ({ code }) {
      return code === 'EPERM';
    }
  };
  setInterval(() => alive() || process.kill(process.pid, 'SIGKILL'), ${intervalMs});
`;

/** Ends this process at once when its parent has ended, whatever it does. */
export function dieWithParent(): void {
  const parent = process.ppid;
  const end = () => process.kill(process.pid, 'SIGKILL');
  process.on('disconnect', end);
  if (!process.connected) end();
  // Before any task, which may never let go of this thread. In it no flags for all threads are needed.
  new Worker(program, { eval: true, workerData: parent, execArgv: [], env: {} }).unref();
}
