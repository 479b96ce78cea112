/** What runs in a Process: one function, and then whatever that has left to do. */
import { writeSync } from 'node:fs';
import process from 'node:process';
import { inspect } from 'node:util';
import type { FunctionAddress } from '../protocol.js';
import { Functions } from './functions.js';
import { type Identity, setIdentity } from './identity.js';
import { dieWithParent } from './watchdog.js';

/** The first message, and the only one. */
export interface ProcessStart {
  readonly identity: Identity;
  readonly target: FunctionAddress | undefined;
  readonly args: readonly unknown[];
}

process.once('message', (start: ProcessStart) => void run(start));

async function run({ identity, target, args }: ProcessStart): Promise<void> {
  setIdentity(identity);
  if (identity.daemon) dieWithParent();
  // It ends when it has nothing left to do, whatever its parent does.
  process.channel?.unref();
  try {
    if (target) await (await new Functions().at(target))(...args);
  } catch (error) {
    writeSync(2, `Process ${identity.name}:\n${inspect(error)}\n`);
    process.exit(1);
  }
}
