/** What runs in a Process: one function, and then whatever that has left to do. */
import { writeSync } from 'node:fs';
import process from 'node:process';
import { inspect } from 'node:util';
import { type BarMessage, relayBars } from '../../progress/display/relay.js';
import type { FunctionAddress } from '../protocol.js';
import { Functions } from './functions.js';
import { type Identity, setIdentity } from './identity.js';
import { dieWithParent } from './watchdog.js';

/** The first message, and the only one. */
export interface ProcessStart {
  readonly identity: Identity;
  readonly target: FunctionAddress | undefined;
  readonly args: readonly unknown[];
  /** Whether the parent draws bars in place. */
  readonly hasTerminal: boolean;
}

/** What it tells its parent of its bars. */
export interface ProcessBar {
  readonly type: 'bar';
  readonly message: BarMessage;
}

process.once('message', (start: ProcessStart) => void run(start));

async function run({ identity, target, args, hasTerminal }: ProcessStart): Promise<void> {
  setIdentity(identity);
  if (identity.daemon) dieWithParent();
  // It ends when it has nothing left to do, whatever its parent does.
  process.channel?.unref();
  relayBars((message) => {
    if (process.connected) process.send?.({ type: 'bar', message } satisfies ProcessBar, undefined, undefined, () => {});
  }, hasTerminal);
  try {
    if (target) await (await new Functions().at(target))(...args);
  } catch (error) {
    writeSync(2, `Process ${identity.name}:\n${inspect(error)}\n`);
    process.exit(1);
  }
}
